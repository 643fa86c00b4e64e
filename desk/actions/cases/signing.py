"""Signing: by hand, then by a one-time code; both are bound to the very content that the applicant was shown.

Law: the page brings back the hash of what it showed. It, what is signed, what the code is for, and what stands in the
store when it is submitted are one and the same hash, or nothing is done.
"""

from dataclasses import dataclass
from datetime import timedelta

from desk.actions import assured, challenges, facts, hands
from desk.actions.cases import complete
from desk.actions.challenges import Asker
from desk.actions.desk import Desk
from desk.model.cases.cases import Hand, Move, State, step
from desk.model.cases.readings import short
from desk.model.codes import Use
from desk.model.errors import ChangedSinceShown, ChangedSinceSigned, NotReady
from desk.model.events import Tag
from desk.model.signatures import Stroke, encode
from desk.model.staff import Staff
from desk.store import people, visits
from desk.store.cases import cases, contents
from desk.store.cases.cases import Confirmation
from identity.codes import LIMITS

NO_PAUSE = timedelta(0)
"""Who has to sign again after a correction gets the code for it at once: an older one opens nothing any more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """What a hand drew, and the hash of the content that it was drawn under."""

    shown: str
    strokes: tuple[Stroke, ...]


async def ask_signature(desk: Desk, case_id: str, clerk: Staff) -> None:
    """All was read back and is right: the applicant is asked to sign.

    Raises FormIncomplete, NotReadBack, IllegalMove, Missing, NotAllowed.
    """
    async with desk.store.write() as unit:
        case = await cases.lock(unit, case_id)
        await hands.check(unit, case, Hand.CLERK, clerk.id)
        holds = await contents.of_case(unit.connection, unit.vault, case)
        complete.check_filled(holds)
        after = step(case, Move.ASK_SIGNATURE, unit.now)
        complete.check_read(holds)
        await cases.change(unit, case, after)
        unit.record(facts.of_case(Tag.CASE_SIGNATURE_ASKED, case, f"staff:{clerk.id}", content=holds.digest))


async def sign(desk: Desk, case_id: str, visit_id: str, signature: Signature, origin: str = "") -> None:
    """The applicant signs what they were shown, and is sent a code bound to exactly that content.

    Raises Missing, IllegalMove, ChangedSinceShown, NotReadBack, AssuranceUnmet, NotReady, CodeTooSoon, ThrottleError.
    """
    kept = await desk.store.files.keep(encode(signature.strokes, signature.shown))
    async with desk.store.write() as unit:
        case = await cases.lock(unit, case_id)
        await hands.check(unit, case, Hand.APPLICANT, visit_id)
        after = step(case, Move.SIGN, unit.now)
        await assured.check_case(unit, case)
        contact = await people.contact(unit.connection, unit.vault, visit_id)
        if contact is None:
            raise NotReady("no telephone was confirmed")
        visit = await visits.get(unit.connection, visit_id)
        holds = await contents.of_case(unit.connection, unit.vault, case)
        complete.check_read(holds)
        digest = holds.digest
        if digest != signature.shown:
            raise ChangedSinceShown("the record is not the one that was shown")
        before = await cases.confirmation_of(unit.connection, case_id)
        pause = LIMITS.resend_after if before is not None and before.content_hash == digest else NO_PAUSE
        confirmation = Confirmation(
            case_id=case_id, content_hash=digest, strokes_sha256=kept, signed_at=unit.now, confirmed_at=None
        )
        await cases.sign(unit, confirmation)
        await cases.change(unit, case, after)
        purpose = challenges.of(Use.CASE_CONFIRM, case_id, digest)
        asker = Asker(language=visit.language, corner_id=visit.corner_id, origin=origin)
        about = {"content": short(digest)}
        parcel = await challenges.issue(desk, unit, purpose, contact, asker, pause=pause, about=about)
        unit.record(facts.of_case(Tag.CASE_SIGNED, case, f"visit:{visit_id}", content=digest, strokes=kept))
    await desk.courier.carry(parcel)


async def send_again(desk: Desk, case_id: str, visit_id: str, origin: str = "") -> None:
    """Another code for what was signed. Raises Missing, NotReady, CodeTooSoon, ThrottleError."""
    async with desk.store.write() as unit:
        case = await cases.lock(unit, case_id)
        await hands.check(unit, case, Hand.APPLICANT, visit_id)
        signed = await cases.confirmation_of(unit.connection, case_id)
        contact = await people.contact(unit.connection, unit.vault, visit_id)
        if case.state is not State.SIGNED or signed is None or contact is None:
            raise NotReady("nothing was signed")
        visit = await visits.get(unit.connection, visit_id)
        purpose = challenges.of(Use.CASE_CONFIRM, case_id, signed.content_hash)
        asker = Asker(language=visit.language, corner_id=visit.corner_id, origin=origin)
        about = {"content": short(signed.content_hash)}
        parcel = await challenges.issue(desk, unit, purpose, contact, asker, about=about)
    await desk.courier.carry(parcel)


async def confirm(desk: Desk, case_id: str, visit_id: str, code: str, shown: str) -> None:
    """The applicant confirms what was signed, by the code sent for exactly that content; `shown` is the page's hash.

    Raises Missing, IllegalMove, NotReady, ChangedSinceSigned, ChangedSinceShown, CodeError, ThrottleError.
    """
    async with desk.store.write() as unit:
        case = await cases.lock(unit, case_id)
        await hands.check(unit, case, Hand.APPLICANT, visit_id)
        after = step(case, Move.CONFIRM, unit.now)
        await assured.check_case(unit, case)
        holds = await contents.of_case(unit.connection, unit.vault, case)
        digest = holds.digest
        signed = await cases.confirmation_of(unit.connection, case_id)
        if signed is None or signed.content_hash != digest:
            raise ChangedSinceSigned("the record is not the one that was signed")
        if shown != digest:
            raise ChangedSinceShown("the record is not the one that was shown")
        complete.check_read(holds)
        contact = await people.contact(unit.connection, unit.vault, visit_id)
        if contact is None:
            raise NotReady("no telephone was confirmed")
        purpose = challenges.of(Use.CASE_CONFIRM, case_id, digest)
        refusal = await challenges.check(desk, unit, purpose, code, counted=(challenges.NUMBER, contact.phone))
        if refusal is None:
            await cases.confirm(unit, case_id)
            await cases.change(unit, case, after)
            unit.record(facts.of_case(Tag.CASE_CONFIRMED, case, f"visit:{visit_id}", content=digest))
    if refusal is not None:
        raise refusal
