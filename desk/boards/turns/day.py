"""What a whole zone board is drawn for: the zone's own day, and what items are called."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncConnection

from desk.boards import service
from desk.boards.reader import Reader
from desk.model.items import Item, Patience
from desk.model.zones import Zone
from desk.store import items, zones

ITEMS_LAST = timedelta(seconds=10)
"""An item that was imported meanwhile shows after so long at the latest."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What the board says of an item: what it and its business are called, and how long a wait for it may be."""

    title: str
    skill: str
    business: str
    patience: Patience


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """One drawing. `day` is the zone's own date; `items` by code."""

    zone: Zone
    day: date
    now: datetime
    language: str
    items: Mapping[str, Known]

    @property
    def businesses(self) -> Mapping[str, str]:
        """What each skill's business is called."""
        return {known.skill: known.business for known in self.items.values()}

    def minutes(self, since: datetime) -> int:
        """Whole minutes from then to now."""
        return service.whole_minutes(self.now - since)

    def patience(self, item_code: str) -> Patience:
        """How long a wait for this item may be."""
        known = self.items.get(item_code)
        return known.patience if known else Patience()

    def title(self, item_code: str) -> str:
        """What the item is called; its code where none is in force any more."""
        known = self.items.get(item_code)
        return known.title if known else item_code


async def drawn(reader: Reader, connection: AsyncConnection, zone_id: str, language: str) -> Day:
    """The zone's day at this moment, by its own calendar. Raises Missing."""
    now = reader.now()
    zone = await zones.get(connection, zone_id)
    every = await every_item(reader, connection, now)
    return Day(zone=zone, day=date_of(zone, now), now=now, language=language, items=known_items(every, language))


def date_of(zone: Zone, now: datetime) -> date:
    """The zone's own date."""
    return now.astimezone(ZoneInfo(zone.timezone)).date()


async def every_item(reader: Reader, connection: AsyncConnection, now: datetime) -> Sequence[Item]:
    """Every item in force, by code; as it was read a moment ago."""
    return await reader.kept.get(("items",), now, ITEMS_LAST, lambda: items.catalogue(connection, now))


def known_items(every: Sequence[Item], language: str) -> Mapping[str, Known]:
    """The same by code, in one language."""
    return {
        item.code: Known(
            title=item.title[language],
            skill=item.skill,
            business=item.department_name[language],
            patience=item.patience,
        )
        for item in every
    }


def level(minutes: int, patience: Patience) -> str:
    """calm, long or late."""
    if minutes < patience.long:
        return "calm"
    return "long" if minutes < patience.late else "late"
