"""What the desk asks of any identity provider, whatever its own protocol is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from identity.assurance import Level
from identity.federation.party import Begun, Recognised
from identity.federation.pending import PendingSignIn


class Provider(Protocol):
    """One provider. It holds nothing of a sign-in: all of that is in the PendingSignIn that the caller keeps sealed."""

    @property
    def name(self) -> str:
        """Ours for it: `iamsmart`."""

    @property
    def origins(self) -> tuple[str, ...]:
        """Where a browser may be sent: scheme, host and port of each address that `begin` may give."""

    @property
    def mainland(self) -> bool:
        """Whether it vouches for mainland identities: offered for binding, not as the way in at a corner."""

    async def begin(self, *, demand: Level = Level.NONE, ui_locales: str = "") -> Begun:
        """Sends a person off. Raises AssuranceTooLow if nothing of this provider meets the demand,
        ProviderUnreachable, ProviderTimedOut, ProviderUnfit, ProviderRefused."""

    async def finish(self, pending: PendingSignIn, answer: Mapping[str, str]) -> Recognised:
        """Who the person is, from the parameters their browser brought back.

        Raises SignInCancelled, SignInExpired, AssuranceTooLow, a branch of ForgedAnswer, ReplayedAnswer,
        ProviderRefused, ProviderUnreachable, ProviderTimedOut, ProviderUnfit.
        """
