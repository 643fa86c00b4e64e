"""What every board reads with: the store, the script converters, and the moment the screen is drawn for."""

from collections.abc import AsyncIterator, Awaitable, Callable, Hashable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TypeVar

from sqlalchemy.ext.asyncio import AsyncConnection

from desk.boards.kept import Kept
from desk.store.unit import Store
from i18n.scripts import Scripts
from identity.vault import Vault

Found = TypeVar("Found")
PRESENT = timedelta(seconds=12)
"""A screen that gave no sign of life for so long is taken as closed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """Reads only. `is_up` says whether a party's media leg is up. `kept`: what was worked out a moment ago."""

    store: Store
    scripts: Scripts
    is_up: Callable[[str], bool]
    kept: Kept = field(default_factory=Kept)

    @property
    def vault(self) -> Vault:
        """Opens what is sealed."""
        return self.store.vault

    def now(self) -> datetime:
        """The moment the screen is drawn for."""
        return self.store.clock()

    @asynccontextmanager
    async def connection(self) -> AsyncIterator[AsyncConnection]:
        """One consistent view."""
        async with self.store.read() as connection:
            yield connection

    async def once(self, _key: Hashable, make: Callable[[], Awaitable[Found]]) -> Found:
        """What `make` reads under this key; screens that are drawn at one glance read it once."""
        return await make()
