"""What zone staff see across the hall: tickets by state, corners, windows, today's figures, calls for help."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Row, Select, func, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from desk.boards import service, titles
from desk.boards.reader import Reader
from desk.model.assists import Assist
from desk.model.sessions import staff_party
from desk.model.staff import Role
from desk.model.turns.order import Priority
from desk.model.turns.tickets import State
from desk.model.visits import State as VisitState
from desk.model.zones import Zone
from desk.store import assists
from desk.store import zones as places
from desk.store.sessions import IS_OPEN
from desk.store.tables import corners, sessions, staff, tickets, visits

COLUMNS = (State.WAITING, State.CALLED, State.IN_SESSION, State.DONE)
MOST_LINES = 200
MOST_DONE = 20
LONG, LATE = 10, 20
"""Minutes from which a wait is long, and late."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketLine:
    """One of today's tickets. `level`: calm, long, late – by the time waited."""

    number: str
    state: str
    item_title: str
    corner_name: str
    returning: bool
    window: str
    since: datetime
    minutes: int
    level: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CornerLine:
    """One corner. `state`: offline, free, busy. `help` when the applicant called for a person.

    `assist_id`, `assist_state` (asked, seen): while somebody waits there to have a document looked at; else empty.
    """

    id: str
    code: str
    name: str
    state: str
    ticket_number: str
    seen_at: datetime | None
    help: bool
    assist_id: str
    assist_state: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WindowLine:
    """One clerk's window. `state`: closed, open, ringing, live, held."""

    window: str
    clerk_name: str
    state: str
    ticket_number: str
    since: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Today:
    """The day so far. Minutes are whole; `mean_wait` is None while nobody has been called."""

    waiting: int
    called: int
    in_session: int
    done: int
    missed: int
    longest_wait: int
    mean_wait: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Board:
    """The board (zone/board.html). Fragments: tickets.html #tickets, corners.html #corners, windows.html #windows,
    today.html #today. `columns`: the tickets by state, in the order waiting, called, in-session, done, and missed only
    when there are any."""

    zone_name: str
    columns: tuple[tuple[str, tuple[TicketLine, ...]], ...]
    corners: tuple[CornerLine, ...]
    windows: tuple[WindowLine, ...]
    today: Today


@dataclass(frozen=True, slots=True, kw_only=True)
class _Day:
    """What the whole board is drawn for."""

    zone: Zone
    day: date
    now: datetime
    language: str


async def zones(reader: Reader, language: str) -> tuple[tuple[str, str], ...]:
    """(id, name) of every zone, by code."""
    async with reader.connection() as connection:
        return tuple((zone.id, zone.name[language]) for zone in await places.every(connection))


async def board(reader: Reader, zone_id: str, language: str) -> Board:
    """The zone's day so far, by the zone's own calendar. Raises Missing."""
    now = reader.now()
    async with reader.connection() as connection:
        zone = await places.get(connection, zone_id)
        day = _Day(zone=zone, day=now.astimezone(ZoneInfo(zone.timezone)).date(), now=now, language=language)
        columns = await _columns(connection, day)
        return Board(
            zone_name=zone.name[language],
            columns=columns,
            corners=await _corners(connection, day),
            windows=await _windows(connection, day),
            today=await _today(connection, day),
        )


async def _columns(connection: AsyncConnection, day: _Day) -> tuple[tuple[str, tuple[TicketLine, ...]], ...]:
    rows = [*await _tickets(connection, day, done=False), *await _tickets(connection, day, done=True)]
    called = await titles.of_versions(connection, {(row.item_code, row.item_version) for row in rows}, day.language)
    windows = await _windows_of(connection, [row.id for row in rows if row.state != State.WAITING])
    lines = [_line(day, row, called[row.item_code, row.item_version], windows.get(row.id, "")) for row in rows]
    columns = [(state, tuple(line for line in lines if line.state == state)) for state in (*COLUMNS, State.MISSED)]
    return tuple((state.value, found) for state, found in columns if found or state in COLUMNS)


async def _tickets(connection: AsyncConnection, day: _Day, *, done: bool) -> Sequence[Row[Any]]:
    """Today's tickets: those that are done, the newest few; or the others, in the order of the claim."""
    standing = (State.DONE,) if done else (State.WAITING, State.CALLED, State.IN_SESSION, State.MISSED)
    query = (
        select(tickets, visits.c.item_version, corners.c.name.label("corner_name"))
        .join(visits, visits.c.id == tickets.c.visit_id)
        .join(corners, corners.c.id == visits.c.corner_id)
        .where(tickets.c.zone_id == day.zone.id, tickets.c.day == day.day, tickets.c.state.in_(standing))
    )
    newest = query.order_by(tickets.c.moved_at.desc(), tickets.c.id.desc()).limit(MOST_DONE)
    first = query.order_by(tickets.c.stands_at, tickets.c.id).limit(MOST_LINES)
    return (await connection.execute(newest if done else first)).all()


