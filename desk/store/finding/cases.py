"""Finds cases: by number, by whom they are of, by words of the record; the nearest first, then the newest.

A page of results goes through the ways in their order. Where it ends is told by a cursor, the way and the place, with
which the next page goes on. A page looks at so much of the index (`reading.READ`) and opens so many candidates at most:
it may end before it is full, and then says so by its cursor.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, bindparam, select
from sqlalchemy.ext.asyncio import AsyncConnection

from desk.model.cases.cases import Case, State
from desk.model.errors import BadInput
from desk.model.finding import spellings
from desk.model.people import Name
from desk.store import people as kept_people
from desk.store.finding import opening, people, reading, scopes, typed
from desk.store.finding.reading import TOP, Read
from desk.store.finding.scopes import Scope
from desk.store.finding.ways import How, Way, ways
from desk.store.rows import fields
from desk.store.tables import applicants, case_places, cases
from identity.names import Fold
from identity.vault import Vault

PAGE = 20
OPENED = 100
"""So many candidates a page opens before it ends."""
READINGS = 5
"""So many readings of the index a page makes."""
TOGETHER = frozenset({How.EXACT, How.FOLDED, How.WORDS})
"""Ways that cost a few rows each: they are read in one statement. The others are read when these leave room."""
OF_ONE = 200
"""Cases of one person that are looked at, the newest."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """One case found, how its applicant is called, and by what it was found."""

    place: int
    case: Case
    names: tuple[Name, ...]
    how: How


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """Some of what is found. `cursor` goes on from here, and is empty where there is nothing more."""

    hits: tuple[Hit, ...]
    cursor: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Finder:
    """What finding works with: one consistent view, the keys, and the fold."""

    connection: AsyncConnection
    vault: Vault
    fold: Fold

    async def page(self, text: str, scope: Scope, cursor: str = "", size: int = PAGE) -> Page:
        """Cases found by what was typed; where nothing was, the newest of the scope. Raises BadInput: the cursor."""
        at, below = _cursor(cursor)
        if not text.strip():
            return await self._listed(scope, below, size)
        told = typed.understand(text)
        known = () if cursor else await self._by_number(told, scope)
        if known or not told.words:
            return Page(hits=known, cursor="")
        return await self._by_words(told.words, scope, (at, below), size)

    async def read(self, asked: Sequence[tuple[Way, int]], scope: Scope, most: int) -> list[Read]:
        """Each way under the place beside it, under all keys of the ring."""
        questions = [(wanted, below) for way, below in asked for wanted in way.wanted]
        each = iter(await reading.read(self.connection, questions, scope, most))
        return [_joined([next(each) for _ in way.wanted], most) for way, _ in asked]

    async def _listed(self, scope: Scope, below: int, size: int) -> Page:
        highest = min(below, await scopes.top(self.connection, scope, TOP))
        places, floor = await scopes.newest(self.connection, scope, highest, size)
        hits = await self._opened([(place, How.LISTED) for place in places])
        return Page(hits=hits, cursor=_told(0, floor) if floor else "")

    async def _by_words(self, text: str, scope: Scope, start: tuple[int, int], size: int) -> Page:
        every = ways(self.vault, self.fold, text)
        highest = await scopes.top(self.connection, scope, TOP)
        (at, below), opened = (start[0], min(start[1], highest)), 0
        found: list[Hit] = []
        for _ in range(READINGS):
            if at >= len(every) or len(found) >= size or opened >= OPENED:
                break
            asked = [(way, below if way is every[at] else highest) for way in _next(every[at:])]
            most = min(OPENED - opened, _likely(size, len(found), opened))
            reads = await self.read(asked, scope, most)
            taken, gone, below = _taken([way for way, _ in asked], reads, most, highest)
            at, opened = at + gone, opened + len(taken)
            found += await self._true(text, await self._opened(taken))
        if len(found) > size:
            found = found[:size]
            at, below = [way.how for way in every].index(found[-1].how), found[-1].place
        return Page(hits=tuple(found), cursor=_told(at, below) if at < len(every) else "")

    async def _opened(self, places: Sequence[tuple[int, How]]) -> tuple[Hit, ...]:
        """In the order handed in."""
        if not places:
            return ()
        rows = (await self.connection.execute(_CASES, {"places": [place for place, _ in places]})).all()
        known = {row.place: row for row in rows}
        return tuple(
            Hit(
                place=place,
                case=Case(**fields(row, Case) | {"state": State(row.state)}),
                names=kept_people.opened(self.vault, row.applicant_id, row.names),
                how=how,
            )
            for place, how in places
            if (row := known.get(place)) is not None
        )

    async def _true(self, text: str, hits: Sequence[Hit]) -> list[Hit]:
        """Those that hold what was typed: pieces may be scattered, and marks of a record may be another piece's."""
        recorded = [hit.case.id for hit in hits if hit.how is How.RECORD]
        said = await opening.texts(self.connection, self.vault, recorded)
        return [
            hit
            for hit in hits
            if spellings.holds(
                self.fold, text, said.get(hit.case.id, ()) if hit.how is How.RECORD else _texts(hit.names)
            )
        ]

    async def _by_number(self, told: typed.Understood, scope: Scope) -> tuple[Hit, ...]:
        """By a case's number, a document's, a telephone's: all of them, for there are few."""
        found: dict[int, How] = {}
        if told.number:
            await self._note(found, How.NUMBER, cases.c.number == told.number)
        for document in told.documents:
            whose = await people.by_document(self.connection, self.vault, document)
            await self._note(found, How.DOCUMENT, cases.c.applicant_id.in_(whose))
        for phone in told.phones:
            whose = await people.by_phone(self.connection, self.vault, phone)
            await self._note(found, How.PHONE, cases.c.applicant_id.in_(whose))
        if not found:
            return ()
        counted = await scopes.among(self.connection, list(found), scope)
        return await self._opened([(place, found[place]) for place in counted])

    async def _note(self, found: dict[int, How], how: How, which: ColumnElement[bool]) -> None:
        query = select(case_places.c.place).join(cases, cases.c.id == case_places.c.case_id).where(which)
        rows = await self.connection.execute(query.order_by(case_places.c.place.desc()).limit(OF_ONE))
        for row in rows.all():
            found.setdefault(row[0], how)


