"""Who left a corner just now without having been served, and why, as they told it."""

from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from desk.model.turns.leavings import Why
from desk.model.turns.tickets import State, Ticket
from desk.model.visits import State as VisitState
from desk.store.tables import tickets, visits
from desk.store.turns.tickets import ticket_of
from desk.store.unit import Unit

LONGEST_VISIT = timedelta(hours=14)


async def newest(connection: AsyncConnection, corner_id: str, since: datetime) -> Ticket | None:
    """The turn that was given up at this corner since then, whose applicant did not say why; the newest visit's alone.

    A visit that began longer ago than any lasts is not looked at.
    """
    here = (visits.c.corner_id == corner_id) & (visits.c.began_at > since - LONGEST_VISIT)
    last = select(visits.c.id).where(here)
    last = last.order_by(visits.c.began_at.desc(), visits.c.id.desc()).limit(1)
    query = (
        select(tickets)
        .join(visits, visits.c.id == tickets.c.visit_id)
        .where(tickets.c.visit_id == last.scalar_subquery(), visits.c.state == VisitState.CLOSED)
        .where(tickets.c.state == State.CANCELLED, tickets.c.left == "", tickets.c.moved_at > since)
    )
    row = (await connection.execute(query)).one_or_none()
    return ticket_of(row) if row else None


async def tell(unit: Unit, ticket_id: str, why: Why) -> bool:
    """Writes why this turn was given up; the first word stands."""
    stands = (tickets.c.id == ticket_id) & (tickets.c.left == "") & (tickets.c.state == State.CANCELLED)
    done = await unit.connection.execute(update(tickets).where(stands).values(left=why.value))
    return bool(done.rowcount)
