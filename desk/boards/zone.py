"""What zone staff see across the hall: what to do now, tickets by state, corners, windows, businesses, the day."""

from collections.abc import Mapping
from dataclasses import dataclass

from desk.boards.reader import Reader
from desk.boards.turns import alerts, businesses, lines, seats, today
from desk.boards.turns.businesses import BusinessLine
from desk.boards.turns.day import drawn
from desk.boards.turns.lines import Columns, Filters, TicketLine, Wanted
from desk.boards.turns.seats import CornerLine, WindowLine
from desk.boards.turns.today import Today
from desk.model.turns.alerts import Alert
from desk.store import zones as places

EVERYTHING = Wanted()


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
    async with reader.connection() as connection:
        day = await drawn(reader, connection, zone_id, language)
        corners = await seats.corner_lines(connection, day, version)
        return Board(
            zone_id=zone_id,
            zone_name=day.zone.name[language],
            alerts=await alerts.of_zone(connection, day, corners),
            columns=await lines.columns(connection, day, wanted),
            filters=await lines.filters(connection, day),
            wanted=wanted,
            corners=corners,
            windows=await seats.window_lines(connection, day),
            businesses=await businesses.of_zone(connection, day),
            today=await today.today(connection, day),
        )