def _next(left: Sequence[Way]) -> Sequence[Way]:
    """Those of the ways left that are read together."""
    near = [way for way in left if way.how in TOGETHER]
    return near or left[:1]


def _likely(size: int, found: int, opened: int) -> int:
    """So many candidates will fill the page, if as few of them are true as of those that were opened."""
    missing = size - found
    return missing * opened // max(1, found) if opened else missing


def _taken(
    every: Sequence[Way], reads: Sequence[Read], most: int, highest: int
) -> tuple[list[tuple[int, How]], int, int]:
    """The first places of all ways, how many ways are over by them, and from where the next one goes on."""
    taken: list[tuple[int, How]] = []
    for gone, (way, read) in enumerate(zip(every, reads, strict=True)):
        rest = read.places[: most - len(taken)]
        taken += [(place, way.how) for place in rest]
        if len(rest) < len(read.places):
            return taken, gone, rest[-1] if rest else highest
        if read.floor:
            return taken, gone, read.floor
    return taken, len(every), highest


def _joined(each: Sequence[Read], most: int) -> Read:
    """What readings under different keys have looked at together."""
    if len(each) == 1:
        return each[0]
    floor = max(read.floor for read in each)
    places = sorted({place for read in each for place in read.places if place >= floor}, reverse=True)
    return Read(places=tuple(places[:most]), floor=places[most - 1] if len(places) >= most else floor)


def _texts(names: Iterable[Name]) -> list[str]:
    return [name.text for name in names]


def _cursor(text: str) -> tuple[int, int]:
    """The way, and the place below which it goes on. Raises BadInput."""
    if not text:
        return 0, TOP
    at, _, below = text.partition(":")
    if not (at.isascii() and at.isdigit() and below.isascii() and below.isdigit() and len(text) <= 24):
        raise BadInput("cursor")
    return int(at), min(int(below), TOP)


def _told(at: int, below: int) -> str:
    return f"{at}:{below}"


def _by_places() -> Select[Any]:
    query = select(case_places.c.place, cases, applicants.c.names).select_from(case_places)
    query = query.join(cases, cases.c.id == case_places.c.case_id)
    query = query.join(applicants, applicants.c.id == cases.c.applicant_id)
    return query.where(case_places.c.place.in_(bindparam("places", expanding=True)))


_CASES = _by_places()
