"""Tickets as the store keeps them. How they are claimed is in `claims`."""

from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Row, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from desk.model.turns.order import Priority, Reason
from desk.model.turns.routing import Speech
from desk.model.turns.tickets import CALLABLE, Source, State, Ticket
from desk.store.rows import fields, one, swap, values, written
from desk.store.tables import tickets
from desk.store.unit import Unit

IN_LINE: ColumnElement[bool] = tickets.c.state.in_([written(state.value) for state in sorted(CALLABLE)])
"""Written out, not bound: a plan kept for any value could not count on the index of those in line."""


async def add(unit: Unit, ticket: Ticket, day: date) -> None:
    """Keeps a new ticket of that day."""
    await unit.connection.execute(insert(tickets).values(**_values(ticket), day=day))


async def get(connection: AsyncConnection, ticket_id: str) -> Ticket:
    """One ticket. Raises Missing."""
    return ticket_of(await one(connection, select(tickets).where(tickets.c.id == ticket_id), "ticket"))


async def of_visit(connection: AsyncConnection, visit_id: str) -> Ticket | None:
    """The ticket of a visit."""
    row = (await connection.execute(select(tickets).where(tickets.c.visit_id == visit_id))).one_or_none()
    return ticket_of(row) if row else None


async def change(unit: Unit, before: Ticket, after: Ticket) -> None:
    """Writes `after` while the ticket still stands as in `before`. Raises Stale."""
    t = tickets.c
    place = (t.moved_at == before.moved_at) & (t.stands_at == before.stands_at)
    stands = (t.id == before.id) & (t.state == before.state) & place
    await swap(unit.connection, tickets, stands, _values(after))


def ticket_of(row: Row[Any]) -> Ticket:
    """The ticket of a row."""
    told = fields(row, Ticket)
    return Ticket(
        **told
        | {
            "visit_id": row.visit_id or "",
            "clerk_id": row.clerk_id or "",
            "state": State(row.state),
            "source": Source(row.source),
            "speech": Speech(row.speech),
            "priority": Priority(row.priority),
            "reason": Reason(row.reason),
        }
    )


def _values(ticket: Ticket) -> dict[str, Any]:
    return values(ticket) | {"visit_id": ticket.visit_id or None, "clerk_id": ticket.clerk_id or None}
