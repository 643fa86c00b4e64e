"""Zones 專區 as the store keeps them."""

from typing import Any

from sqlalchemy import Row, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from desk.model.zones import Zone
from desk.store.rows import fields, one, values
from desk.store.tables import zones
from desk.store.unit import Unit


async def add(unit: Unit, zone: Zone) -> None:
    """Keeps a new zone."""
    await unit.connection.execute(insert(zones).values(**values(zone)))


async def get(connection: AsyncConnection, zone_id: str) -> Zone:
    """One zone. Raises Missing."""
    return _zone(await one(connection, select(zones).where(zones.c.id == zone_id), "zone"))


async def every(connection: AsyncConnection) -> list[Zone]:
    """Every zone, by code."""
    return [_zone(row) for row in (await connection.execute(select(zones).order_by(zones.c.code))).all()]


def _zone(row: Row[Any]) -> Zone:
    return Zone(**fields(row, Zone))
