"""Consents: given purpose by purpose, each statement by itself, and withdrawn, which stops what rested on them.

Rule 1: what a withdrawal stops is decided here, in one commit with it, and done on every media node that hears of it.
Rule 2: what was submitted stays: the law that the item names has it kept (PIPL article 13 (3); what was done before a
withdrawal stays lawful, article 15). What was not submitted is withdrawn, nobody may write or read it any more, and
it is due to be erased.
"""

from collections.abc import Collection

from desk.actions import closing, facts, following, unbinding
from desk.actions.catalogue import parts
from desk.actions.desk import Desk
from desk.actions.turns import booking
from desk.model import consents as model
from desk.model.cases import cases as work
from desk.model.consents import Consent
from desk.model.errors import ConsentNeeded, Missing, NotAllowed, NotReady, Stale, StatementsNotAgreed
from desk.model.events import Tag
from desk.model.notices import Notice, Purpose
from desk.model.retention import Reason
from desk.model.sessions import OPEN, Session, applicant_party
from desk.model.staff import Staff
from desk.model.turns.appointments import Move as AppointmentMove
from desk.model.turns.appointments import State as Expected
from desk.model.turns.tickets import Move as TicketMove
from desk.model.visits import Move, State, Visit, step
from desk.store import consents, keepings, notices, sessions, visits, zones
from desk.store.cases import cases
from desk.store.turns import appointments
from desk.store.unit import Unit


async def give(desk: Desk, visit_id: str, purpose: Purpose, version: int, agreed: Collection[str]) -> Consent:
    """Keeps a receipt of consent with the notice as shown, in the visit's language. Giving it twice changes nothing.

    Raises:
        ConsentNeeded: for another purpose than the visit itself, without the visit's consent.
        Missing: there is no notice for this purpose here.
        NotReady: no item was chosen, the visit is over, or the notice has a newer version than was shown.
        StatementsNotAgreed: some statement was left out.
    """
    async with desk.store.write() as unit:
        visit = await visits.get(unit.connection, visit_id)
        known = await consents.standing(unit.connection, visit_id, purpose)
        if known is not None:
            return known
        await _check_ready(unit, visit, purpose)
        zone = await zones.get(unit.connection, visit.zone_id)
        notice = await notices.current(unit.connection, zone.jurisdiction, purpose)
        if notice.version != version:
            raise NotReady("another version of the notice stands")
        if set(notice.keys) - set(agreed):
            raise StatementsNotAgreed("a statement was not agreed to")
        consent = _receipt(unit, visit, notice)
        await consents.add(unit, consent)
        unit.record(facts.of_consent(Tag.CONSENT_GIVEN, consent, visit, f"visit:{visit.id}"))
        if purpose is Purpose.VISIT:
            await visits.change(unit, visit, step(visit, Move.CONSENT))
            unit.record(facts.of_visit(Tag.VISIT_CONSENTED, visit))
    return consent


async def withdraw(desk: Desk, visit_id: str, purpose: Purpose, actor: str) -> Consent:
    """Withdraws the consent that stands; withdrawing twice changes nothing. `actor`: `visit:…` or `staff:…`.

    Of the visit itself: its session ends, its leg is shown out on every node, its turn is cancelled, the corner is
    free, and a case that was not submitted is withdrawn. Of another purpose: the fact
    `consent.withdrawn`, and whoever keeps what rested on it acts on that. Raises Missing.
    """
    async with desk.store.read() as connection:
        given = [one for one in await consents.of_visit(connection, visit_id) if one.purpose is purpose]
    if not given:
        raise Missing("consent")
    return await _withdraw(desk, given[-1].id, actor)


async def withdraw_on_request(desk: Desk, session_id: str, clerk: Staff) -> Consent:
    """The applicant tells the clerk of their own open session that they withdraw. Raises Missing, NotAllowed."""
    async with desk.store.read() as connection:
        session = await sessions.get(connection, session_id)
    if session.clerk_id != clerk.id or session.state not in OPEN:
        raise NotAllowed("no open session of this clerk's")
    return await _withdraw(desk, session.consent_id, f"staff:{clerk.id}")


