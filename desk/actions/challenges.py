"""What several actions do with a one-time code inside their own unit of work: issue one, and check one."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from desk.actions.desk import Desk, Parcel
from desk.model.codes import Use
from desk.model.deliveries import queued
from desk.model.errors import CodeTooSoon, NotReady, TooManyCodes
from desk.model.events import Event, Tag
from desk.model.people import Contact
from desk.store import codes, deliveries, throttles
from desk.store.codes import Kept, Sender
from desk.store.unit import Unit
from identity.codes import LIMITS, Answer, Pace, Purpose
from identity.errors import IdentityError
from identity.throttles import Throttle, cleared, failed, refusal

NUMBER = "code.number"
RECEIPT = "code.receipt"
"""What failures are counted of."""
NOBODY = Contact(visit_id="", phone="", masked="")
Key = tuple[str, str]
"""What is counted, and of whom: `NUMBER` and an E.164 number, say."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asker:
    """Who asks for a code: in which language, at which corner (empty for none), from which address.

    `shown_at` is the corner whose demonstration inbox shows the code, where it is asked for elsewhere.
    """

    language: str
    corner_id: str = ""
    origin: str = ""
    shown_at: str = ""


def of(use: Use, subject: str, content: str) -> Purpose:
    """What a code of the desk is for."""
    return Purpose(subject=subject, name=use.value, content=content.encode())


async def issue(
    desk: Desk,
    unit: Unit,
    purpose: Purpose,
    contact: Contact,
    asker: Asker,
    *,
    pause: timedelta = LIMITS.resend_after,
    about: Mapping[str, str] | None = None,
) -> Parcel:
    """A new code in place of any older one, and its message queued in the same commit; `pause` since the last one must
    be over. `about` is what the message tells besides. The caller gives the parcel to the courier after the commit; if
    it cannot, the queue is read at the next start.

    Raises CodeTooSoon, TooManyCodes, ThrottleError.
    """
    stands = await throttles.hold(unit, NUMBER, contact.phone)
    refused = refusal(stands, unit.now)
    if refused is not None:
        raise refused
    await throttles.keep(unit, NUMBER, contact.phone, stands)
    await check_pace(unit, purpose, contact.phone, pause)
    await check_asker(unit, asker)
    issued = desk.codes.issue(purpose, unit.now)
    await codes.add(unit, issued.challenge, contact.phone, sender(asker))
    unit.record(_event(Tag.CODE_ISSUED, purpose, contact.visit_id))
    parcel = Parcel(
        id=unit.chance.id(),
        phone=contact.phone,
        masked=contact.masked,
        code=issued.code,
        purpose=purpose.name,
        language=asker.language,
        corner_id=asker.shown_at or asker.corner_id,
        about=about or {},
    )
    await _queue(unit, purpose, contact.visit_id, parcel)
    return parcel


async def issue_to_nobody(desk: Desk, unit: Unit, purpose: Purpose, asker: Asker) -> None:
    """A challenge that nothing answers, kept like any other: for whoever must not learn that nothing was sent."""
    await codes.add(unit, desk.codes.decoy(purpose, unit.now), NOBODY.phone, sender(asker))


async def check_pace(unit: Unit, purpose: Purpose, phone: str, pause: timedelta) -> None:
    """Raises CodeTooSoon while the pause since the last code for the same thing lasts, TooManyCodes for the number."""
    use = (purpose.subject, purpose.name)
    last = await codes.last_to(unit.connection, unit.vault, use, phone)
    if last is not None and unit.now - last < pause:
        raise CodeTooSoon(last + pause - unit.now)
    for pace in LIMITS.number:
        _check(pace, await codes.nth_to(unit.connection, unit.vault, phone, pace.most), unit.now)


async def check_asker(unit: Unit, asker: Asker) -> None:
    """Raises TooManyCodes where too many were asked for at this device or from this address."""
    for pace in LIMITS.device if asker.corner_id else ():
        _check(pace, await codes.nth_at(unit.connection, asker.corner_id, pace.most), unit.now)
    registered = bool(asker.corner_id)
    for pace in (LIMITS.hall if registered else LIMITS.address) if asker.origin else ():
        nth = await codes.nth_from(unit.connection, unit.vault, asker.origin, pace.most, registered=registered)
        _check(pace, nth, unit.now)


async def check(
    desk: Desk, unit: Unit, purpose: Purpose, typed: str, *, counted: Key, beside: Key | None = None
) -> IdentityError | None:
    """Checks a code and keeps what became of its challenge; the refusal is raised by the caller after the commit.

    Failures in a row are counted for `counted`, which is held: of many at once, one is looked at after the other.
    `beside` is counted too, and never told of: while it is locked no code is right.

    Raises:
        NotReady: no code was sent for this.
        Stale: the same code was submitted a moment earlier.
    """
    stands = await throttles.hold(unit, *counted)
    refused = refusal(stands, unit.now)
    if refused is not None:
        unit.record(_event(Tag.CODE_REFUSED, purpose))
        return refused
    quiet = await throttles.hold(unit, *beside) if beside else Throttle()
    kept = await codes.newest(unit.connection, unit.vault, purpose.subject, purpose.name)
    if kept is None:
        raise NotReady("no code was sent")
    shut = refusal(quiet, unit.now) is not None
    answer = desk.codes.check(kept.challenge, "" if shut else typed, purpose, unit.now)
    if answer.challenge != kept.challenge:
        await codes.change(unit, kept, answer.challenge)
    locked = await _count(unit, counted, stands, kept, answer)
    if beside:
        await _count(unit, beside, quiet, kept, answer)
    unit.record(_event(Tag.CODE_USED if answer.accepted else Tag.CODE_REFUSED, purpose))
    return locked or answer.refusal


def sender(asker: Asker) -> Sender:
    """From where, as the store counts it."""
    return Sender(device=asker.corner_id, origin=asker.origin)


async def _count(unit: Unit, key: Key, stands: Throttle, kept: Kept, answer: Answer) -> IdentityError | None:
    """Counts a miss, or clears; what the next try will be refused with, if this one locked the key."""
    after = stands
    if refusal(stands, unit.now) is None:
        if answer.accepted:
            after = cleared(stands, unit.now)
        elif answer.challenge.tries > kept.challenge.tries:
            after = failed(stands, LIMITS.missed, unit.now)
    await throttles.keep(unit, *key, after)
    refused = refusal(after, unit.now)
    if refused is not None and after != stands:
        place = throttles.key(unit.vault, *key)
        unit.record(Event(tag=Tag.CODE_LOCKED, subject=place, actor="desk", data={"failures": after.failures}))
    return refused


async def _queue(unit: Unit, purpose: Purpose, visit_id: str, parcel: Parcel) -> None:
    expires_at = unit.now + LIMITS.lifetime
    delivery = queued(parcel.id, purpose.subject, purpose.name, visit_id, unit.now, expires_at)
    await deliveries.add(unit, delivery, json.dumps(parcel.contents(), ensure_ascii=False))


def _check(pace: Pace, nth: datetime | None, now: datetime) -> None:
    if nth is not None and now - nth < pace.within:
        raise TooManyCodes(nth + pace.within - now)


def _event(tag: Tag, purpose: Purpose, visit_id: str = "") -> Event:
    return Event(tag=tag, subject=purpose.subject, actor="desk", visit_id=visit_id, data={"purpose": purpose.name})
