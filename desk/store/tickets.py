"""Tickets as the store keeps them. A claim is one statement: it cannot give one turn to two clerks."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import Row, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from desk.model.tickets import Priority, State, Ticket
from desk.store.rows import fields, one, swap, values
from desk.store.tables import tickets
from desk.store.unit import Unit


async def add(unit: Unit, ticket: Ticket, day: date) -> None:
    """Keeps a new ticket of that day."""
    await unit.connection.execute(insert(tickets).values(**values(ticket), day=day))


async def get(connection: AsyncConnection, ticket_id: str) -> Ticket:
    """One ticket. Raises Missing."""
    return _ticket(await one(connection, select(tickets).where(tickets.c.id == ticket_id), "ticket"))


async def of_visit(connection: AsyncConnection, visit_id: str) -> Ticket | None:
    """The ticket of a visit."""
    row = (await connection.execute(select(tickets).where(tickets.c.visit_id == visit_id))).one_or_none()
    return _ticket(row) if row else None


async def claim(unit: Unit, skills: Sequence[str]) -> Ticket | None:
    """Takes the first waiting ticket that needs one of these skills and marks it called, in one statement.

    On PostgreSQL a ticket that another clerk is claiming is skipped, not waited for. None when nobody waits.
    """
    first = (
        select(tickets.c.id)
        .where(tickets.c.state == State.WAITING.value, tickets.c.skill.in_(skills))
        .order_by(tickets.c.priority, tickets.c.taken_at, tickets.c.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    statement = (
        update(tickets)
        .where(tickets.c.id == first.scalar_subquery(), tickets.c.state == State.WAITING.value)
        .values(state=State.CALLED.value, moved_at=unit.now)
        .returning(tickets)
    )
    row = (await unit.connection.execute(statement)).one_or_none()
    return _ticket(row) if row else None


async def change(unit: Unit, before: Ticket, after: Ticket) -> None:
    """Writes `after` while the ticket still stands as in `before`. Raises Stale."""
    stands = (tickets.c.id == before.id) & (tickets.c.state == before.state)
    await swap(unit.connection, tickets, stands, values(after))


def _ticket(row: Row[Any]) -> Ticket:
    return Ticket(**fields(row, Ticket) | {"state": State(row.state), "priority": Priority(row.priority)})
