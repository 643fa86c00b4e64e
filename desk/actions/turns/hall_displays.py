"""Hall displays: staff open one on a screen of their zone, and its browser shows the hall's calls from then on."""

from desk.actions.desk import Desk
from desk.actions.turns import zoned
from desk.model.errors import NotAllowed
from desk.model.events import Event, Tag
from desk.model.staff import Staff
from desk.model.turns.hall_displays import HallDisplay
from desk.model.zones import Zone
from desk.store import zones
from desk.store.turns import hall_displays


async def open_display(desk: Desk, zone_code: str, language: str, by: Staff) -> str:
    """A display of this zone, in this language; gives its secret, told once. Raises Missing, NotAllowed."""
    async with desk.store.write() as unit:
        zone = await zones.by_code(unit.connection, zone_code)
        zoned.check(by, zone.id)
        secret = unit.chance.secret()
        display = HallDisplay(
            id=unit.chance.id(), zone_id=zone.id, language=language, opened_by=by.id, opened_at=unit.now
        )
        await hall_displays.add(unit, display, secret)
        unit.record(_fact(Tag.HALL_DISPLAY_OPENED, display, by))
    return secret


async def end(desk: Desk, display_id: str, by: Staff) -> None:
    """It shows nothing any more, at once. Raises Missing, NotAllowed, Stale: it was ended before."""
    async with desk.store.write() as unit:
        display = await hall_displays.get(unit.connection, display_id)
        zoned.check(by, display.zone_id)
        await hall_displays.end(unit, display)
        unit.record(_fact(Tag.HALL_DISPLAY_ENDED, display, by))


async def zone_of(desk: Desk, zone_code: str) -> Zone:
    """The zone of this code. Raises Missing."""
    async with desk.store.read() as connection:
        return await zones.by_code(connection, zone_code)


async def shown_by(desk: Desk, secret: str, zone_id: str) -> HallDisplay:
    """The display whose browser shows this secret. Raises NotAllowed: none, another zone's, or one that is over."""
    async with desk.store.read() as connection:
        display = await hall_displays.by_secret(connection, secret)
    if display is None or display.zone_id != zone_id or not display.is_open(desk.store.clock()):
        raise NotAllowed("no display of this hall")
    return display


def _fact(tag: Tag, display: HallDisplay, by: Staff) -> Event:
    return Event(tag=tag, subject=display.id, actor=f"staff:{by.id}", zone_id=display.zone_id)
