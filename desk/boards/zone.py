"""What zone staff see across the hall: what to do now, tickets by state, corners, windows, businesses, the day."""

from collections.abc import Mapping
from dataclasses import dataclass

from desk.boards.reader import Reader
from desk.boards.turns import alerts, businesses, lines, seats
from desk.boards.turns.alerts import Seen
from desk.boards.turns.businesses import BusinessLine
from desk.boards.turns.lines import EVERYTHING, Columns, Filters, TicketLine, Wanted
from desk.boards.turns.seats import CornerLine, WindowLine
from desk.boards.turns.standing import standing
from desk.boards.turns.today import Today
from desk.model.turns.alerts import Alert
from desk.store import zones as places


@dataclass(frozen=True, slots=True, kw_only=True)
class Board:
    """The board (zone/board.html). Fragments: alerts.html #alerts, tickets.html #tickets, corners.html #corners,
    windows.html #windows, businesses.html #businesses, today.html #today.

    `columns`: the tickets by state, as far as `wanted` lets them through; the figures are of all.
    """

    zone_id: str
    zone_name: str
    alerts: tuple[Alert, ...]
    columns: Columns
    filters: Filters
    wanted: Wanted
    corners: tuple[CornerLine, ...]
    windows: tuple[WindowLine, ...]
    businesses: tuple[BusinessLine, ...]
    today: Today

    @property
    def lanes(self) -> Mapping[str, tuple[TicketLine, ...]]:
        """The tickets as they stand together: line, called, together, aside, done."""
        return lines.lanes(self.columns)


async def zones(reader: Reader, language: str) -> tuple[tuple[str, str], ...]:
    """(id, name) of every zone, by code."""
    async with reader.connection() as connection:
        return tuple((zone.id, zone.name[language]) for zone in await places.every(connection))


async def board(reader: Reader, zone_id: str, language: str, wanted: Wanted = EVERYTHING, version: str = "") -> Board:
    """The zone's day so far, by the zone's own calendar. `version`: of the pages sent to corners. Raises Missing."""
    found = await standing(reader, zone_id, wanted)
    day, turns = found.day(language), found.turns
    corners = seats.corner_lines(day, found.corners, version)
    served = seats.served(found.windows, found.zone_ids)
    seen = Seen(rows=turns.live, served=served, rules=found.rules, promises=found.promises)
    return Board(
        zone_id=zone_id,
        zone_name=day.zone.name[language],
        alerts=alerts.of_zone(day, seen, corners),
        columns=lines.columns(day, turns),
        filters=lines.filters(day, turns),
        wanted=wanted,
        corners=corners,
        windows=seats.window_lines(day, found.windows),
        businesses=businesses.lines(day, found.businesses, businesses.waiting(turns.live)),
        today=found.today,
    )
