"""Which business a zone has open now, for its staff and for whoever wants a turn."""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row
from sqlalchemy.ext.asyncio import AsyncConnection

from desk.boards.reader import Reader
from desk.boards.turns.day import Day, drawn
from desk.boards.turns.lines import EVERYTHING, IN_LINE, read
from desk.model.turns.businesses import Business
from desk.model.visits import Visit
from desk.store import items
from desk.store.turns import businesses


@dataclass(frozen=True, slots=True, kw_only=True)
class BusinessLine:
    """One business of a zone. `why` is empty while it is open; `until`: when it opens by itself, if that was told;
    `waiting`: who waits for it now."""

    skill: str
    name: str
    why: str
    until: datetime | None
    waiting: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Closed:
    """What an applicant is told of a business that takes no new turns."""

    name: str
    why: str
    until: datetime | None


def lines(day: Day, every: Collection[Business], waiting: Mapping[str, int]) -> tuple[BusinessLine, ...]:
    """Every business of the catalogue, by its name. `every`: those of the zone that were closed once; `waiting`: how
    many wait for a skill."""
    known = {each.skill: each for each in every}
    found = []
    for skill, name in day.businesses.items():
        business = known.get(skill)
        is_closed = business is not None and business.is_closed(day.now)
        found.append(
            BusinessLine(
                skill=skill,
                name=name,
                why=business.why.value if business and business.why and is_closed else "",
                until=business.until if business and is_closed else None,
                waiting=waiting.get(skill, 0),
            )
        )
    return tuple(sorted(found, key=lambda line: line.name))


def waiting(live: Collection[Row[Any]]) -> Mapping[str, int]:
    """How many of these turns stand in line, by skill."""
    return Counter(row.skill for row in live if row.state in IN_LINE)


async def closed_for(reader: Reader, zone_id: str, item_code: str, language: str) -> Closed | None:
    """Whether new turns are refused for this item in this zone now, and what to say; None while it is open."""
    async with reader.connection() as connection:
        return await _closed(connection, zone_id, item_code, language, reader.now())


async def closed_for_visit(connection: AsyncConnection, visit: Visit, now: datetime) -> Closed | None:
    """The same, of what a visit is about."""
    if not visit.item_code:
        return None
    return await _closed(connection, visit.zone_id, visit.item_code, visit.language, now)


async def _closed(
    connection: AsyncConnection, zone_id: str, item_code: str, language: str, now: datetime
) -> Closed | None:
    item = await items.current(connection, item_code, now)
    business = await businesses.get(connection, zone_id, item.skill)
    if business is None or business.why is None or not business.is_closed(now):
        return None
    return Closed(name=item.department_name[language], why=business.why.value, until=business.until)


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """The page on which businesses are opened and closed (zone/businesses.html)."""

    zone_id: str
    zone_name: str
    lines: tuple[BusinessLine, ...]


async def page(reader: Reader, zone_id: str, language: str) -> Page:
    """Every business of a zone. Raises Missing."""
    async with reader.connection() as connection:
        day = await drawn(reader, connection, zone_id, language)
        turns = await read(connection, zone_id, day.day, EVERYTHING)
        shown = lines(day, await businesses.of_zone(connection, zone_id), waiting(turns.live))
        return Page(zone_id=zone_id, zone_name=day.zone.name[language], lines=shown)
