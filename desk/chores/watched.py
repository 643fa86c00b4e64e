"""A provider whose refusals are logged: which one, of which class, at which step; never what was sent or told."""

from collections.abc import Mapping

import structlog

from identity.assurance import Level
from identity.errors import FederationError, ForgedAnswer, ProviderRefused
from identity.federation.pending import PendingSignIn
from identity.federation.provider import Begun, Provider, Recognised

log = structlog.get_logger("desk.providers")


class Watched:
    """Passes all on to the provider within: where a page says one thing of every forged answer, the log says which."""

    def __init__(self, within: Provider) -> None:
        self._within = within

    @property
    def name(self) -> str:
        """The name of the provider within."""
        return self._within.name

    @property
    def origins(self) -> tuple[str, ...]:
        """The origins of the provider within."""
        return self._within.origins

    @property
    def mainland(self) -> bool:
        """Whether the provider within vouches for mainland identities."""
        return self._within.mainland

    def reaches(self, level: Level) -> bool:
        """Whether any sign-in at the provider within is worth so much."""
        return self._within.reaches(level)

    async def begin(self, *, demand: Level = Level.NONE, ui_locales: str = "") -> Begun:
        """As the provider within."""
        try:
            return await self._within.begin(demand=demand, ui_locales=ui_locales)
        except FederationError as error:
            self._log("sign_in.not_begun", error)
            raise

    async def finish(self, pending: PendingSignIn, answer: Mapping[str, str]) -> Recognised:
        """As the provider within."""
        try:
            return await self._within.finish(pending, answer)
        except FederationError as error:
            self._log("sign_in.refused", error)
            raise

    def _log(self, event: str, error: FederationError) -> None:
        match error:
            case ForgedAnswer():
                log.warning(event, provider=self.name, refusal=type(error).__name__, detail=error.detail)
            case ProviderRefused():
                log.warning(event, provider=self.name, refusal=type(error).__name__, detail=error.reason)
            case _:
                log.info(event, provider=self.name, refusal=type(error).__name__)
