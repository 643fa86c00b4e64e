"""What the office sees of corners as devices: which is registered, whether a browser serves it, whether it is there."""

from dataclasses import dataclass

from sqlalchemy import select

from desk.boards.reader import PRESENT, Reader
from desk.model.evidence.statements import DeviceKey
from desk.store import tables, zones
from desk.store.evidence import device_keys


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceLine:
    """One corner (office/corners.html). `state`: `open` with a page open now, `closed` with a browser that is away,
    `invited` before any was seated. `signs`: `yes` with a key of its device, `missed` where that is gone, `no`."""

    id: str
    code: str
    name: str
    zone_name: str
    state: str
    signs: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Devices:
    """Every corner, by code, and the zones a new one may be in."""

    lines: tuple[DeviceLine, ...]
    zones: tuple[tuple[str, str], ...]


async def devices(reader: Reader, language: str) -> Devices:
    """All corners of all zones."""
    now = reader.now()
    present = select(tables.presence.c.party).where(tables.presence.c.seen_at > now - PRESENT)
    async with reader.connection() as connection:
        found = {zone.id: zone.name[language] for zone in await zones.every(connection)}
        here = set((await connection.execute(present)).scalars())
        keys = {key.corner_id: key for key in await device_keys.standing(connection)}
        rows = (await connection.execute(select(tables.corners).order_by(tables.corners.c.code))).all()
    return Devices(
        lines=tuple(
            DeviceLine(
                id=row.id,
                code=row.code,
                name=row.name[language],
                zone_name=found[row.zone_id],
                state=_state(row.id, row.browser_hash, here),
                signs=_signs(keys.get(row.id)),
            )
            for row in rows
        ),
        zones=tuple(found.items()),
    )


def _state(corner_id: str, browser_hash: str, here: set[str]) -> str:
    if not browser_hash:
        return "invited"
    return "open" if f"corner:{corner_id}" in here else "closed"


def _signs(key: DeviceKey | None) -> str:
    if key is None:
        return "no"
    return "yes" if key.missed_at is None else "missed"
