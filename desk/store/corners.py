"""Corners 服務角 as the store keeps them: each a registered device with a key, served by one browser at a time."""

import hashlib
from typing import Any

from sqlalchemy import Row, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from desk.model.errors import CornerUnknown
from desk.model.zones import Corner
from desk.store.rows import fields, one
from desk.store.tables import corners
from desk.store.unit import Unit


def digest(secret: str) -> str:
    """How a random secret of 256 bits is kept: SHA-256, in hex. (A password would need more; this is no password.)"""
    return hashlib.sha256(secret.encode()).hexdigest()


async def add(unit: Unit, corner: Corner, key: str) -> None:
    """Registers a corner with its key."""
    await unit.connection.execute(
        insert(corners).values(
            id=corner.id,
            zone_id=corner.zone_id,
            code=corner.code,
            name=dict(corner.name),
            key_hash=digest(key),
            browser_hash="",
            help_asked=corner.help_asked,
        )
    )


async def get(connection: AsyncConnection, corner_id: str) -> Corner:
    """One corner. Raises Missing."""
    return _corner(await one(connection, select(corners).where(corners.c.id == corner_id), "corner"))


async def every(connection: AsyncConnection) -> list[Corner]:
    """Every corner, by code."""
    return [_corner(row) for row in (await connection.execute(select(corners).order_by(corners.c.code))).all()]


async def by_code(connection: AsyncConnection, code: str) -> Corner:
    """The corner that is called so. Raises Missing."""
    return _corner(await one(connection, select(corners).where(corners.c.code == code), "corner"))


async def by_key(connection: AsyncConnection, code: str, key: str) -> tuple[Corner, bool]:
    """The corner with that code and key, and whether a browser serves it already. Raises CornerUnknown."""
    query = select(corners).where(corners.c.code == code, corners.c.key_hash == digest(key))
    row = (await connection.execute(query)).one_or_none()
    if row is None:
        raise CornerUnknown("no corner with this code and key")
    return _corner(row), bool(row.browser_hash)


async def by_browser(connection: AsyncConnection, secret: str) -> Corner:
    """The corner this browser serves. Raises CornerUnknown."""
    query = select(corners).where(corners.c.browser_hash == digest(secret))
    row = (await connection.execute(query)).one_or_none()
    if row is None:
        raise CornerUnknown("no corner for this browser")
    return _corner(row)


async def seat(unit: Unit, corner_id: str, secret: str) -> None:
    """From now on the browser with this secret serves the corner, and no other."""
    await _set(unit, corner_id, browser_hash=digest(secret))


async def unseat(unit: Unit, corner_id: str) -> None:
    """No browser serves the corner any more."""
    await _set(unit, corner_id, browser_hash="")


async def set_key(unit: Unit, code: str, key: str) -> None:
    """From now on the corner is enrolled with this key; the browser that serves it goes on."""
    await unit.connection.execute(update(corners).where(corners.c.code == code).values(key_hash=digest(key)))


async def set_help(unit: Unit, corner_id: str, asked: bool) -> None:
    """Whether the applicant there asks for a person."""
    await _set(unit, corner_id, help_asked=asked)


async def _set(unit: Unit, corner_id: str, **values: object) -> None:
    await unit.connection.execute(update(corners).where(corners.c.id == corner_id).values(**values))


def _corner(row: Row[Any]) -> Corner:
    return Corner(**fields(row, Corner))
