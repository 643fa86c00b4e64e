"""What corners reported of their devices, and what staff told of them, as the store keeps it."""

from typing import Any

from sqlalchemy import Row, select
from sqlalchemy.ext.asyncio import AsyncConnection

from desk.model.turns.corner_states import Camera, CornerState, Paper, Printer
from desk.store.rows import fields, upsert, values
from desk.store.tables import corner_states
from desk.store.unit import Unit


async def get(connection: AsyncConnection, corner_id: str) -> CornerState:
    """A corner's; nothing is known of one that never reported."""
    query = select(corner_states).where(corner_states.c.corner_id == corner_id)
    row = (await connection.execute(query)).one_or_none()
    return state_of(row, corner_id) if row else CornerState(corner_id=corner_id)


async def put(unit: Unit, state: CornerState) -> None:
    """Keeps it in place of what stood there."""
    await unit.connection.execute(upsert(unit.connection, corner_states, values(state)))


def state_of(row: Row[Any], corner_id: str) -> CornerState:
    """The corner's, of a row with the columns of its table, which are empty of one of which nothing is known."""
    if row.corner_id is None:
        return CornerState(corner_id=corner_id)
    told = {
        "camera": Camera(row.camera),
        "microphone": Camera(row.microphone),
        "printer": Printer(row.printer),
        "paper": Paper(row.paper),
    }
    return CornerState(**fields(row, CornerState) | told)
