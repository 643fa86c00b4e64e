"""Businesses are closed and opened: a closed one takes no new turns, and whoever waits already keeps their place."""

from datetime import datetime

from desk.actions.desk import Desk
from desk.actions.turns import zoned
from desk.model.errors import BadInput
from desk.model.events import Event, Tag
from desk.model.staff import Staff
from desk.model.turns.businesses import Business, Why
from desk.store import items, zones
from desk.store.turns import businesses
from desk.store.unit import Unit


async def close(desk: Desk, zone_id: str, skill: str, why: Why, until: datetime | None, by: Staff) -> None:
    """No new turns of this skill in this zone, until somebody opens it, or until then.

    Closed already, it is closed for this reason from now on. Raises Missing, NotAllowed, BadInput: no such skill, or a
    time that is past.
    """
    async with desk.store.write() as unit:
        await _known(unit, zone_id, skill, by)
        if until is not None and until <= unit.now:
            raise BadInput("until")
        await businesses.put(unit, _business(unit, zone_id, skill, why, until, by))
        told = {"skill": skill, "why": why.value, "until": until.isoformat() if until else ""}
        unit.record(
            Event(tag=Tag.BUSINESS_CLOSED, subject=zone_id, actor=f"staff:{by.id}", zone_id=zone_id, data=dict(told))
        )


async def open_again(desk: Desk, zone_id: str, skill: str, by: Staff) -> None:
    """New turns are taken again; of one that is open nothing changes. Raises Missing, NotAllowed, BadInput."""
    async with desk.store.write() as unit:
        await _known(unit, zone_id, skill, by)
        known = await businesses.get(unit.connection, zone_id, skill)
        if known is None or not known.is_closed(unit.now):
            return
        await businesses.put(unit, _business(unit, zone_id, skill, None, None, by))
        unit.record(
            Event(
                tag=Tag.BUSINESS_OPENED,
                subject=zone_id,
                actor=f"staff:{by.id}",
                zone_id=zone_id,
                data={"skill": skill},
            )
        )


async def _known(unit: Unit, zone_id: str, skill: str, by: Staff) -> None:
    zoned.check(by, zone_id)
    await zones.get(unit.connection, zone_id)
    if skill not in {item.skill for item in await items.catalogue(unit.connection, unit.now)}:
        raise BadInput("skill")


def _business(unit: Unit, zone_id: str, skill: str, why: Why | None, until: datetime | None, by: Staff) -> Business:
    return Business(zone_id=zone_id, skill=skill, why=why, until=until, by_id=by.id, moved_at=unit.now)
