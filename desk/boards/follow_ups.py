"""Follow-ups as the office reads them: what is due and overdue, and one of them with all that was told of it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from desk.boards import people, titles
from desk.boards.finding.people import MaskedName
from desk.boards.reader import Reader
from desk.model.follow_ups import LONGEST, MOVES, OUTCOMES, PENDING, FollowUp, Means, Move, Wanted
from desk.model.people import Name
from desk.model.ratings import Rating
from desk.store import follow_ups, ratings
from desk.store import people as kept_people
from desk.store.follow_ups import MOST
from desk.store.tables import cases, ledger, sessions, staff, zones
from identity import names

MOMENT = timedelta(microseconds=1)
"""What is due at midnight is due on the day before."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One follow-up. `names` as they may be shown to staff; `owner` is empty while it is nobody's; `due_on` is the last
    day there is for it, by the zone's clock."""

    id: str
    kind: str
    case_number: str
    item_title: str
    zone_name: str
    names: tuple[MaskedName, ...]
    level: int
    state: str
    owner: str
    is_mine: bool
    opened_at: datetime
    due_on: date
    is_overdue: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """The page (office/follow-ups.html). `due`, `overdue`: how many there are of what may be seen."""

    lines: tuple[Line, ...]
    further: bool
    due: int
    overdue: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """Something that was done of it, and by whom; empty where the desk did."""

    at: datetime
    tag: str
    state: str
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class One:
    """One of them (office/follow-up.html). `rating`: what the applicant gave, if anything. `can`: the steps that may be
    told now, of which settling takes in that the applicant was spoken with. `session_id`: the newest meeting."""

    line: Line
    zone_id: str
    rating: Rating | None
    phone: str
    means: str
    outcome: str
    note: str
    note_language: str
    steps: tuple[Step, ...]
    can: tuple[str, ...]
    every_means: tuple[str, ...]
    outcomes: tuple[str, ...]
    session_id: str
    longest: int = LONGEST


async def listed(reader: Reader, wanted: Wanted, language: str, page: int) -> Listed:
    """A page of them, as was wanted; pages are numbered from 0."""
    now = reader.now()
    async with reader.connection() as connection:
        found, further = await follow_ups.listed(connection, reader.vault, wanted, now, page * MOST)
        due, overdue = await follow_ups.pending(connection, wanted.zone_id, now)
        lines = await _lines(reader, connection, found, language, wanted.owner_id)
    return Listed(lines=lines, further=further, due=due, overdue=overdue)


async def one(reader: Reader, follow_up_id: str, language: str, staff_id: str) -> One:
    """One of them. Raises Missing."""
    async with reader.connection() as connection:
        found = await follow_ups.get(connection, reader.vault, follow_up_id)
        [line] = await _lines(reader, connection, [found], language, staff_id)
        newest = select(func.max(sessions.c.id)).where(sessions.c.case_id == found.case_id)
        return One(
            line=line,
            zone_id=found.zone_id,
            rating=await ratings.of_visit(connection, reader.vault, found.visit_id),
            phone=await people.masked_phone(connection, found.visit_id),
            means=found.means,
            outcome=found.outcome,
            note=found.note.text if found.note else "",
            note_language=found.note.language if found.note else "",
            steps=await _steps(connection, found),
            can=tuple(_can(found)),
            every_means=tuple(means.value for means in Means),
            outcomes=tuple(outcome.value for outcome in OUTCOMES[found.kind]),
            session_id=(await connection.execute(newest)).scalar_one_or_none() or "",
        )


def _can(found: FollowUp) -> Iterable[str]:
    """Whoever was not spoken with can be, and may then have nothing more to say."""
    for move in Move:
        if move is not Move.DROP and (found.state, move) in MOVES:
            yield move.value
    if (found.state, Move.CONTACT) in MOVES:
        yield Move.SETTLE.value


async def _lines(
    reader: Reader, connection: AsyncConnection, found: Sequence[FollowUp], language: str, staff_id: str
) -> tuple[Line, ...]:
    if not found:
        return ()
    now, c = reader.now(), cases.c
    wanted = select(c.id, c.number, c.applicant_id, c.item_code, c.item_version)
    rows = (await connection.execute(wanted.where(c.id.in_([one.case_id for one in found])))).all()
    of_case = {row.id: row for row in rows}
    titled = await titles.of_versions(connection, {(row.item_code, row.item_version) for row in rows}, language)
    zoned = {row.id: row for row in (await connection.execute(select(zones))).all()}
    owners = await _called(connection, [one.owner_id for one in found])
    called = {
        row.applicant_id: (await kept_people.applicant(connection, reader.vault, row.applicant_id)).names
        for row in rows
    }
    return tuple(
        Line(
            id=one.id,
            kind=one.kind.value,
            case_number=of_case[one.case_id].number,
            item_title=titled.get((of_case[one.case_id].item_code, of_case[one.case_id].item_version), ""),
            zone_name=zoned[one.zone_id].name[language],
            names=_masked(called[of_case[one.case_id].applicant_id]),
            level=one.level,
            state=one.state.value,
            owner=owners.get(one.owner_id, ""),
            is_mine=one.owner_id == staff_id,
            opened_at=one.opened_at,
            due_on=(one.due_at - MOMENT).astimezone(ZoneInfo(zoned[one.zone_id].timezone)).date(),
            is_overdue=one.state in PENDING and one.due_at <= now,
        )
        for one in found
    )


async def _steps(connection: AsyncConnection, found: FollowUp) -> tuple[Step, ...]:
    own = (ledger.c.visit_id == found.visit_id) & (ledger.c.subject == found.id)
    query = select(ledger.c.at, ledger.c.tag, ledger.c.actor, ledger.c.data).where(own)
    rows = (await connection.execute(query.order_by(ledger.c.seq))).all()
    by = await _called(connection, [row.actor.removeprefix("staff:") for row in rows])
    return tuple(
        Step(at=row.at, tag=row.tag, state=row.data.get("state", ""), by=by.get(row.actor.removeprefix("staff:"), ""))
        for row in rows
    )


async def _called(connection: AsyncConnection, ids: Iterable[str]) -> Mapping[str, str]:
    query = select(staff.c.id, staff.c.name).where(staff.c.id.in_(sorted(set(ids))))
    return {row.id: row.name for row in (await connection.execute(query)).all()}


def _masked(called: Iterable[Name]) -> tuple[MaskedName, ...]:
    return tuple(dict.fromkeys(MaskedName(text=names.masked(name.text), lang=name.language) for name in called))
