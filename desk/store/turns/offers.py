"""Turns that are offered to, or kept for, one clerk, as the store finds them."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from desk.model.turns.tickets import State, Ticket
from desk.store.tables import duties, tickets
from desk.store.turns.tickets import IN_LINE, ticket_of


async def run_out(connection: AsyncConnection, now: datetime) -> list[tuple[str, str]]:
    """Clerk and ticket of every offer that nobody answered in time."""
    t = tickets.c
    query = select(duties.c.staff_id, t.id).join(tickets, t.id == duties.c.offered)
    rows = await connection.execute(query.where(t.state == State.OFFERED, t.kept_until <= now))
    return [(row[0], row[1]) for row in rows.all()]


async def void(connection: AsyncConnection) -> list[str]:
    """Clerks whose offered turn went elsewhere meanwhile: it was cancelled, or moved by staff."""
    t = tickets.c
    query = select(duties.c.staff_id).join(tickets, t.id == duties.c.offered)
    gone = (t.state != State.OFFERED) | (t.clerk_id != duties.c.staff_id)
    return list((await connection.execute(query.where(gone))).scalars())


async def kept_for(connection: AsyncConnection, clerk_id: str, now: datetime) -> list[Ticket]:
    """Turns in line that are kept for this clerk."""
    t = tickets.c
    query = select(tickets).where(IN_LINE, t.clerk_id == clerk_id, t.kept_until > now)
    return [ticket_of(row) for row in (await connection.execute(query)).all()]
