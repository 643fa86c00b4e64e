"""Visits as the store keeps them; an open one belongs to exactly one corner."""

from typing import Any

from sqlalchemy import Row, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from desk.model.visits import State, Visit
from desk.store.rows import fields, one, swap, values
from desk.store.tables import visits
from desk.store.unit import Unit


async def add(unit: Unit, visit: Visit) -> None:
    """Keeps a new visit."""
    await unit.connection.execute(insert(visits).values(**values(visit)))


async def get(connection: AsyncConnection, visit_id: str) -> Visit:
    """One visit. Raises Missing."""
    return _visit(await one(connection, select(visits).where(visits.c.id == visit_id), "visit"))


async def open_at(connection: AsyncConnection, corner_id: str) -> Visit | None:
    """The open visit of a corner."""
    query = select(visits).where(visits.c.corner_id == corner_id, visits.c.state != State.CLOSED)
    row = (await connection.execute(query)).one_or_none()
    return _visit(row) if row else None


async def change(unit: Unit, before: Visit, after: Visit) -> None:
    """Writes `after` while the visit still stands as in `before`. Raises Stale."""
    stands = (visits.c.id == before.id) & (visits.c.state == before.state)
    await swap(unit.connection, visits, stands, values(after))


def _visit(row: Row[Any]) -> Visit:
    return Visit(**fields(row, Visit) | {"state": State(row.state)})
