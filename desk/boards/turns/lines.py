"""Today's turns on the zone board, by state, as far as a filter lets them through."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from desk.boards import service
from desk.boards.turns.day import Day, level
from desk.model.turns.appointments import State as Appointment
from desk.model.turns.order import Priority
from desk.model.turns.tickets import CALLABLE, OVER, State
from desk.store.tables import appointments, corners, sessions, tickets, visits

SHOWN = (
    State.WAITING,
    State.TRANSFERRED,
    State.OFFERED,
    State.CALLED,
    State.IN_SESSION,
    State.HELD,
    State.MISSED,
    State.PARKED,
    State.BOOKED,
    State.DONE,
)
ALWAYS = (State.WAITING, State.CALLED, State.IN_SESSION, State.DONE)
"""States that have a column even when nobody stands in it."""
IN_LINE = (*CALLABLE, State.OFFERED)
"""Those who wait, whose wait may be long or late."""
MOST_LINES = 200
MOST_DONE = 20
LEFT = timedelta(days=7)
"""So far back are turns looked for that were left standing: past days are many, and a turn lapses before."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What the board is narrowed to: an item's code, a class of priority by its name; empty for all."""

    item: str = ""
    priority: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketLine:
    """One of today's tickets. `level`: calm, long, late – by the time waited and the item's patience.

    `priority`: returning, appointment, care, ordinary; `reason` tells why it stands before others, empty for none.
    `since`: from when the minutes count – taken, while it waits; met, while together; the appointment's slot, while it
    is booked; else since it came to its state.
    """

    id: str
    number: str
    state: str
    item_code: str
    item_title: str
    corner_name: str
    priority: str
    reason: str
    speech: str
    window: str
    since: datetime
    minutes: int
    level: str
    stands_at: datetime
    announced: int


Columns = tuple[tuple[str, tuple[TicketLine, ...]], ...]


LANES: Mapping[str, tuple[State, ...]] = {
    "line": IN_LINE,
    "called": (State.CALLED,),
    "together": (State.IN_SESSION, State.HELD),
    "aside": (State.MISSED, State.PARKED, State.BOOKED),
    "done": (State.DONE,),
}
"""How the states stand together on the board."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """By what the board may be narrowed: each a key, its words, and how many live turns it has."""

    items: tuple[tuple[str, str, int], ...]
    priorities: tuple[tuple[str, int], ...]


async def columns(connection: AsyncConnection, day: Day, wanted: Wanted) -> Columns:
    """The tickets by state, in the order of `SHOWN`; states that need not show when empty are left out then."""
    rows = [
        *(await connection.execute(_live(day, wanted))).all(),
        *(await connection.execute(_done(day, wanted))).all(),
    ]
    met = [row.id for row in rows if row.state != State.WAITING]
    called = await _sessions_of(connection, met)
    began = await service.began_at(connection, [row.id for row in called.values()])
    lines = [_line(day, row, called.get(row.id), began) for row in rows]
    found = ((state, tuple(line for line in lines if line.state == state)) for state in SHOWN)
    return tuple((state.value, here) for state, here in found if here or state in ALWAYS)


def lanes(found: Columns) -> Mapping[str, tuple[TicketLine, ...]]:
    """The same tickets as they stand on the board: who is in line in one line, whatever brought them there."""
    by_state = dict(found)
    gathered = {
        lane: [line for state in states for line in by_state.get(state.value, ())] for lane, states in LANES.items()
    }
    gathered["line"].sort(key=lambda line: (line.stands_at, line.id))
    return {lane: tuple(lines) for lane, lines in gathered.items()}


async def filters(connection: AsyncConnection, day: Day) -> Filters:
    """The items and priorities of today's live turns."""
    query = (
        select(tickets.c.item_code, tickets.c.priority, func.count().label("turns"))
        .where(live(day))
        .group_by(tickets.c.item_code, tickets.c.priority)
    )
    items: dict[str, int] = {}
    priorities: dict[int, int] = {}
    for row in (await connection.execute(query)).all():
        items[row.item_code] = items.get(row.item_code, 0) + row.turns
        priorities[row.priority] = priorities.get(row.priority, 0) + row.turns
    return Filters(
        items=tuple((code, day.title(code), count) for code, count in sorted(items.items())),
        priorities=tuple((Priority(key).name.lower(), count) for key, count in sorted(priorities.items())),
    )


