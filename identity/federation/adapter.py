"""What the adapters of shapes other than OpenID Connect have alike: where a provider is, and what it can vouch for."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Generic, Protocol, TypeVar

from identity.assurance import Grade, Level
from identity.federation.fetch import Fetch
from identity.federation.provider import origin


class Config(Protocol):
    """What is agreed with a provider of any shape."""

    @property
    def name(self) -> str:
        """Ours for the provider."""

    @property
    def base(self) -> str:
        """The address its interface is under."""

    @property
    def pages(self) -> tuple[str, ...]:
        """Further addresses that a browser passes through."""

    @property
    def mainland(self) -> bool:
        """Whether it vouches for mainland identities."""

    def every_grade(self) -> Iterable[Grade]:
        """What its ways of signing in are worth."""


Agreed = TypeVar("Agreed", bound=Config)


class Adapter(Generic[Agreed]):
    """The part of `Provider` that follows from what was agreed."""

    def __init__(
        self, config: Agreed, fetch: Fetch, clock: Callable[[], datetime], chance: Callable[[int], bytes]
    ) -> None:
        self.config = config
        self._fetch = fetch
        self._clock = clock
        self._chance = chance

    @property
    def name(self) -> str:
        """Ours for the provider."""
        return self.config.name

    @property
    def origins(self) -> tuple[str, ...]:
        """Where its sign-in page is, and what it passes through."""
        return tuple(dict.fromkeys(map(origin, (self.config.base, *self.config.pages))))

    @property
    def mainland(self) -> bool:
        """Whether it vouches for mainland identities."""
        return self.config.mainland

    def reaches(self, level: Level) -> bool:
        """Whether any of its grades is worth so much."""
        return any(grade.level.meets(level) for grade in self.config.every_grade())
