"""A zone's day so far in figures, beside the same weekday's a week ago up to the same hour."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from desk.boards import service
from desk.boards.turns.day import Day
from desk.boards.turns.lines import IN_LINE, live
from desk.model.turns.tickets import Source, State
from desk.store.tables import sessions, tickets

WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """Of one day, up to one hour of it. `mean_wait`: whole minutes to the first call; None when nobody was called."""

    taken: int
    done: int
    mean_wait: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Today:
    """The day so far. Minutes are whole; `mean_wait` is None while nobody has been called. `waiting`: all in line."""

    waiting: int
    called: int
    in_session: int
    parked: int
    booked: int
    taken: int
    done: int
    missed: int
    longest_wait: int
    mean_wait: int | None
    last_week: Figures


async def today(connection: AsyncConnection, day: Day) -> Today:
    """The figures of this moment, and of the day."""
    counting = select(tickets.c.state, func.count(), func.min(tickets.c.taken_at)).where(live(day))
    rows = (await connection.execute(counting.group_by(tickets.c.state))).all()
    counts = {state: count for state, count, _ in rows}
    first = min((first for state, _, first in rows if state in IN_LINE), default=day.now)
    so_far = await _figures(connection, day.zone.id, day.day, day.now)
    return Today(
        waiting=sum(counts.get(state, 0) for state in IN_LINE),
        called=counts.get(State.CALLED, 0),
        in_session=counts.get(State.IN_SESSION, 0) + counts.get(State.HELD, 0),
        parked=counts.get(State.PARKED, 0),
        booked=counts.get(State.BOOKED, 0),
        taken=so_far.taken,
        done=so_far.done,
        missed=counts.get(State.MISSED, 0),
        longest_wait=day.minutes(first),
        mean_wait=so_far.mean_wait,
        last_week=await _figures(connection, day.zone.id, day.day - WEEK, day.now - WEEK),
    )


async def _figures(connection: AsyncConnection, zone_id: str, day: date, until: datetime) -> Figures:
    """What was so at that hour, as far as tickets still tell. Who booked did not wait since then, and is in no mean."""
    of_day = (tickets.c.zone_id == zone_id) & (tickets.c.day == day) & (tickets.c.taken_at <= until)
    done = of_day & (tickets.c.state == State.DONE.value) & (tickets.c.moved_at <= until)
    calls = (
        select(tickets.c.taken_at, func.min(sessions.c.rung_at).label("rung_at"))
        .join(sessions, sessions.c.ticket_id == tickets.c.id)
        .where(of_day, sessions.c.rung_at <= until, tickets.c.source != Source.APPOINTMENT.value)
        .group_by(tickets.c.id, tickets.c.taken_at)
    )
    waits = [row.rung_at - row.taken_at for row in (await connection.execute(calls)).all()]
    return Figures(
        taken=await _count(connection, of_day),
        done=await _count(connection, done),
        mean_wait=service.whole_minutes(sum(waits, timedelta()) / len(waits)) if waits else None,
    )


async def _count(connection: AsyncConnection, which: ColumnElement[bool]) -> int:
    return int((await connection.execute(select(func.count()).select_from(tickets).where(which))).scalar_one())
