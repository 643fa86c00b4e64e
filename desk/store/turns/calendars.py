"""Calendars and zones' hours as the store keeps them, in the words of the data files."""

from collections.abc import Mapping
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from desk.model.turns.calendars import CLERKS, Calendar, calendar_of
from desk.model.turns.openings import Timetable, openings_of
from desk.store.rows import one, upsert
from desk.store.tables import calendars, zones
from desk.store.turns import businesses
from desk.store.unit import Unit


async def keep(unit: Unit, entry: Mapping[str, Any]) -> bool:
    """Keeps a place's list of a year in place of an older one; whether anything changed."""
    key = {"code": entry["code"], "year": entry["year"]}
    query = select(calendars.c.definition).filter_by(**key)
    if (await unit.connection.execute(query)).scalar_one_or_none() == entry:
        return False
    await unit.connection.execute(upsert(unit.connection, calendars, {**key, "definition": dict(entry)}))
    return True


async def get(connection: AsyncConnection, code: str) -> Calendar:
    """The calendar of a place, of all the years that are known; of none, every day is unknown."""
    query = select(calendars.c.definition).where(calendars.c.code == code).order_by(calendars.c.year)
    return calendar_of(code, (await connection.execute(query)).scalars())


async def timetable(connection: AsyncConnection, zone_id: str) -> Timetable:
    """A zone's hours, with the calendars of its place and of the clerks, and what is closed now. Raises Missing."""
    query = select(zones.c.openings, zones.c.jurisdiction, zones.c.timezone).where(zones.c.id == zone_id)
    row = await one(connection, query, "zone")
    return Timetable(
        openings=openings_of(row.openings),
        place=await get(connection, row.jurisdiction),
        clerks=await get(connection, CLERKS),
        zone=ZoneInfo(row.timezone),
        businesses={business.skill: business for business in await businesses.of_zone(connection, zone_id)},
    )


async def set_openings(unit: Unit, zone_id: str, openings: Mapping[str, Any]) -> None:
    """From now on the zone keeps these hours; what is booked stays booked."""
    await unit.connection.execute(update(zones).where(zones.c.id == zone_id).values(openings=dict(openings)))


async def without_hours(connection: AsyncConnection) -> frozenset[str]:
    """The zones, by code, that were not told any hours yet."""
    rows = (await connection.execute(select(zones.c.code, zones.c.openings))).all()
    return frozenset(row.code for row in rows if not row.openings)
