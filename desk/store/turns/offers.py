"""Turns that are offered to, or kept for, one clerk, as the store finds them."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import or_, select, union_all
from sqlalchemy.ext.asyncio import AsyncConnection

from desk.model.turns.tickets import State, Ticket
from desk.store.tables import duties, tickets
from desk.store.turns.tickets import IN_LINE, ticket_of


async def first(
    connection: AsyncConnection, lines: Sequence[str], clerk_id: str, now: datetime, apart: Collection[str]
) -> Ticket | None:
    """The first turn in these lines that this clerk may be offered, but for those set apart; nothing is claimed."""
    if not lines:
        return None
    t = tickets.c
    mine = or_(t.kept_until.is_(None), t.kept_until <= now, t.clerk_id == clerk_id)
    stands = IN_LINE & mine & t.id.not_in(apart)
    # The first of each line by the index, then the first of those: no line is read to its end.
    heads = [
        select(select(t.id).where(t.line == line, stands).order_by(t.stands_at, t.id).limit(1).subquery().c.id)
        for line in lines
    ]
    query = select(tickets).where(t.id.in_(union_all(*heads))).order_by(t.stands_at, t.id).limit(1)
    row = (await connection.execute(query)).one_or_none()
    return ticket_of(row) if row else None


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
