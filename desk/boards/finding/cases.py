"""Cases that were found, as the office reads them: names masked, the nearest first."""

import functools
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import bindparam, func, select
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.sql.base import Executable

from desk.boards.finding.people import MaskedName
from desk.boards.reader import Reader
from desk.model.people import Name
from desk.papers.sheets import Cell, Sheet, as_csv, as_workbook
from desk.store import tables
from desk.store.finding.cases import Hit
from identity import names

COLUMNS = ("number", "names", "item_code", "item", "zone", "state", "opened", "moved", "how")
Words = Callable[[str], Mapping[str, str]]
"""The words of a group of templates/components/finding.html: `heads`, `states`, `hows`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseLine:
    """One case found (office/cases.html). `how` it was found; `session_id`: its newest meeting, or empty."""

    id: str
    number: str
    how: str
    applicant_id: str
    names: tuple[MaskedName, ...]
    item_code: str
    item_title: str
    zone_name: str
    state: str
    opened_at: datetime
    moved_at: datetime
    session_id: str


async def found(reader: Reader, hits: Sequence[Hit], language: str) -> tuple[CaseLine, ...]:
    """These cases, in this order."""
    async with reader.connection() as connection:
        return tuple(await lines(connection, hits, language))


async def lines(connection: AsyncConnection, hits: Sequence[Hit], language: str) -> list[CaseLine]:
    """These cases, in this order, read in one view with what found them."""
    if not hits:
        return []
    wanted = {"cases": [hit.case.id for hit in hits]}
    beside = {row.id: row for row in (await connection.execute(_beside(language), wanted)).all()}
    return [
        CaseLine(
            id=hit.case.id,
            number=hit.case.number,
            how=hit.how,
            applicant_id=hit.case.applicant_id,
            names=tuple(_masked(hit.names)),
            item_code=hit.case.item_code,
            item_title=beside[hit.case.id].title or "",
            zone_name=beside[hit.case.id].zone or "",
            state=hit.case.state,
            opened_at=hit.case.opened_at,
            moved_at=hit.case.moved_at,
            session_id=beside[hit.case.id].newest or "",
        )
        for hit in hits
    ]


def sheet(found: Sequence[CaseLine], words: Words, timezone: str) -> Sheet:
    """The table that is carried away, its instants on the clock of this time zone."""
    heads, clock = words("heads"), ZoneInfo(timezone)
    rows = [_row(line, words, clock) for line in found]
    return Sheet(name=heads["name"], heads=[heads[column] for column in COLUMNS], rows=rows)


def csv_of(found: Sequence[CaseLine], words: Words, timezone: str) -> bytes:
    """As CSV."""
    return as_csv(sheet(found, words, timezone))


def workbook(found: Sequence[CaseLine], words: Words, timezone: str) -> bytes:
    """As a workbook."""
    return as_workbook([sheet(found, words, timezone)])


def _row(line: CaseLine, words: Words, clock: ZoneInfo) -> Sequence[Cell]:
    return (
        line.number,
        " · ".join(name.text for name in line.names),
        line.item_code,
        line.item_title,
        line.zone_name,
        words("states").get(line.state, line.state),
        line.opened_at.astimezone(clock),
        line.moved_at.astimezone(clock),
        words("hows")[line.how],
    )


def _masked(called: Sequence[Name]) -> Iterator[MaskedName]:
    """Each name once, as it may be shown to staff."""
    yield from dict.fromkeys(MaskedName(text=names.masked(name.text), lang=name.language) for name in called)


@functools.cache
def _beside(language: str) -> Executable:
    """What each case is about, where it was opened, and its newest session: their ids sort by time. In one statement:
    each more would cost the page as much as all that it asks here."""
    c, i, s, z = tables.cases.c, tables.items.c, tables.sessions.c, tables.zones.c
    newest = select(func.max(s.id)).where(s.case_id == c.id).correlate(tables.cases).scalar_subquery()
    title, zone = i.definition["title"][language].as_string(), z.name[language].as_string()
    query = select(c.id, title.label("title"), zone.label("zone"), newest.label("newest")).select_from(tables.cases)
    query = query.outerjoin(tables.items, (i.code == c.item_code) & (i.version == c.item_version))
    query = query.outerjoin(tables.zones, z.id == c.zone_id)
    return query.where(c.id.in_(bindparam("cases", expanding=True)))
