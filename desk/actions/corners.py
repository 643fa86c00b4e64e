"""Corners: a registered device is seated with its key, served by one browser at a time, and can call for a person.

Whoever fits corners out adds them, gives them new keys, each told once, and sends their browsers away at once.
"""

import base64
import re

from desk.actions.desk import Desk
from desk.model.errors import BadInput, CornerKnown, CornerTaken, NotAllowed
from desk.model.events import Event, Tag
from desk.model.items import Words
from desk.model.sessions import applicant_party
from desk.model.staff import Staff
from desk.model.zones import Corner
from desk.store import corners, visits, zones
from desk.store.evidence import device_keys
from desk.store.unit import Unit

CODE = re.compile(r"[A-Z]{2}-[0-9A-Z]{1,6}")
KEY_BYTES = 20


async def enrol(desk: Desk, code: str, key: str, *, take_over: bool) -> tuple[Corner, str]:
    """Seats a browser at the corner with this code and key; gives the corner and the browser's secret.

    Raises:
        CornerUnknown: no corner has this code and key.
        CornerTaken: another browser serves it, and it is not to be taken over.
    """
    async with desk.store.write() as unit:
        corner, taken = await corners.by_key(unit.connection, code, plain(key))
        if taken and not take_over:
            raise CornerTaken("another browser serves this corner")
        secret = unit.chance.secret()
        await corners.seat(unit, corner.id, secret)
        await device_keys.retire(unit, corner.id)
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


async def add(desk: Desk, zone_id: str, code: str, name: Words, by: Staff) -> tuple[Corner, str]:
    """A new corner of a zone, and its key, told once. Raises BadInput, CornerKnown, Missing."""
    code = code.strip().upper()
    if CODE.fullmatch(code) is None or not all(name.values()):
        raise BadInput("corner")
    async with desk.store.write() as unit:
        await zones.get(unit.connection, zone_id)
        if code in {corner.code for corner in await corners.every(unit.connection)}:
            raise CornerKnown("code")
        key = _new_key(unit)
        corner = Corner(id=unit.chance.id(), zone_id=zone_id, code=code, name=name, help_asked=False)
        await corners.add(unit, corner, key)
        unit.record(_fact(Tag.CORNER_ADDED, corner, by))
    return corner, key


async def change_key(desk: Desk, corner_id: str, by: Staff) -> tuple[Corner, str]:
    """A new key, told once; with the old one nobody takes the corner over any more. Raises Missing."""
    async with desk.store.write() as unit:
        corner, key = await corners.get(unit.connection, corner_id), _new_key(unit)
        await corners.set_key(unit, corner.code, key)
        unit.record(_fact(Tag.CORNER_KEY_CHANGED, corner, by))
    return corner, key


async def revoke(desk: Desk, corner_id: str, by: Staff) -> None:
    """The browser that serves the corner does so no more, from this moment; its screen and its leg end. Raises Missing.

    A visit that is open there stands still, until a browser is seated again, or it is closed as left behind.
    """
    async with desk.store.write() as unit:
        corner = await corners.get(unit.connection, corner_id)
        await corners.unseat(unit, corner_id)
        await device_keys.retire(unit, corner_id)
        visit = await visits.open_at(unit.connection, corner_id)
        unit.record(_fact(Tag.CORNER_REVOKED, corner, by, visit.id if visit else ""))
    if visit is not None:
        await desk.media.hang_up(applicant_party(visit.id))


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


def plain(key: str) -> str:
    """A key as it was made, however it was typed: in groups, in small letters."""
    return re.sub(r"[\s-]", "", key).upper()


def _new_key(unit: Unit) -> str:
    return base64.b32encode(unit.chance.bytes(KEY_BYTES)).decode()


def _fact(tag: Tag, corner: Corner, by: Staff, visit_id: str = "") -> Event:
    return Event(tag=tag, subject=corner.id, actor=f"staff:{by.id}", zone_id=corner.zone_id, visit_id=visit_id)
