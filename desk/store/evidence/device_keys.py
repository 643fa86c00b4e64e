"""Keys of corners' devices as the store keeps them: one of each seating of a browser, the older ones retired."""

from typing import Any

from sqlalchemy import Row, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from desk.model.evidence.statements import DeviceKey
from desk.store.rows import fields, one, values
from desk.store.tables import corners, device_keys
from desk.store.unit import Unit


async def add(unit: Unit, key: DeviceKey) -> None:
    """Keeps a new key. Another that stands for the same corner makes it Stale."""
    await unit.connection.execute(insert(device_keys).values(**values(key)))


async def of_corner(connection: AsyncConnection, corner_id: str) -> DeviceKey | None:
    """The key that stands for the corner."""
    query = select(device_keys).where(device_keys.c.corner_id == corner_id, device_keys.c.retired_at.is_(None))
    row = (await connection.execute(query)).one_or_none()
    return _key(row) if row else None


async def standing(connection: AsyncConnection) -> list[DeviceKey]:
    """The key of every corner that has one."""
    rows = await connection.execute(select(device_keys).where(device_keys.c.retired_at.is_(None)))
    return [_key(row) for row in rows.all()]


async def every(connection: AsyncConnection) -> list[DeviceKey]:
    """Every key that any corner ever had, the oldest first."""
    query = select(device_keys).order_by(device_keys.c.made_at, device_keys.c.id)
    return [_key(row) for row in (await connection.execute(query)).all()]


async def by_key_id(connection: AsyncConnection, corner_id: str, key_id: str) -> DeviceKey | None:
    """The corner's key of this name, retired or not."""
    query = select(device_keys).where(device_keys.c.corner_id == corner_id, device_keys.c.key_id == key_id)
    row = (await connection.execute(query.order_by(device_keys.c.made_at.desc()).limit(1))).one_or_none()
    return _key(row) if row else None


async def note_missed(unit: Unit, key: DeviceKey, *, missed: bool) -> None:
    """The corner's browser has not got the key, or has got it again."""
    changed = update(device_keys).where(device_keys.c.id == key.id)
    await unit.connection.execute(changed.values(missed_at=unit.now if missed else None))


async def retire(unit: Unit, corner_id: str) -> None:
    """The corner's browser is another from now on, or none."""
    standing = update(device_keys).where(device_keys.c.corner_id == corner_id, device_keys.c.retired_at.is_(None))
    await unit.connection.execute(standing.values(retired_at=unit.now))


async def seating(connection: AsyncConnection, corner_id: str) -> str:
    """What names the seating of the browser that serves the corner; empty where none does. Raises Missing."""
    return str((await one(connection, select(corners.c.browser_hash).where(corners.c.id == corner_id), "corner"))[0])


def _key(row: Row[Any]) -> DeviceKey:
    return DeviceKey(**fields(row, DeviceKey))
