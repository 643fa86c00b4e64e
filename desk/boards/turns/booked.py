"""Who is expected in a zone on one day, and what its staff can book there for somebody."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from desk.boards.reader import Reader
from desk.boards.turns import appointments
from desk.boards.turns.appointments import DayTile, Expected
from desk.store import items, zones

MOST_DAYS = 7
"""Of those with a place, so many are offered."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A zone's day of appointments (zone/appointments.html), the earliest first. `titles`: of items, by their code."""

    zone_id: str
    zone_name: str
    day: date
    lines: tuple[Expected, ...]
    titles: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """What can be booked for somebody (zone/appointment-new.html). `items` are (code, title); `days` are those of the
    item that was chosen, each with a place; none before."""

    zone_id: str
    zone_name: str
    items: tuple[tuple[str, str], ...]
    item_code: str
    days: tuple[DayTile, ...]


async def today(reader: Reader, zone_id: str, language: str) -> Page:
    """Everybody who booked for today, by the zone's clock. Raises Missing."""
    async with reader.connection() as connection:
        zone = await zones.get(connection, zone_id)
        day = reader.now().astimezone(ZoneInfo(zone.timezone)).date()
        lines = await appointments.of_day(connection, zone_id, zone.timezone, day)
        titles = {item.code: item.title[language] for item in await items.catalogue(connection, reader.now())}
    return Page(zone_id=zone_id, zone_name=zone.name[language], day=day, lines=lines, titles=titles)


async def offer(reader: Reader, zone_id: str, item_code: str, language: str) -> Offer:
    """The items, and the next days of this one, if one was chosen. Raises Missing."""
    async with reader.connection() as connection:
        zone = await zones.get(connection, zone_id)
        known = await items.catalogue(connection, reader.now())
    chosen = next((item for item in known if item.code == item_code), None)
    tiles = await appointments.days(reader, zone_id, chosen.skill, language) if chosen else ()
    return Offer(
        zone_id=zone_id,
        zone_name=zone.name[language],
        items=tuple((item.code, item.title[language]) for item in known),
        item_code=chosen.code if chosen else "",
        days=tuple(tile for tile in tiles if tile.free)[:MOST_DAYS],
    )