def live(day: Day) -> ColumnElement[bool]:
    """Of a query on tickets: today's that are not over, and those that no night has ended."""
    here = (tickets.c.zone_id == day.zone.id) & (tickets.c.day <= day.day) & (tickets.c.day > day.day - LEFT)
    stands = tickets.c.state.not_in(sorted(OVER))
    return here & stands & ((tickets.c.state != State.BOOKED.value) | (tickets.c.day == day.day))


def today(day: Day) -> ColumnElement[bool]:
    """Of a query on tickets: those numbered today."""
    return (tickets.c.zone_id == day.zone.id) & (tickets.c.day == day.day)


def _query(wanted: Wanted) -> Select[Any]:
    expected = (appointments.c.ticket_id == tickets.c.id) & (appointments.c.state == Appointment.BOOKED.value)
    query = (
        select(tickets, corners.c.name.label("corner_name"), appointments.c.starts_at)
        .outerjoin(appointments, expected & (tickets.c.state == State.BOOKED.value))
        .outerjoin(visits, (visits.c.id == tickets.c.visit_id) & visits.c.away.is_(False))
        .outerjoin(corners, corners.c.id == visits.c.corner_id)
    )
    if wanted.item:
        query = query.where(tickets.c.item_code == wanted.item)
    if wanted.priority:
        query = query.where(tickets.c.priority == Priority[wanted.priority.upper()].value)
    return query


def _live(day: Day, wanted: Wanted) -> Select[Any]:
    """Those that are not over, in the order of the line."""
    return _query(wanted).where(live(day)).order_by(tickets.c.stands_at, tickets.c.id).limit(MOST_LINES)


def _done(day: Day, wanted: Wanted) -> Select[Any]:
    done = _query(wanted).where(today(day), tickets.c.state == State.DONE.value)
    return done.order_by(tickets.c.moved_at.desc(), tickets.c.id.desc()).limit(MOST_DONE)


async def _sessions_of(connection: AsyncConnection, ticket_ids: Sequence[str]) -> Mapping[str, Row[Any]]:
    """The last session of each ticket that was ever called."""
    query: Select[Any] = select(sessions.c.id, sessions.c.ticket_id, sessions.c.window).where(
        sessions.c.ticket_id.in_(ticket_ids)
    )
    query = query.order_by(sessions.c.rung_at)
    return {row.ticket_id: row for row in (await connection.execute(query)).all()}


def _line(day: Day, row: Row[Any], called: Row[Any] | None, began: Mapping[str, datetime]) -> TicketLine:
    waits, together = row.state in IN_LINE, row.state in (State.IN_SESSION, State.HELD)
    since = row.taken_at if waits else row.moved_at
    if together and called is not None:
        since = began.get(called.id, since)
    if row.starts_at is not None:
        since = row.starts_at
    minutes = day.minutes(since)
    return TicketLine(
        id=row.id,
        number=row.number,
        state=row.state,
        item_code=row.item_code,
        item_title=day.title(row.item_code),
        corner_name=row.corner_name[day.language] if row.corner_name else "",
        priority=Priority(row.priority).name.lower(),
        reason=row.reason,
        speech=row.speech,
        window=called.window if called is not None and not waits else "",
        since=since,
        minutes=minutes,
        level=level(minutes, day.patience(row.item_code)) if waits else "calm",
        stands_at=row.stands_at,
        announced=row.announced,
    )
