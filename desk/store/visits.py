"""Visits as the store keeps them; an open one belongs to exactly one corner."""

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, func, insert, select, text
from sqlalchemy.ext.asyncio import AsyncConnection

from desk.model.visits import State, Visit
from desk.store.rows import fields, one, swap, values, written
from desk.store.tables import ledger, visits
from desk.store.unit import Unit

AT_CORNER: ColumnElement[bool] = and_(visits.c.state != written(State.CLOSED.value), text("NOT visits.away"))
"""Written out just as in the index of open visits, or the store would not see that it holds what is asked for."""


async def add(unit: Unit, visit: Visit) -> None:
    """Keeps a new visit."""
    await unit.connection.execute(insert(visits).values(**values(visit)))


async def get(connection: AsyncConnection, visit_id: str) -> Visit:
    """One visit. Raises Missing."""
    return _visit(await one(connection, select(visits).where(visits.c.id == visit_id), "visit"))


async def open_at(connection: AsyncConnection, corner_id: str) -> Visit | None:
    """The open visit of a corner, at which somebody sits."""
    query = select(visits).where(visits.c.corner_id == corner_id, AT_CORNER)
    row = (await connection.execute(query)).one_or_none()
    return _visit(row) if row else None


async def every_open(connection: AsyncConnection) -> list[tuple[Visit, datetime]]:
    """The open visits (one a corner at most, and those away), each with the moment of its last fact in the ledger."""
    last = select(func.max(ledger.c.at)).where(ledger.c.visit_id == visits.c.id).scalar_subquery()
    query = select(visits, last.label("last_at")).where(visits.c.state != State.CLOSED)
    rows = (await connection.execute(query)).all()
    return [(_visit(row), row.last_at or row.began_at) for row in rows]


async def change(unit: Unit, before: Visit, after: Visit) -> None:
    """Writes `after` while the visit still stands as in `before`. Raises Stale."""
    place = (visits.c.corner_id == before.corner_id) & (visits.c.away == before.away)
    stands = (visits.c.id == before.id) & (visits.c.state == before.state) & place
    await swap(unit.connection, visits, stands, values(after))


def _visit(row: Row[Any]) -> Visit:
    return Visit(**fields(row, Visit) | {"state": State(row.state)})
