"""One corner for its zone's staff: how its devices are, and what stands on its screen."""

from dataclasses import dataclass

from desk.boards.reader import Reader
from desk.boards.turns.corner_notices import Banner, banner
from desk.boards.turns.day import drawn
from desk.boards.turns.seats import CornerLine, corner_lines, corners_of
from desk.store import corners, staff


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One corner (zone/corner.html). `told_by`: who last told of its printer; empty for nobody yet."""

    zone_id: str
    zone_name: str
    corner: CornerLine
    told_by: str
    banner: Banner


async def one(reader: Reader, corner_id: str, language: str, version: str) -> Page:
    """The corner as it stands. Raises Missing."""
    async with reader.connection() as connection:
        zone_id = (await corners.get(connection, corner_id)).zone_id
        day = await drawn(reader, connection, zone_id, language)
        found = await corners_of(connection, zone_id, day.now)
        line = next(each for each in corner_lines(day, found, version) if each.id == corner_id)
        told_by = line.devices.told_by
        name = (await staff.get(connection, told_by)).name if told_by else ""
    shown = await banner(reader, corner_id, language)
    return Page(zone_id=zone_id, zone_name=day.zone.name[language], corner=line, told_by=name, banner=shown)