async def _windows_of(connection: AsyncConnection, ticket_ids: Sequence[str]) -> Mapping[str, str]:
    """The window that called each ticket last."""
    query = select(sessions.c.ticket_id, sessions.c.window).where(sessions.c.ticket_id.in_(ticket_ids))
    rows = (await connection.execute(query.order_by(sessions.c.rung_at))).all()
    return {row.ticket_id: row.window for row in rows}


def _line(day: _Day, row: Row[Any], title: str, window: str) -> TicketLine:
    waits = row.state == State.WAITING
    since = row.taken_at if waits else row.moved_at
    minutes = service.whole_minutes(day.now - since)
    return TicketLine(
        number=row.number,
        state=row.state,
        item_title=title,
        corner_name=row.corner_name[day.language],
        returning=waits and row.priority == Priority.RETURNING,
        window=window,
        since=since,
        minutes=minutes,
        level=_level(minutes) if waits else "calm",
    )


def _level(minutes: int) -> str:
    if minutes < LONG:
        return "calm"
    return "long" if minutes < LATE else "late"


async def _corners(connection: AsyncConnection, day: _Day) -> tuple[CornerLine, ...]:
    query = (
        select(corners, visits.c.id.label("visit_id"), tickets.c.number)
        .outerjoin(visits, (visits.c.corner_id == corners.c.id) & (visits.c.state != VisitState.CLOSED))
        .outerjoin(tickets, tickets.c.visit_id == visits.c.id)
        .where(corners.c.zone_id == day.zone.id)
        .order_by(corners.c.code)
    )
    rows = (await connection.execute(query)).all()
    seen = await service.last_seen(connection, [f"corner:{row.id}" for row in rows])
    here = await service.present(connection, day.now)
    asked = {assist.corner_id: assist for assist in await assists.waiting_in(connection, day.zone.id, day.now)}
    return tuple(
        _corner(day, row, seen.get(f"corner:{row.id}"), asked.get(row.id), present=f"corner:{row.id}" in here)
        for row in rows
    )


def _corner(day: _Day, row: Row[Any], seen_at: datetime | None, assist: Assist | None, *, present: bool) -> CornerLine:
    state = ("busy" if row.visit_id else "free") if present else "offline"
    return CornerLine(
        id=row.id,
        code=row.code,
        name=row.name[day.language],
        state=state,
        ticket_number=row.number or "",
        seen_at=seen_at,
        help=row.help_asked,
        assist_id=assist.id if assist else "",
        assist_state=assist.state if assist else "",
    )


async def _windows(connection: AsyncConnection, day: _Day) -> tuple[WindowLine, ...]:
    query: Select[Any] = (
        select(staff.c.id, staff.c.name, staff.c.window, sessions.c.state, sessions.c.moved_at, tickets.c.number)
        .outerjoin(sessions, (sessions.c.clerk_id == staff.c.id) & IS_OPEN)
        .outerjoin(tickets, (tickets.c.id == sessions.c.ticket_id) & (tickets.c.zone_id == day.zone.id))
        .where(staff.c.role == Role.CLERK, or_(staff.c.zone_id.is_(None), staff.c.zone_id == day.zone.id))
        .order_by(staff.c.window, staff.c.id)
    )
    rows = (await connection.execute(query)).all()
    here = await service.present(connection, day.now)
    return tuple(_window(row, present=staff_party(row.id) in here) for row in rows)


def _window(row: Row[Any], *, present: bool) -> WindowLine:
    """A window that serves another zone is shown busy, without that zone's ticket number."""
    return WindowLine(
        window=row.window,
        clerk_name=row.name,
        state=(row.state or "open") if present else "closed",
        ticket_number=(row.number or "") if present else "",
        since=row.moved_at if present else None,
    )


async def _today(connection: AsyncConnection, day: _Day) -> Today:
    of_today = (tickets.c.zone_id == day.zone.id) & (tickets.c.day == day.day)
    counting = select(tickets.c.state, func.count(), func.min(tickets.c.taken_at)).where(of_today)
    rows = (await connection.execute(counting.group_by(tickets.c.state))).all()
    counts = {state: count for state, count, _ in rows}
    first = next((first for state, _, first in rows if state == State.WAITING), day.now)
    calls = (
        select(tickets.c.taken_at, func.min(sessions.c.rung_at).label("rung_at"))
        .join(sessions, sessions.c.ticket_id == tickets.c.id)
        .where(of_today)
        .group_by(tickets.c.id, tickets.c.taken_at)
    )
    waits = [row.rung_at - row.taken_at for row in (await connection.execute(calls)).all()]
    return Today(
        waiting=counts.get(State.WAITING, 0),
        called=counts.get(State.CALLED, 0),
        in_session=counts.get(State.IN_SESSION, 0),
        done=counts.get(State.DONE, 0),
        missed=counts.get(State.MISSED, 0),
        longest_wait=service.whole_minutes(day.now - first),
        mean_wait=round(sum(wait.total_seconds() for wait in waits) / 60 / len(waits)) if waits else None,
    )
