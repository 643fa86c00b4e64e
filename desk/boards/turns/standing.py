"""How a zone stands: all that its board tells, read once for everybody who looks, before it is put into a language."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from desk.boards import service
from desk.boards.reader import Reader
from desk.boards.turns import lines, promises, seats, today
from desk.boards.turns.day import Day, date_of, every_item, known_items
from desk.boards.turns.lines import Turns, Wanted
from desk.boards.turns.promises import Promises
from desk.boards.turns.seats import Corners, Windows
from desk.boards.turns.today import Today
from desk.model.errors import Missing
from desk.model.items import Item
from desk.model.turns.businesses import Business
from desk.model.turns.order import Rules, rules_of
from desk.model.zones import Zone
from desk.store import tables, zones
from desk.store.turns import businesses

ZONES = select(tables.zones).order_by(tables.zones.c.id)


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """One zone at one moment. `zone_ids`: of every zone; `turns` are narrowed as was wanted."""

    zone: Zone
    zone_ids: Sequence[str]
    rules: Rules
    date: date
    now: datetime
    items: Sequence[Item]
    turns: Turns
    corners: Corners
    windows: Windows
    businesses: Sequence[Business]
    promises: Promises
    today: Today

    def day(self, language: str) -> Day:
        """What is drawn for whoever reads this language."""
        items = known_items(self.items, language)
        return Day(zone=self.zone, day=self.date, now=self.now, language=language, items=items)


async def standing(reader: Reader, zone_id: str, wanted: Wanted) -> Standing:
    """The zone as it stands. Raises Missing."""
    return await reader.once(("standing", zone_id, wanted), lambda: _read(reader, zone_id, wanted))


async def _read(reader: Reader, zone_id: str, wanted: Wanted) -> Standing:
    now = reader.now()
    async with reader.store.read() as connection:
        zone, rules, zone_ids = await _zone(connection, zone_id)
        date = date_of(zone, now)
        turns = await lines.read(connection, zone_id, date, wanted)
        so_far = await today.figures(connection, zone_id, date, now)
        last_week = await today.last_week(reader, connection, zone_id, date, now)
        asked = await today.asked(reader, connection, zone_id, service.midnight(now, zone.timezone), now)
        return Standing(
            zone=zone,
            zone_ids=zone_ids,
            rules=rules,
            date=date,
            now=now,
            items=await every_item(reader, connection, now),
            turns=turns,
            corners=await seats.corners_of(connection, zone_id, now),
            windows=await seats.windows_of(connection, now),
            businesses=await businesses.of_zone(connection, zone_id),
            promises=await promises.of_zone(reader, connection, zone_id, now),
            today=today.today(now, turns.live, so_far, last_week, asked),
        )


async def _zone(connection: AsyncConnection, zone_id: str) -> tuple[Zone, Rules, Sequence[str]]:
    """This zone, what it decides of its line, and the ids of every zone."""
    rows = (await connection.execute(ZONES)).all()
    for row in rows:
        if row.id == zone_id:
            return zones.zone_of(row), rules_of(row.rules), [each.id for each in rows]
    raise Missing("zone")
