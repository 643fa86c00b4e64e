"""Searches the catalogue in force, and listens: what both need is made once for each state of it, in each process.

What was read of a version is kept, for a version never changes: when the catalogue changes only what is new is read.
"""

import asyncio
from collections.abc import Callable, Coroutine, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Generic, TypeVar

import structlog
from sqlalchemy.exc import SQLAlchemyError

from desk.boards import intake
from desk.boards.intake import Listener
from desk.boards.reader import Reader
from desk.model.catalogue.enquiries import SKILL
from desk.model.catalogue.search import Search, Sounds
from desk.model.catalogue.words import Words
from desk.model.errors import StoreUnavailable
from desk.store.catalogue import words
from i18n.everyday import Everyday
from i18n.readings import Readings
from i18n.scripts import Scripts

log = structlog.get_logger("desk.index")
Thing = TypeVar("Thing")
LONGEST_QUERY = 100
"""Characters; what is typed beyond is not looked for."""
FRESH = timedelta(seconds=5)
"""For so long nobody asks the store whether the catalogue has changed."""

PATIENCE = 2.0
"""Seconds that a query waits for a changed catalogue before it is answered from what stood before."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Built:
    """What was made of one state of the catalogue, and when it was last seen to hold."""

    state: words.State
    seen_at: datetime
    items: Mapping[words.Version, Words]
    search: Search


class Newest(Generic[Thing]):
    """The newest of something that takes long to make: while it is made anew, what stood before is given."""

    def __init__(self) -> None:
        self.last: Thing | None = None
        self._making: asyncio.Task[Thing] | None = None

    async def made(self, make: Callable[[], Coroutine[Any, Any, Thing]]) -> Thing:
        """A new one, made once for all who ask meanwhile; or the last, where a new one is not there soon."""
        if self._making is None or self._making.done():
            self._making = asyncio.create_task(self._make(make))
        making = self._making
        if self.last is not None and not (await asyncio.wait({making}, timeout=PATIENCE))[0]:
            return self.last
        return await asyncio.shield(making)

    async def _make(self, make: Callable[[], Coroutine[Any, Any, Thing]]) -> Thing:
        self.last = await make()
        return self.last


class Index:
    """The catalogue's index, built when first asked and again when the catalogue has changed. The caller holds it."""

    def __init__(self) -> None:
        self._built = Newest[Built]()
        self._listener = Newest[tuple[words.State, Listener]]()
        self._readings = Readings()
        self._everyday: Everyday | None = None

    async def find(self, reader: Reader, query: str) -> list[Words]:
        """The items that hold the query, the nearest first; none for an empty one."""
        built = await self.built(reader)
        found = built.search.find(reader.scripts.fold(query[:LONGEST_QUERY]))
        return [built.items[version] for version in found.versions]

    async def warm(self, reader: Reader) -> None:
        """Makes both before anybody asks, in threads; where the store cannot be read yet, who asks first waits."""
        try:
            await self.listener(reader)
        except (StoreUnavailable, SQLAlchemyError):
            log.warning("index.not_warmed")

    async def built(self, reader: Reader) -> Built:
        """What stands for the catalogue as it is now."""
        known = self._built.last
        if known is not None and abs(reader.now() - known.seen_at) < FRESH:
            return known
        return await self._built.made(lambda: self._renewed(reader, known))

    async def listener(self, reader: Reader) -> tuple[Built, Listener]:
        """Who hears what is wished for, and the items that may be meant."""
        built, known = await self.built(reader), self._listener.last
        if known is None or known[0] != built.state:
            known = await self._listener.made(lambda: self._listening(built, reader.scripts))
        return built, known[1]

    async def _renewed(self, reader: Reader, known: Built | None) -> Built:
        now = reader.now()
        async with reader.connection() as connection:
            state = await words.state(connection, now)
            if known is not None and known.state == state:
                return replace(known, seen_at=now)
            kept = known.items if known else {}
            versions = await words.in_force(connection, now)
            read = await words.of(connection, [version for version in versions if version not in kept])
        every = {**kept, **{(item.code, item.version): item for item in read}}
        items = {version: every[version] for version in versions}
        search = await asyncio.to_thread(self._search, tuple(items.values()), reader.scripts)
        return Built(state=state, seen_at=now, items=items, search=search)

    def _search(self, items: Sequence[Words], scripts: Scripts) -> Search:
        return Search(items, scripts.fold, lambda text: sounds(self._readings, text))

    async def _listening(self, built: Built, scripts: Scripts) -> tuple[words.State, Listener]:
        told = tuple(item for item in built.items.values() if item.skill != SKILL)
        return built.state, await asyncio.to_thread(self._hear, told, scripts)

    def _hear(self, items: Sequence[Words], scripts: Scripts) -> Listener:
        self._everyday = self._everyday or Everyday(scripts, self._readings)
        return intake.listener(self._everyday, items)


def sounds(readings: Readings, folded: str) -> list[Sounds]:
    """A text's pinyin and jyutping; none where it has no Han characters."""
    return [
        Sounds(initials=reading.initials, syllables=reading.syllables)
        for reading in readings.of(folded)
        if reading.syllables
    ]
