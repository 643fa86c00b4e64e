"""A corner's device proves a key of its own, once for each seating of its browser; staff are told of one that lacks it.

Law: a seating has one key, the first that its browser proves. Whoever steals the cookie later cannot put another in its
place; a device that lost its key is registered anew with the typed key, by staff.
"""

from dataclasses import dataclass

from desk.actions.desk import Desk
from desk.model.errors import BadInput
from desk.model.events import Event, Tag
from desk.model.evidence import statements
from desk.model.evidence.statements import DeviceKey
from desk.model.zones import Corner
from desk.store.evidence import device_keys
from identity import device_keys as proofs

LONGEST_KEY = 128
"""Bytes of a public key over P-256, and some to spare: 91 are usual."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What a corner's page is told. `key_id`: of the key that stands, empty without one, and then `challenge` is what a
    new one signs."""

    key_id: str
    challenge: str


async def standing(desk: Desk, corner: Corner, own: str) -> Standing:
    """How the corner's key stands, beside the one that its browser says to have (its key_id; empty: none). Raises
    Missing."""
    async with desk.store.read() as connection:
        key = await device_keys.of_corner(connection, corner.id)
        seating = await device_keys.seating(connection, corner.id)
    if key is None:
        return Standing(key_id="", challenge=statements.challenge(corner.id, seating))
    missed = own != key.key_id
    if missed is not (key.missed_at is not None):
        await _note(desk, corner, missed=missed)
    return Standing(key_id=key.key_id, challenge="")


async def _note(desk: Desk, corner: Corner, *, missed: bool) -> None:
    async with desk.store.write() as unit:
        key = await device_keys.of_corner(unit.connection, corner.id)
        if key is None or missed is (key.missed_at is not None):
            return
        await device_keys.note_missed(unit, key, missed=missed)
        unit.record(_fact(Tag.CORNER_DEVICE_KEY_MISSED, corner, key.key_id, missed=int(missed)))


async def prove(desk: Desk, corner: Corner, public: bytes, signature: bytes) -> str:
    """Keeps the key that the corner's browser proved to have; its key_id. The same one again changes nothing.

    Raises BadInput for what is no key or no proof, Stale where the seating has another key already.
    """
    if len(public) > LONGEST_KEY or not proofs.is_key(public):
        raise BadInput("device-key")
    async with desk.store.write() as unit:
        seating = await device_keys.seating(unit.connection, corner.id)
        text = statements.proof(statements.challenge(corner.id, seating), public.hex())
        if not proofs.is_signed(public, signature, text):
            raise BadInput("device-key")
        known = await device_keys.of_corner(unit.connection, corner.id)
        if known is not None and known.public == public.hex():
            return known.key_id
        key = DeviceKey(
            id=unit.chance.id(),
            corner_id=corner.id,
            key_id=proofs.key_id(public),
            public=public.hex(),
            made_at=unit.now,
        )
        await device_keys.add(unit, key)
        unit.record(_fact(Tag.CORNER_DEVICE_KEY_MADE, corner, key.key_id, public=key.public))
    return key.key_id


def _fact(tag: Tag, corner: Corner, key_id: str, **data: str | int) -> Event:
    actor = f"corner:{corner.id}"
    return Event(tag=tag, subject=corner.id, actor=actor, zone_id=corner.zone_id, data={"key_id": key_id, **data})
