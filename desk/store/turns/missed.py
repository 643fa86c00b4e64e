"""Turns beside the line: missed and parked, those left from days before, and the place behind the first few in line."""

from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, select
from sqlalchemy.ext.asyncio import AsyncConnection

from desk.model.turns.missed import LEFT_BEHIND
from desk.model.turns.tickets import OVER, State, Ticket
from desk.store.rows import written
from desk.store.tables import tickets
from desk.store.turns.tickets import IN_LINE, ticket_of

LEFT_DAYS = 7
"""So far back may a turn have been left standing."""
ASIDE: ColumnElement[bool] = tickets.c.state.in_([written(state.value) for state in (State.MISSED, State.PARKED)])
"""Written out, so that the index of just these is used."""


async def aside(connection: AsyncConnection) -> list[Ticket]:
    """Every turn that is missed or parked, the longest unmoved first."""
    rows = await connection.execute(select(tickets).where(ASIDE).order_by(tickets.c.moved_at))
    return [ticket_of(row) for row in rows.all()]


async def behind(connection: AsyncConnection, line: str, count: int) -> datetime | None:
    """The place of the n-th turn in this line, or of its last where there are fewer; None when nobody is in line."""
    if count < 1:
        return None
    t = tickets.c
    first = select(t.stands_at).where(t.line == line, IN_LINE).order_by(t.stands_at, t.id).limit(count)
    places = list((await connection.execute(first)).scalars())
    return places[-1] if places else None


async def still_stands(connection: AsyncConnection, zone_id: str, number: str, day: date) -> bool:
    """Whether a turn of one of the days before has this number and is not over: it would be called out twice."""
    t = tickets.c
    before = [day - timedelta(days=back) for back in range(1, LEFT_DAYS + 1)]
    query = select(t.id).where(
        t.zone_id == zone_id, t.day.in_(before), t.number == number, t.state.not_in(sorted(OVER))
    )
    return (await connection.execute(query.limit(1))).one_or_none() is not None


async def left_over(connection: AsyncConnection, zone_id: str, day: date) -> list[Ticket]:
    """Turns of days before this one with whom nobody is now."""
    states = sorted(state.value for state in LEFT_BEHIND)
    query = select(tickets).where(tickets.c.zone_id == zone_id, tickets.c.day < day, tickets.c.state.in_(states))
    return [ticket_of(row) for row in (await connection.execute(query)).all()]
