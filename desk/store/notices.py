"""Notices: each version of each, kept for good."""

from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from desk.model.notices import Notice, Purpose, Section
from desk.store.rows import one
from desk.store.tables import notices
from desk.store.unit import Unit


async def add(unit: Unit, definition: dict[str, Any]) -> None:
    """Keeps one version of a notice, as it was imported."""
    await unit.connection.execute(
        insert(notices).values(
            id=definition["id"],
            version=definition["version"],
            purpose=Purpose(definition["purpose"]),
            jurisdiction=definition["jurisdiction"],
            definition=definition,
        )
    )


async def definition_of(connection: AsyncConnection, notice_id: str, version: int) -> dict[str, Any] | None:
    """What was imported as that version of a notice."""
    query = select(notices.c.definition).where(notices.c.id == notice_id, notices.c.version == version)
    definition: dict[str, Any] | None = (await connection.execute(query)).scalar_one_or_none()
    return definition


async def current(connection: AsyncConnection, jurisdiction: str, purpose: Purpose = Purpose.VISIT) -> Notice:
    """The newest notice of a jurisdiction for this purpose. Raises Missing."""
    query = select(notices).where(notices.c.jurisdiction == jurisdiction, notices.c.purpose == purpose)
    row = await one(connection, query.order_by(notices.c.version.desc()).limit(1), "notice")
    return Notice(
        id=row.id,
        version=row.version,
        purpose=Purpose(row.purpose),
        jurisdiction=row.jurisdiction,
        title=row.definition["title"],
        sections=tuple(
            Section(key=part["key"], heading=part["heading"], text=part["text"]) for part in row.definition["sections"]
        ),
        statements=tuple((part["key"], part["text"]) for part in row.definition["statements"]),
    )
