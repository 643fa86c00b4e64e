"""What the desk asks of any identity provider, whatever its own protocol is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Protocol
from urllib.parse import urlsplit

from identity.assurance import Assurance, Level, Proofing
from identity.documents import Check, Document
from identity.federation.pending import PendingSignIn
from identity.federation.vouched import Name


@dataclass(frozen=True, slots=True, kw_only=True)
class Begun:
    """Where to send the browser, and what to keep until it is back."""

    url: str
    pending: PendingSignIn


@dataclass(frozen=True, slots=True, kw_only=True)
class Recognised:
    """A person as this provider recognised them at `verified_at`, for this sign-in; every claim was validated."""

    provider: str
    subject: str = field(repr=False)
    """Pairwise: stable for us at this provider, meaningless elsewhere."""
    acr: str
    assurance: Assurance
    names: tuple[Name, ...]
    documents: tuple[Document, ...]

    def __post_init__(self) -> None:
        """What the person only said of themselves there, nobody vouches for: it is a number that is written well."""
        if self.assurance.proofing not in (Proofing.REMOTE, Proofing.IN_PERSON):
            said = tuple(replace(each, checked=Check.SHAPE) for each in self.documents)
            object.__setattr__(self, "documents", said)

    @property
    def level(self) -> Level:
        """What this sign-in is worth."""
        return self.assurance.level

    @property
    def verified_at(self) -> datetime:
        """When the person signed in at the provider."""
        return self.assurance.verified_at


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

    def reaches(self, level: Level) -> bool:
        """Whether any sign-in there is worth so much."""

    async def begin(self, *, demand: Level = Level.NONE, ui_locales: str = "") -> Begun:
        """Sends a person off. Raises AssuranceTooLow if nothing of this provider meets the demand,
        ProviderUnreachable, ProviderTimedOut, ProviderUnfit, ProviderRefused."""

    async def finish(self, pending: PendingSignIn, answer: Mapping[str, str]) -> Recognised:
        """Who the person is, from the parameters their browser brought back.

        Raises SignInCancelled, SignInExpired, AssuranceTooLow, a branch of ForgedAnswer, ReplayedAnswer,
        ProviderRefused, ProviderUnreachable, ProviderTimedOut, ProviderUnfit.
        """


def origin(url: str) -> str:
    """Scheme, host and port of an address, as a Content-Security-Policy names them."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"
