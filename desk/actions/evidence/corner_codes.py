"""A corner's device signs, slot by slot of a meeting, the codes that its picture shows.

Law: a slot has one code, the codes of a meeting hang together by their hashes, and none is made for a slot that is past
or far off: what the picture shows was signed then and there.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from desk.actions.desk import Desk
from desk.model.errors import BadInput, Missing
from desk.model.evidence import corner_codes as codes
from desk.model.evidence.corner_codes import AHEAD, CornerCode
from desk.model.sessions import OPEN
from desk.model.zones import Corner
from desk.store import sessions, visits
from desk.store.evidence import corner_codes as rows
from desk.store.evidence import device_keys
from desk.store.unit import Connection
from identity import device_keys as proofs

MILLISECOND = timedelta(milliseconds=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Where a meeting's codes stand. `slot` is now's, `left` how many ms of it are left; `free`: the first slot that
    has no code, `before` what it is signed with; `kept`: whether what was asked for was kept."""

    slot: int
    left: int
    free: int
    before: str
    kept: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Signed:
    """A code as the corner's page signed it. `signature`: raw r ‖ s."""

    slot: int
    before: str
    signature: bytes


async def standing(desk: Desk, corner: Corner, session_id: str) -> Standing:
    """Where the codes of a meeting at this corner stand. Raises Missing for another's, and for one that is over."""
    async with desk.store.read() as connection:
        await _check(connection, corner, session_id)
        return _standing(await rows.last(connection, session_id), desk.store.clock())


async def keep(desk: Desk, corner: Corner, session_id: str, signed: Signed) -> Standing:
    """Keeps a code, if it is of this slot or the next and follows the last one. Raises Missing, BadInput, Stale."""
    async with desk.store.write() as unit:
        await _check(unit.connection, corner, session_id)
        now = _standing(await rows.last(unit.connection, session_id), unit.now)
        if not now.free <= signed.slot <= now.slot + AHEAD or signed.before != now.before:
            return now
        key = await device_keys.of_corner(unit.connection, corner.id)
        text = codes.text(corner.id, session_id, signed.slot, signed.before)
        if key is None or not proofs.is_signed(bytes.fromhex(key.public), signed.signature, text):
            raise BadInput("device-key")
        code = CornerCode(
            id=unit.chance.id(),
            session_id=session_id,
            corner_id=corner.id,
            slot=signed.slot,
            before=signed.before,
            key_id=key.key_id,
            signature=signed.signature.hex(),
            kept_at=unit.now,
        )
        await rows.add(unit, code)
        return replace(_standing(code, unit.now), kept=True)


async def _check(connection: Connection, corner: Corner, session_id: str) -> None:
    session = await sessions.get(connection, session_id)
    visit = await visits.get(connection, session.visit_id)
    if visit.corner_id != corner.id or session.state not in OPEN:
        raise Missing("session")


def _standing(last: CornerCode | None, now: datetime) -> Standing:
    slot = codes.slot_of(now)
    left = (codes.begins(slot + 1) - now) // MILLISECOND
    if last is None:
        return Standing(slot=slot, left=left, free=slot, before="")
    return Standing(slot=slot, left=left, free=max(slot, last.slot + 1), before=codes.hash_of(last.signature))
