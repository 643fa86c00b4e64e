"""Finds items by a few words in any language and either script.

Every text of an item is folded (see i18n.scripts) and indexed under its bigrams. A query's bigrams narrow the items
down, and what is left is looked at whole: bigrams may be scattered. A query of several words that stands nowhere as
it is finds the items that hold every one of its words.
"""

import asyncio
from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from desk.boards.reader import Reader
from desk.model.items import Item
from desk.store import items
from desk.store.tables import items as table
from i18n.scripts import Scripts

LONGEST_QUERY = 100
"""Characters; what is typed beyond is not looked for."""

State = tuple[int, datetime | None]
"""How many versions are in force or were, and when the newest came into force."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One item with its folded texts: titles, code, keywords and summaries of every language."""

    item: Item
    titles: tuple[str, ...]
    code: str
    keywords: tuple[str, ...]
    summaries: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Built:
    """An index of one state of the catalogue. `grams` is sorted; `holders` has the places of the entries."""

    state: State
    entries: tuple[Entry, ...]
    grams: tuple[str, ...]
    holders: dict[str, frozenset[int]]


class Index:
    """The catalogue's index, built when first asked and again when the catalogue has changed. The caller holds it."""

    def __init__(self) -> None:
        self._built: Built | None = None

    async def find(self, reader: Reader, query: str) -> tuple[Item, ...]:
        """The items that hold the query, the nearest first: by title, then by keyword, then by summary."""
        wanted = " ".join(reader.scripts.fold(query[:LONGEST_QUERY]).split())
        if not wanted:
            return ()
        built = await self._current(reader)
        hits = _ranked(built, reader.scripts, wanted)
        return tuple(built.entries[place].item for _, place in sorted(hits))

    async def _current(self, reader: Reader) -> Built:
        now = reader.now()
        async with reader.connection() as connection:
            query = select(func.count(), func.max(table.c.effective_from)).where(table.c.effective_from <= now)
            count, newest = (await connection.execute(query)).one()
            known = self._built
            if known is not None and known.state == (count, newest):
                return known
            every = await items.catalogue(connection, now)
        self._built = await asyncio.to_thread(_build, reader.scripts, (count, newest), every)
        return self._built


def _build(scripts: Scripts, state: State, every: Iterable[Item]) -> Built:
    entries = tuple(_entry(scripts, item) for item in every)
    holders: dict[str, set[int]] = {}
    for place, entry in enumerate(entries):
        for text in (*entry.titles, entry.code, *entry.keywords, *entry.summaries):
            for gram in scripts.grams(text):
                holders.setdefault(gram, set()).add(place)
    frozen = {gram: frozenset(places) for gram, places in holders.items()}
    return Built(state=state, entries=entries, grams=tuple(sorted(frozen)), holders=frozen)


def _entry(scripts: Scripts, item: Item) -> Entry:
    words = {word for language in item.keywords.values() for word in language}
    return Entry(
        item=item,
        titles=tuple({scripts.fold(text) for text in item.title.values()}),
        code=scripts.fold(item.code),
        keywords=tuple({scripts.fold(word) for word in words}),
        summaries=tuple({scripts.fold(text) for text in item.summary.values()}),
    )


def _ranked(built: Built, scripts: Scripts, wanted: str) -> list[tuple[int, int]]:
    """(rank, place in order of code) of each entry found; the smaller rank is nearer."""
    hits = _hits(built, scripts, wanted)
    words = wanted.split(" ")
    if not hits and len(words) > 1:
        each = [_hits(built, scripts, word) for word in words]
        shared = set.intersection(*(set(found) for found in each))
        hits = {place: max(found[place] for found in each) for place in shared}
    return [(rank, place) for place, rank in hits.items()]


def _hits(built: Built, scripts: Scripts, wanted: str) -> dict[int, int]:
    ranks = {place: _rank(built.entries[place], wanted) for place in _candidates(built, scripts, wanted)}
    return {place: rank for place, rank in ranks.items() if rank is not None}


def _candidates(built: Built, scripts: Scripts, wanted: str) -> frozenset[int]:
    """The entries that hold every bigram of the query, or a bigram that begins with its lone character."""
    if len(wanted) == 1:
        start = bisect_left(built.grams, wanted)
        end = bisect_left(built.grams, wanted + chr(0x10FFFF))
        return frozenset[int]().union(*(built.holders[gram] for gram in built.grams[start:end]))
    none: frozenset[int] = frozenset()
    return frozenset.intersection(*(built.holders.get(gram, none) for gram in scripts.wanted(wanted)))


def _rank(entry: Entry, wanted: str) -> int | None:
    """How near an entry comes to the query; None when it only holds scattered pieces of it."""
    ways = (
        wanted == entry.code or wanted in entry.titles,
        any(text.startswith(wanted) for text in (*entry.titles, entry.code)),
        any(wanted in text for text in (*entry.titles, entry.code)),
        wanted in entry.keywords,
        any(wanted in word for word in entry.keywords),
        any(wanted in text for text in entry.summaries),
    )
    return next((rank for rank, way in enumerate(ways) if way), None)