async def withdraw_by_number(desk: Desk, number: str, actor: str) -> Consent:
    """For whoever tells the receipt's number; that they may is the caller's to know. Raises Missing."""
    async with desk.store.read() as connection:
        consent = await consents.by_number(connection, number)
    return await _withdraw(desk, consent.id, actor)


async def opens_media(desk: Desk, consent_id: str) -> bool:
    """Whether media may be sent under this receipt now: what the media plane asks before it opens a leg."""
    async with desk.store.read() as connection:
        return await consents.opens_media(connection, consent_id)


async def may_send(desk: Desk, visit_ids: Collection[str]) -> frozenset[str]:
    """Which of these visits are open and have a consent that stands: whose media may go on."""
    async with desk.store.read() as connection:
        return await consents.may_send(connection, visit_ids)


async def _withdraw(desk: Desk, consent_id: str, actor: str) -> Consent:
    try:
        consent, session = await _enter(desk, consent_id, actor)
    except Stale:
        # A clerk called, or ended, in this very moment: what stands now is closed.
        consent, session = await _enter(desk, consent_id, actor)
    if consent.purpose is Purpose.VISIT:
        await desk.media.drop(applicant_party(consent.visit_id))
        if session is not None:
            await desk.media.part(session.id)
    return consent


async def _enter(desk: Desk, consent_id: str, actor: str) -> tuple[Consent, Session | None]:
    """The withdrawal in one commit: the consent, and the visit's newest session, which has ended with it."""
    async with desk.store.write() as unit:
        consent = await consents.get(unit.connection, consent_id)
        if not consent.stands:
            return consent, None
        after = model.withdraw(consent, unit.now)
        await consents.note_withdrawal(unit, after)
        visit = await visits.get(unit.connection, consent.visit_id)
        unit.record(facts.of_consent(Tag.CONSENT_WITHDRAWN, after, visit, actor))
        if after.purpose is not Purpose.VISIT:
            await unbinding.of_consent(unit, after.id, actor)
            return after, None
        submitted = await _withdraw_case(unit, visit.id, actor)
        await _cancel_appointment(unit, visit.id, actor)
        await following.drop_all(unit, visit.id, actor)
        session = await closing.close(unit, visit.id, actor)
        if not submitted:
            await keepings.bring_forward(unit, visit.id, Reason.WITHDRAWN)
        return after, session


async def _cancel_appointment(unit: Unit, visit_id: str, actor: str) -> None:
    """Who withdrew is expected no more: the place is free again."""
    known = await appointments.booked_in(unit.connection, visit_id)
    if known is not None and known.state is Expected.BOOKED:
        await booking.end(unit, known, AppointmentMove.CANCEL, TicketMove.CANCEL, actor)


async def _withdraw_case(unit: Unit, visit_id: str, actor: str) -> bool:
    """Nothing more is done on cases that were not submitted; one that was stays as it is, and is told by true."""
    lodged = False
    for known in await cases.every_of_visit(unit.connection, visit_id):
        case = await cases.lock(unit, known.id)
        lodged |= case.state in work.LODGED
        if (case.state, work.Move.WITHDRAW) in work.MOVES:
            await parts.follow(unit, await parts.withdraw(unit, case, actor), actor)
    return lodged


async def _check_ready(unit: Unit, visit: Visit, purpose: Purpose) -> None:
    """Raises ConsentNeeded, NotReady."""
    if purpose is Purpose.VISIT:
        if visit.state is not State.CHOOSING or not visit.item_code:
            raise NotReady("no item was chosen, or the visit is over")
        return
    if visit.state is State.CLOSED:
        raise NotReady("the visit is over")
    if await consents.standing(unit.connection, visit.id) is None:
        raise ConsentNeeded("the visit's own consent comes first")


def _receipt(unit: Unit, visit: Visit, notice: Notice) -> Consent:
    consent_id, text = unit.chance.id(), notice.as_shown(visit.language)
    return Consent(
        id=consent_id,
        number=model.number_of(consent_id),
        visit_id=visit.id,
        purpose=notice.purpose,
        notice_id=notice.id,
        notice_version=notice.version,
        jurisdiction=notice.jurisdiction,
        language=visit.language,
        text=text,
        sha256=model.fingerprint(text),
        agreed=notice.keys,
        given_at=unit.now,
        withdrawn_at=None,
    )
