"""Cases that were found, as the office reads them: names masked, the nearest first."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from desk.boards import titles
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
    titled = await titles.of_versions(
        connection, {(hit.case.item_code, hit.case.item_version) for hit in hits}, language
    )
    zoned = await _zones(connection, language)
    met = await _met(connection, [hit.case.id for hit in hits])
    return [
        CaseLine(
            id=hit.case.id,
            number=hit.case.number,
            how=hit.how,
            applicant_id=hit.case.applicant_id,
            names=tuple(_masked(hit.names)),
            item_code=hit.case.item_code,
            item_title=titled.get((hit.case.item_code, hit.case.item_version), ""),
            zone_name=zoned.get(hit.case.zone_id, ""),
            state=hit.case.state,
            opened_at=hit.case.opened_at,
            moved_at=hit.case.moved_at,
            session_id=met.get(hit.case.id, ""),
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


async def _zones(connection: AsyncConnection, language: str) -> dict[str, str]:
    z = tables.zones.c
    return {row.id: row.name[language] for row in (await connection.execute(select(z.id, z.name))).all()}


async def _met(connection: AsyncConnection, case_ids: Sequence[str]) -> dict[str, str]:
    """The newest session of each case that has one: their ids sort by time."""
    s = tables.sessions.c
    query = select(s.case_id, func.max(s.id).label("newest")).where(s.case_id.in_(case_ids)).group_by(s.case_id)
    return {row.case_id: row.newest for row in (await connection.execute(query)).all()}
