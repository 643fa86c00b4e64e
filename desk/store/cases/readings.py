"""Readings 復核 as the store keeps them: where the reading of a case stands, and each answer to what was read."""

from typing import Any

from sqlalchemy import Row, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from desk.model.cases.readings import Reading, Verdict
from desk.store.rows import fields, upsert, values
from desk.store.tables import reading_marks, readings
from desk.store.unit import Unit
from identity.vault import Place, Vault


async def add(unit: Unit, reading: Reading) -> None:
    """Keeps an answer. Raises Stale where another of the same place came first."""
    texts = {"value": reading.value, "said": reading.said}
    sealed = {name: unit.vault.seal_text(text, _place(name, reading.id)) for name, text in texts.items()}
    await unit.connection.execute(insert(readings).values(**values(reading) | sealed))


async def of_case(connection: AsyncConnection, vault: Vault, case_id: str) -> list[Reading]:
    """Every answer in the order in which they were given."""
    query = select(readings).where(readings.c.case_id == case_id).order_by(readings.c.place)
    return [_reading(row, vault) for row in (await connection.execute(query)).all()]


async def mark(unit: Unit, case_id: str, fact: str, clerk_id: str) -> None:
    """From now on this fact is shown to the applicant."""
    row = {"case_id": case_id, "fact": fact, "clerk_id": clerk_id, "moved_at": unit.now}
    await unit.connection.execute(upsert(unit.connection, reading_marks, row))


async def marked(connection: AsyncConnection, case_id: str) -> tuple[str, str]:
    """The fact that is shown to the applicant, and the clerk who reads it; empty where nothing was read yet."""
    query = select(reading_marks.c.fact, reading_marks.c.clerk_id).where(reading_marks.c.case_id == case_id)
    row = (await connection.execute(query)).one_or_none()
    return (row.fact, row.clerk_id) if row else ("", "")


def _place(column: str, reading_id: str) -> Place:
    return Place(table="readings", column=column, row=reading_id)


def _reading(row: Row[Any], vault: Vault) -> Reading:
    opened = {name: vault.open_text(row._mapping[name], _place(name, row.id)) for name in ("value", "said")}
    return Reading(**fields(row, Reading) | opened | {"verdict": Verdict(row.verdict)})
