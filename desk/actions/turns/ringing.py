"""The applicant of a turn that a clerk took is rung, within the caller's transaction: by *call next*, or an offer."""

from datetime import datetime

from desk.actions import consented, facts
from desk.model import sessions as meetings
from desk.model.cases import Case
from desk.model.cases import State as CaseState
from desk.model.errors import AlreadyInSession
from desk.model.events import Event, Tag
from desk.model.sessions import Session
from desk.model.staff import Staff
from desk.model.turns.tickets import Ticket
from desk.store import cases, counters, sessions, visits
from desk.store.meetings import participants
from desk.store.unit import Unit


async def ring(unit: Unit, ticket: Ticket, clerk: Staff) -> Session:
    """A session that rings for this turn, which is marked called already; both are recorded.

    Raises ConsentNeeded, and AlreadyInSession for who takes part in a colleague's meeting.
    """
    if await participants.sits_in(unit.connection, clerk.id) is not None:
        raise AlreadyInSession("in a colleague's meeting")
    consent = await consented.require(unit.connection, ticket.visit_id)
    case = await cases.of_visit(unit.connection, ticket.visit_id) or await _open_case(unit, ticket, clerk)
    session = Session(
        id=unit.chance.id(),
        ticket_id=ticket.id,
        visit_id=ticket.visit_id,
        case_id=case.id,
        zone_id=ticket.zone_id,
        clerk_id=clerk.id,
        window=clerk.window,
        consent_id=consent.id,
        state=meetings.State.RINGING,
        rung_at=unit.now,
        moved_at=unit.now,
    )
    await sessions.add(unit, session)
    unit.record(facts.of_ticket(Tag.TICKET_MOVED, ticket, f"staff:{clerk.id}"))
    unit.record(facts.of_session(Tag.SESSION_RUNG, session, f"staff:{clerk.id}"))
    return session


async def _open_case(unit: Unit, ticket: Ticket, clerk: Staff) -> Case:
    visit = await visits.get(unit.connection, ticket.visit_id)
    case = Case(
        id=unit.chance.id(),
        number=await _case_number(unit, unit.now),
        zone_id=ticket.zone_id,
        visit_id=visit.id,
        applicant_id=visit.applicant_id,
        item_code=visit.item_code,
        item_version=visit.item_version,
        state=CaseState.DRAFTING,
        opened_at=unit.now,
        moved_at=unit.now,
    )
    await cases.add(unit, case)
    unit.record(
        Event(
            tag=Tag.CASE_OPENED,
            subject=case.id,
            actor=f"staff:{clerk.id}",
            zone_id=case.zone_id,
            visit_id=visit.id,
            case_id=case.id,
        )
    )
    return case


async def _case_number(unit: Unit, now: datetime) -> str:
    count = await counters.take(unit, f"case:{now.year}")
    return f"JM{now.year}{count:08d}"
