"""Tracking: the holder of a receipt's number proves by a one-time code that the case is theirs, and sees its way.

Whoever asks must not learn whether there is a receipt of a number, nor anything of its telephone. A number that
nobody has is treated like any other up to the courier: the same limits, the same challenge (which no code answers),
the same tries, the same locks. What the telephone's own limits refuse is refused in silence: nothing is sent.
"""

from dataclasses import dataclass
from datetime import timedelta

from desk.actions import challenges
from desk.actions.challenges import NOBODY, RECEIPT, Asker
from desk.actions.desk import Desk, Parcel
from desk.model.codes import Use
from desk.model.errors import CodeTooSoon, ReceiptUnknown, SignInNeeded, TooManyCodes
from desk.model.events import Event, Tag
from desk.model.people import Contact
from desk.model.receipts import Receipt
from desk.store import codes, people, receipts, throttles, visits
from desk.store.cases import cases
from desk.store.receipts import Grant
from desk.store.unit import Unit
from identity.codes import LIMITS, Purpose
from identity.errors import ThrottleError

LASTS = timedelta(minutes=30)
ASKED = "track.asked"
"""The blind index of what was typed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asked:
    """A receipt, and whose telephone it is; `asker` as they are shown. Nobody's, where there is none."""

    contact: Contact
    shown_at: str


async def begin(desk: Desk, number: str, language: str, origin: str = "") -> str:
    """Sends a code to the number confirmed in the visit, if there is a receipt of this number; gives the secret that
    this browser tracks with, in either case.

    Raises CodeTooSoon, TooManyCodes: by what was typed and from where, never by what was found.
    """
    typed = number.strip().upper()
    async with desk.store.write() as unit:
        receipt = await _receipt(unit, typed)
        asked = unit.vault.index(ASKED, typed).hex()
        purpose = _purpose(asked)
        # Held, so that of many who ask at once each sees the code of the one before.
        await throttles.keep(unit, RECEIPT, asked, await throttles.hold(unit, RECEIPT, asked))
        await _check_pace(unit, purpose)
        await challenges.check_asker(unit, Asker(language=language, origin=origin))
        found = await _found(unit, receipt)
        asker = Asker(language=language, origin=origin, shown_at=found.shown_at)
        parcel = await _issue(desk, unit, purpose, found.contact, asker)
        secret = unit.chance.secret()
        await receipts.begin_grant(unit, secret, asked, receipt.id if receipt else None)
        unit.record(Event(tag=Tag.TRACK_ASKED, subject=asked, actor="desk"))
    if parcel is not None:
        await desk.courier.carry(parcel)
    return secret


async def open_with_code(desk: Desk, secret: str, code: str) -> None:
    """The code opens the case to this browser for half an hour.

    Raises SignInNeeded, CodeError, ThrottleError, NotReady.
    """
    async with desk.store.write() as unit:
        grant = await receipts.grant(unit.connection, secret, unit.now - LASTS)
        phone = await _phone(unit, grant)
        beside = (challenges.NUMBER, phone) if phone else None
        counted = (RECEIPT, grant.asked)
        refusal = await challenges.check(desk, unit, _purpose(grant.asked), code, counted=counted, beside=beside)
        if refusal is None and grant.receipt is not None:
            receipt = grant.receipt
            await receipts.open_grant(unit, secret)
            unit.record(Event(tag=Tag.TRACK_OPENED, subject=receipt.id, actor="applicant", case_id=receipt.case_id))
    if refusal is not None:
        raise refusal


async def whose(desk: Desk, secret: str) -> Receipt:
    """The receipt this browser has opened. Raises SignInNeeded."""
    async with desk.store.read() as connection:
        grant = await receipts.grant(connection, secret, desk.store.clock() - LASTS)
    if not grant.opened or grant.receipt is None:
        raise SignInNeeded("not opened")
    return grant.receipt


async def _issue(desk: Desk, unit: Unit, purpose: Purpose, contact: Contact, asker: Asker) -> Parcel | None:
    """What is to be carried; None where nothing is, of which nobody is told."""
    if contact.phone:
        try:
            return await challenges.issue(desk, unit, purpose, contact, asker, pause=timedelta(0))
        except (CodeTooSoon, ThrottleError):
            pass
    await challenges.issue_to_nobody(desk, unit, purpose, asker)
    return None


async def _check_pace(unit: Unit, purpose: Purpose) -> None:
    """The same for every number that is typed, whether there is a receipt of it or not."""
    last = await codes.nth_for(unit.connection, purpose.subject, purpose.name, 1)
    if last is not None and unit.now - last < LIMITS.resend_after:
        raise CodeTooSoon(last + LIMITS.resend_after - unit.now)
    for pace in LIMITS.number:
        nth = await codes.nth_for(unit.connection, purpose.subject, purpose.name, pace.most)
        if nth is not None and unit.now - nth < pace.within:
            raise TooManyCodes(nth + pace.within - unit.now)


async def _receipt(unit: Unit, number: str) -> Receipt | None:
    try:
        return await receipts.by_number(unit.connection, number)
    except ReceiptUnknown:
        return None


async def _found(unit: Unit, receipt: Receipt | None) -> _Asked:
    if receipt is None:
        return _Asked(contact=NOBODY, shown_at="")
    case = await cases.get(unit.connection, receipt.case_id)
    visit = await visits.get(unit.connection, case.visit_id)
    contact = await people.contact(unit.connection, unit.vault, case.visit_id)
    return _Asked(contact=contact or NOBODY, shown_at=visit.corner_id)


async def _phone(unit: Unit, grant: Grant) -> str:
    return (await _found(unit, grant.receipt)).contact.phone


def _purpose(asked: str) -> Purpose:
    return challenges.of(Use.TRACK_OPEN, asked, asked)
