"""Codes that corners showed in their own pictures, as the store keeps them: a signature for each slot of a meeting."""

from typing import Any

from sqlalchemy import Row, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from desk.model.evidence.corner_codes import CornerCode
from desk.store.rows import fields, values
from desk.store.tables import corner_codes
from desk.store.unit import Unit


async def add(unit: Unit, code: CornerCode) -> None:
    """Keeps a code. Another of the same slot makes it Stale."""
    await unit.connection.execute(insert(corner_codes).values(**values(code)))


async def of_session(connection: AsyncConnection, session_id: str) -> list[CornerCode]:
    """Every code of a meeting, the first slot first."""
    query = select(corner_codes).where(corner_codes.c.session_id == session_id).order_by(corner_codes.c.slot)
    return [_code(row) for row in (await connection.execute(query)).all()]


async def last(connection: AsyncConnection, session_id: str) -> CornerCode | None:
    """The newest code of a meeting."""
    query = select(corner_codes).where(corner_codes.c.session_id == session_id)
    row = (await connection.execute(query.order_by(corner_codes.c.slot.desc()).limit(1))).one_or_none()
    return _code(row) if row else None


def _code(row: Row[Any]) -> CornerCode:
    return CornerCode(**fields(row, CornerCode))
