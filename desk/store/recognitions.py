"""How applicants were recognised, visit by visit; never changed, only added to."""

from typing import Any

from sqlalchemy import Row, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from desk.model.recognitions import Recognition
from desk.store.rows import fields, values
from desk.store.tables import recognitions
from desk.store.unit import Unit


async def add(unit: Unit, recognition: Recognition) -> None:
    """Keeps one more of a visit."""
    row = values(recognition) | {"factors": list(recognition.factors)}
    await unit.connection.execute(insert(recognitions).values(**row))


async def newest(connection: AsyncConnection, visit_id: str) -> Recognition | None:
    """The one that counts."""
    query = select(recognitions).where(recognitions.c.visit_id == visit_id)
    row = (await connection.execute(query.order_by(recognitions.c.id.desc()).limit(1))).one_or_none()
    return _recognition(row) if row else None


async def of_visit(connection: AsyncConnection, visit_id: str) -> list[Recognition]:
    """Every one of a visit, the newest first."""
    query = select(recognitions).where(recognitions.c.visit_id == visit_id).order_by(recognitions.c.id.desc())
    return [_recognition(row) for row in (await connection.execute(query)).all()]


def _recognition(row: Row[Any]) -> Recognition:
    return Recognition(**fields(row, Recognition) | {"factors": tuple(row.factors)})
