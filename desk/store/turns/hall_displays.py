"""Hall displays as the store keeps them: each a browser that shows a secret, of which the hash alone is here."""

from datetime import datetime
from typing import Any

from sqlalchemy import Row, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from desk.model.turns.hall_displays import LASTS, HallDisplay
from desk.store.corners import digest
from desk.store.rows import fields, one, swap, values
from desk.store.tables import hall_displays
from desk.store.unit import Unit


async def add(unit: Unit, display: HallDisplay, secret: str) -> None:
    """Keeps a new one."""
    await unit.connection.execute(insert(hall_displays).values(**values(display), secret_hash=digest(secret)))


async def get(connection: AsyncConnection, display_id: str) -> HallDisplay:
    """One display. Raises Missing."""
    return _display(await one(connection, select(hall_displays).where(hall_displays.c.id == display_id), "display"))


async def by_secret(connection: AsyncConnection, secret: str) -> HallDisplay | None:
    """The display whose browser shows this secret, open or not."""
    query = select(hall_displays).where(hall_displays.c.secret_hash == digest(secret))
    row = (await connection.execute(query)).one_or_none()
    return _display(row) if row else None


async def open_in(connection: AsyncConnection, zone_id: str, now: datetime) -> list[HallDisplay]:
    """A zone's open displays, the newest first."""
    query = select(hall_displays).where(
        hall_displays.c.zone_id == zone_id,
        hall_displays.c.ended_at.is_(None),
        hall_displays.c.opened_at > now - LASTS,
    )
    ordered = query.order_by(hall_displays.c.opened_at.desc(), hall_displays.c.id)
    return [_display(row) for row in (await connection.execute(ordered)).all()]


async def end(unit: Unit, display: HallDisplay) -> None:
    """It shows nothing any more. Raises Stale."""
    stands = (hall_displays.c.id == display.id) & hall_displays.c.ended_at.is_(None)
    await swap(unit.connection, hall_displays, stands, {"ended_at": unit.now})


def _display(row: Row[Any]) -> HallDisplay:
    return HallDisplay(**fields(row, HallDisplay))
