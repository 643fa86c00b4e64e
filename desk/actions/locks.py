"""Locks on a telephone's number, or on a receipt's, after too many wrong codes, and on a corner, after too many wrong
letters of slips: looked up, and lifted by a person.

Nobody learns here whether a number is known: whatever is typed has a lock or has none.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from desk.actions import challenges
from desk.actions.desk import Desk
from desk.actions.tracking import ASKED
from desk.actions.turns.take_ups import LETTERS
from desk.model.errors import NotAChoice
from desk.model.events import Event, Tag
from desk.model.staff import Staff
from desk.store import corners, throttles
from desk.store.unit import Connection
from identity import phones
from identity.throttles import State

RECEIPT = "receipt"
"""Beside the regions of telephones: a receipt's number, as it is typed to follow a case."""
CORNER = "corner"
"""A corner, by its code: no turn is taken up there for a while."""


class Reason(StrEnum):
    """Why a lock is lifted."""

    SHOWED_PAPERS = "showed-papers"
    OTHERS_TRIED = "others-tried"


@dataclass(frozen=True, slots=True, kw_only=True)
class Lock:
    """How a number stands. `shown` is the number as it may be shown; `until` is None where no time ends the lock."""

    shown: str
    state: State
    failures: int
    until: datetime | None


async def look(desk: Desk, kind: str, number: str) -> Lock:
    """How it stands; `kind` is a region (HK, MO, CN), `receipt` or `corner`. Raises PhoneError, Missing: no corner."""
    async with desk.store.read() as connection:
        key, shown = await _key(desk, connection, kind, number)
        stands = await throttles.look(connection, desk.store.vault, *key)
    state = stands.state(desk.store.clock())
    until = stands.locked_until if state is State.LOCKED else None
    return Lock(shown=shown, state=state, failures=stands.failures, until=until)


async def lift(desk: Desk, kind: str, number: str, reason: str, by: Staff) -> str:
    """Lets it free, and its failures are forgotten; the number as it may be shown.

    Raises PhoneError, Missing: no corner, NotAChoice.
    """
    if reason not in tuple(Reason):
        raise NotAChoice("reason")
    async with desk.store.write() as unit:
        key, shown = await _key(desk, unit.connection, kind, number)
        before = await throttles.lift(unit, *key)
        subject = throttles.key(unit.vault, *key)
        data: dict[str, str | int] = {"failures": before.failures, "reason": reason}
        unit.record(
            Event(tag=Tag.CODE_LOCK_LIFTED, subject=subject, actor=f"staff:{by.id}", zone_id=by.zone_id, data=data)
        )
    return shown


async def _key(desk: Desk, connection: Connection, kind: str, number: str) -> tuple[challenges.Key, str]:
    typed = number.strip().upper()
    if kind == CORNER:
        corner = await corners.by_code(connection, typed)
        return (LETTERS, corner.id), corner.code
    if kind == RECEIPT:
        return (challenges.RECEIPT, desk.store.vault.index(ASKED, typed).hex()), typed
    phone = phones.parse(number, phones.parse_region(kind))
    return (challenges.NUMBER, phone.e164), phone.masked
