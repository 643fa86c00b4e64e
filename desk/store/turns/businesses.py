"""Businesses as the store keeps them: a row only for what was closed once."""

from typing import Any

from sqlalchemy import Row, select
from sqlalchemy.ext.asyncio import AsyncConnection

from desk.model.turns.businesses import Business, Why
from desk.store.rows import fields, upsert, values
from desk.store.tables import businesses
from desk.store.unit import Unit


async def put(unit: Unit, business: Business) -> None:
    """Keeps how the business stands from now on."""
    await unit.connection.execute(upsert(unit.connection, businesses, values(business)))


async def get(connection: AsyncConnection, zone_id: str, skill: str) -> Business | None:
    """How a business stands; None for one that was never closed."""
    query = select(businesses).where(businesses.c.zone_id == zone_id, businesses.c.skill == skill)
    row = (await connection.execute(query)).one_or_none()
    return _business(row) if row else None


async def of_zone(connection: AsyncConnection, zone_id: str) -> list[Business]:
    """All that were closed once in a zone, by skill."""
    query = select(businesses).where(businesses.c.zone_id == zone_id).order_by(businesses.c.skill)
    return [_business(row) for row in (await connection.execute(query)).all()]


def _business(row: Row[Any]) -> Business:
    return Business(**fields(row, Business) | {"why": Why(row.why) if row.why else None})
