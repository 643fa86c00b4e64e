"""Searches the catalogue in force, and listens: what both need is made once for each state of it, in each process.

What was read of a version is kept, for a version never changes: when the catalogue changes only what is new is read.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from desk.boards import intake
from desk.boards.intake import Listener
from desk.boards.reader import Reader
from desk.model.catalogue.search import Found, Search, Sounds
from desk.model.catalogue.words import Words
from desk.store.catalogue import words
from i18n.everyday import Everyday
from i18n.readings import Readings
from i18n.scripts import Scripts

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
    items: Sequence[Words]
    search: Search
    listener: Listener


class Index:
    """The catalogue's index, built when first asked and again when the catalogue has changed. The caller holds it."""

    def __init__(self) -> None:
        self._built: Built | None = None
        self._readings = Readings()
        self._everyday: Everyday | None = None
        self._renewal: asyncio.Task[Built] | None = None

    async def find(self, reader: Reader, query: str) -> Found:
        """The items that hold the query, the nearest first; none for an empty one."""
        wanted = reader.scripts.fold(query[:LONGEST_QUERY])
        return (await self.built(reader)).search.find(wanted)

    async def built(self, reader: Reader) -> Built:
        """What stands for the catalogue as it is now; while a large one is made anew, what stood before."""
        known = self._built
        if known is not None and abs(reader.now() - known.seen_at) < FRESH:
            return known
        if self._renewal is None or self._renewal.done():
            self._renewal = asyncio.create_task(self._renew(reader))
        renewal = self._renewal
        if known is not None and not (await asyncio.wait({renewal}, timeout=PATIENCE))[0]:
            return known
        return await asyncio.shield(renewal)

    async def _renew(self, reader: Reader) -> Built:
        self._built = await self._renewed(reader, self._built)
        return self._built

    async def _renewed(self, reader: Reader, known: Built | None) -> Built:
        now = reader.now()
        async with reader.connection() as connection:
            state = await words.state(connection, now)
            if known is not None and known.state == state:
                return replace(known, seen_at=now)
            kept = {(item.code, item.version): item for item in known.items} if known else {}
            versions = await words.in_force(connection, now)
            read = await words.of(connection, [version for version in versions if version not in kept])
        every = {**kept, **{(item.code, item.version): item for item in read}}
        items = tuple(every[version] for version in versions)
        search, listener = await asyncio.to_thread(self._made, items, reader.scripts)
        return Built(state=state, seen_at=now, items=items, search=search, listener=listener)

    def _made(self, items: Sequence[Words], scripts: Scripts) -> tuple[Search, Listener]:
        self._everyday = self._everyday or Everyday(scripts, self._readings)
        search = Search(items, scripts.fold, lambda text: sounds(self._readings, text))
        return search, intake.listener(self._everyday, items)


def sounds(readings: Readings, folded: str) -> list[Sounds]:
    """A text's pinyin and jyutping; none where it has no Han characters."""
    return [
        Sounds(initials=reading.initials, syllables=reading.syllables)
        for reading in readings.of(folded)
        if reading.syllables
    ]
