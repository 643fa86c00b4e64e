"""Step-ups: the newest of each visit."""

from typing import Any

from sqlalchemy import Row, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from desk.model.step_ups import State, StepUp
from desk.store.rows import fields, swap, values
from desk.store.tables import step_ups
from desk.store.unit import Unit


async def add(unit: Unit, step_up: StepUp) -> None:
    """Keeps the first of a visit. Raises Stale when there is one."""
    await unit.connection.execute(insert(step_ups).values(**values(step_up)))


async def of_visit(connection: AsyncConnection, visit_id: str) -> StepUp | None:
    """The visit's; None when nobody ever asked for one."""
    row = (await connection.execute(select(step_ups).where(step_ups.c.visit_id == visit_id))).one_or_none()
    return _step_up(row) if row else None


async def change(unit: Unit, before: StepUp, after: StepUp) -> None:
    """Writes `after` while it still stands as in `before`. Raises Stale."""
    stands = (step_ups.c.visit_id == before.visit_id) & (step_ups.c.state == before.state)
    await swap(unit.connection, step_ups, stands, values(after))


def _step_up(row: Row[Any]) -> StepUp:
    return StepUp(**fields(row, StepUp) | {"state": State(row.state)})
