"""Today's turns on the zone board, by state, as far as a filter lets them through."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Date, Row, Select, String, and_, bindparam, select
from sqlalchemy.ext.asyncio import AsyncConnection

from desk.boards.turns.day import Day, level
from desk.model.events import Tag
from desk.model.turns.appointments import State as Appointment
from desk.model.turns.order import Priority
from desk.model.turns.tickets import CALLABLE, OVER, State
from desk.store.tables import appointments, corners, ledger, sessions, tickets, visits

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


EVERYTHING = Wanted()


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Turns:
    """Rows of a zone's turns. `live`: all that are not over; `shown`, `done`: the first of what the filter lets
    through, in the order of the line, and the last that were done; `met`: of each that was called, its last session."""

    live: Sequence[Row[Any]]
    shown: Sequence[Row[Any]]
    done: Sequence[Row[Any]]
    met: Mapping[str, Row[Any]]


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


TODAY = bindparam("day", type_=Date)
OF_ZONE: ColumnElement[bool] = tickets.c.zone_id == bindparam("zone", type_=String)
STANDS: ColumnElement[bool] = tickets.c.state.not_in(sorted(OVER)) & (
    (tickets.c.state != State.BOOKED.value) | (tickets.c.day == TODAY)
)
LIVE: ColumnElement[bool] = and_(
    OF_ZONE, tickets.c.day <= TODAY, tickets.c.day > bindparam("since", type_=Date), STANDS
)
"""Of a query on tickets: today's that are not over, and those that no night has ended."""
T = tickets.c
TOLD = [T.id, T.number, T.state, T.item_code, T.skill, T.line, T.speech, T.priority, T.reason, T.announced]
TOLD += [T.taken_at, T.stands_at, T.moved_at]
EVERY = select(*TOLD).where(LIVE)
PLACED = (
    select(*TOLD, corners.c.name.label("corner_name"), appointments.c.starts_at)
    .select_from(tickets)
    .outerjoin(
        appointments,
        (appointments.c.ticket_id == tickets.c.id)
        & (appointments.c.state == Appointment.BOOKED.value)
        & (tickets.c.state == State.BOOKED.value),
    )
    .outerjoin(visits, (visits.c.id == tickets.c.visit_id) & visits.c.away.is_(False))
    .outerjoin(corners, corners.c.id == visits.c.corner_id)
)
FIRST = PLACED.where(LIVE).order_by(tickets.c.stands_at, tickets.c.id).limit(MOST_LINES)
DONE = (
    PLACED.where(OF_ZONE, tickets.c.day == TODAY, tickets.c.state == State.DONE.value)
    .order_by(tickets.c.moved_at.desc(), tickets.c.id.desc())
    .limit(MOST_DONE)
)
MET: Select[Any] = (
    select(sessions.c.id, sessions.c.ticket_id, sessions.c.window, ledger.c.at.label("began_at"))
    .outerjoin(ledger, (ledger.c.subject == sessions.c.id) & (ledger.c.tag == Tag.SESSION_ANSWERED))
    .where(sessions.c.ticket_id.in_(bindparam("tickets", expanding=True)))
    .order_by(sessions.c.rung_at)
)


async def read(connection: AsyncConnection, zone_id: str, today: date, wanted: Wanted) -> Turns:
    """The turns of a zone on its own date."""
    told = {"zone": zone_id, "day": today, "since": today - LEFT}
    shown = (await connection.execute(_narrowed(FIRST, wanted), told)).all()
    is_all = wanted == EVERYTHING and len(shown) < MOST_LINES
    every = shown if is_all else (await connection.execute(EVERY, told)).all()
    done = (await connection.execute(_narrowed(DONE, wanted), told)).all()
    called = [row.id for row in (*shown, *done) if row.state != State.WAITING]
    met = (await connection.execute(MET, {"tickets": called})).all() if called else ()
    return Turns(live=every, shown=shown, done=done, met={row.ticket_id: row for row in met})


def columns(day: Day, turns: Turns) -> Columns:
    """The tickets by state, in the order of `SHOWN`; states that need not show when empty are left out then."""
    by_state: dict[str, list[TicketLine]] = {}
    for row in (*turns.shown, *turns.done):
        by_state.setdefault(row.state, []).append(_line(day, row, turns.met.get(row.id)))
    found = ((state, tuple(by_state.get(state, ()))) for state in SHOWN)
    return tuple((state.value, here) for state, here in found if here or state in ALWAYS)


def lanes(found: Columns) -> Mapping[str, tuple[TicketLine, ...]]:
    """The same tickets as they stand on the board: who is in line in one line, whatever brought them there."""
    by_state = dict(found)
    gathered = {
        lane: [line for state in states for line in by_state.get(state.value, ())] for lane, states in LANES.items()
    }
    gathered["line"].sort(key=lambda line: (line.stands_at, line.id))
    return {lane: tuple(lines) for lane, lines in gathered.items()}


def filters(day: Day, turns: Turns) -> Filters:
    """The items and priorities of today's live turns."""
    items = Counter(row.item_code for row in turns.live)
    priorities = Counter(row.priority for row in turns.live)
    return Filters(
        items=tuple((code, day.title(code), count) for code, count in sorted(items.items())),
        priorities=tuple((Priority(key).name.lower(), count) for key, count in sorted(priorities.items())),
    )


def _narrowed(query: Select[Any], wanted: Wanted) -> Select[Any]:
    if wanted.item:
        query = query.where(tickets.c.item_code == wanted.item)
    if wanted.priority:
        query = query.where(tickets.c.priority == Priority[wanted.priority.upper()].value)
    return query


def _line(day: Day, row: Row[Any], called: Row[Any] | None) -> TicketLine:
    waits, together = row.state in IN_LINE, row.state in (State.IN_SESSION, State.HELD)
    since = row.taken_at if waits else row.moved_at
    if together and called is not None:
        since = called.began_at or since
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
