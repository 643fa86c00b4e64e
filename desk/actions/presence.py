"""Presence: which screens are open now. Coming and going is told; the signs of life in between are not."""

from datetime import datetime, timedelta

from desk.actions.desk import Desk
from desk.model.events import Event, Tag
from desk.store import presence


async def come(desk: Desk, party: str, zone_id: str) -> None:
    """A screen of this party opened."""
    async with desk.store.write() as unit:
        await presence.touch(unit, [party], desk.store.bus.name)
        unit.record(Event(tag=Tag.PRESENCE_CAME, subject=party, actor=party, zone_id=zone_id))


async def stay(desk: Desk, parties: list[str]) -> None:
    """The screens of these parties are still open."""
    async with desk.store.write() as unit:
        await presence.touch(unit, parties, desk.store.bus.name)


async def go(desk: Desk, party: str, zone_id: str) -> None:
    """The last screen of this party here closed."""
    async with desk.store.write() as unit:
        await presence.leave(unit, party, desk.store.bus.name)
        unit.record(Event(tag=Tag.PRESENCE_WENT, subject=party, actor=party, zone_id=zone_id))


async def sweep(desk: Desk) -> None:
    """Forgets whom nobody has seen for a day."""
    async with desk.store.write() as unit:
        await presence.sweep(unit, unit.now - timedelta(days=1))


async def seen_since(desk: Desk, since: datetime) -> dict[str, datetime]:
    """Every party that was before some screen after `since`, and when last."""
    async with desk.store.read() as connection:
        return await presence.seen(connection, since)
