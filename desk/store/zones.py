"""Zones 專區 as the store keeps them."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Row, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from desk.model.turns.order import Rules, rules_of
from desk.model.zones import Zone
from desk.store.rows import fields, one, values
from desk.store.tables import zones
from desk.store.unit import Unit


async def add(
    unit: Unit,
    zone: Zone,
    rules: Mapping[str, object] | None = None,
    openings: Mapping[str, object] | None = None,
) -> None:
    """Keeps a new zone, and what it decides of its line and of its hours."""
    row = {"rules": dict(rules or {}), "openings": dict(openings or {})}
    await unit.connection.execute(insert(zones).values(**values(zone), **row))


async def rules(connection: AsyncConnection, zone_id: str) -> Rules:
    """What the zone decides of its line. Raises Missing."""
    row = await one(connection, select(zones.c.rules).where(zones.c.id == zone_id), "zone")
    return rules_of(row.rules)


async def get(connection: AsyncConnection, zone_id: str) -> Zone:
    """One zone. Raises Missing."""
    return zone_of(await one(connection, select(zones).where(zones.c.id == zone_id), "zone"))


async def by_code(connection: AsyncConnection, code: str) -> Zone:
    """The zone of this code. Raises Missing."""
    return zone_of(await one(connection, select(zones).where(zones.c.code == code), "zone"))


async def every(connection: AsyncConnection) -> list[Zone]:
    """Every zone, by code."""
    return [zone_of(row) for row in (await connection.execute(select(zones).order_by(zones.c.code))).all()]


def zone_of(row: Row[Any]) -> Zone:
    """The zone of a row of its table."""
    return Zone(**fields(row, Zone))
