"""Corners: a device is seated with its key, served by one browser at a time, and can call for a person."""

from desk.actions.desk import Desk
from desk.model.errors import CornerTaken, NotAllowed
from desk.model.events import Event, Tag
from desk.model.staff import Staff
from desk.model.zones import Corner
from desk.store import corners, zones


async def enrol(desk: Desk, code: str, key: str, *, take_over: bool) -> tuple[Corner, str]:
    """Seats a browser at the corner with this code and key; gives the corner and the browser's secret.

    Raises:
        CornerUnknown: no corner has this code and key.
        CornerTaken: another browser serves it, and it is not to be taken over.
    """
    async with desk.store.write() as unit:
        corner, taken = await corners.by_key(unit.connection, code, key)
        if taken and not take_over:
            raise CornerTaken("another browser serves this corner")
        secret = unit.chance.secret()
        await corners.seat(unit, corner.id, secret)
        unit.record(
            Event(
                tag=Tag.CORNER_ENROLLED,
                subject=corner.id,
                actor=f"corner:{corner.id}",
                zone_id=corner.zone_id,
                data={"took_over": int(taken)},
            )
        )
    return corner, secret


async def whose(desk: Desk, secret: str) -> Corner:
    """The corner this browser serves. Raises CornerUnknown."""
    async with desk.store.read() as connection:
        return await corners.by_browser(connection, secret)


async def home_language(desk: Desk, corner: Corner) -> str:
    """The language a corner speaks before anybody has chosen one: its zone's Chinese."""
    async with desk.store.read() as connection:
        zone = await zones.get(connection, corner.zone_id)
    return f"zh-Hant-{zone.jurisdiction}"


async def call_for_help(desk: Desk, corner_id: str, *, asked: bool, actor: str) -> None:
    """The applicant asks for a person at the corner, or a helper has come. Raises Missing."""
    async with desk.store.write() as unit:
        corner = await corners.get(unit.connection, corner_id)
        if corner.help_asked == asked:
            return
        await corners.set_help(unit, corner_id, asked)
        tag = Tag.CORNER_HELP_ASKED if asked else Tag.CORNER_HELP_GIVEN
        unit.record(Event(tag=tag, subject=corner_id, actor=actor, zone_id=corner.zone_id))


async def give_help(desk: Desk, corner_id: str, helper: Staff) -> None:
    """A helper has come. Raises Missing, NotAllowed: who works in one zone helps in that one."""
    async with desk.store.read() as connection:
        corner = await corners.get(connection, corner_id)
    if helper.zone_id not in ("", corner.zone_id):
        raise NotAllowed("another zone's corner")
    await call_for_help(desk, corner_id, asked=False, actor=f"staff:{helper.id}")
