"""The applicants of turns that clerks took are rung, within the caller's transaction: by *call next*, or an offer."""

from collections.abc import Sequence
from dataclasses import dataclass

from desk.actions import facts
from desk.model import sessions as meetings
from desk.model.cases.cases import Case
from desk.model.cases.cases import State as CaseState
from desk.model.errors import AlreadyInSession, ConsentNeeded
from desk.model.events import Tag
from desk.model.sessions import Session, staff_party
from desk.model.staff import Staff
from desk.model.turns.tickets import Ticket
from desk.store import rings
from desk.store.meetings import participants
from desk.store.turns import claims
from desk.store.turns.claims import Ready
from desk.store.unit import Unit


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """A turn that is marked called already, who called it, and its visit, whose consent stands.

    claimed: the turn was given this clerk by a claim of the same unit, which holds the clerk's row by its foreign key.
    """

    ticket: Ticket
    clerk: Staff
    visit: Ready
    claimed: bool = False


async def ring(unit: Unit, ticket: Ticket, clerk: Staff) -> Session:
    """A session that rings for this turn, which is marked called already; both are recorded.

    Raises ConsentNeeded, and AlreadyInSession for who takes part in a colleague's meeting.
    """
    if await participants.sits_in(unit.connection, clerk.id) is not None:
        raise AlreadyInSession("in a colleague's meeting")
    return (await ring_each(unit, [await prepared(unit, ticket, clerk)]))[0]


async def prepared(unit: Unit, ticket: Ticket, clerk: Staff) -> Call:
    """A call of this turn. Raises ConsentNeeded."""
    visit = await claims.ready(unit.connection, ticket.visit_id)
    if visit is None:
        raise ConsentNeeded("the visit has no standing consent")
    return Call(ticket=ticket, clerk=clerk, visit=visit)


async def ring_each(unit: Unit, calls: Sequence[Call]) -> list[Session]:
    """A session that rings for each call, in their order; all is written by a few statements for all of them."""
    if not calls:
        return []
    new = [_case(unit, call) for call in calls if not call.visit.case_id]
    case_ids = {case.visit_id: case.id for case in new}
    rung = [_session(unit, call, call.visit.case_id or case_ids[call.visit.visit_id]) for call in calls]
    free = {call.clerk.id for call in calls if not call.claimed}
    opened = {case.visit_id: case for case in await rings.add(unit, new, rung, free)}
    for call, session in zip(calls, rung, strict=True):
        actor = staff_party(call.clerk.id)
        if call.visit.visit_id in opened:
            unit.record(facts.of_case(Tag.CASE_OPENED, opened[call.visit.visit_id], actor))
        unit.record(facts.of_ticket(Tag.TICKET_MOVED, call.ticket, actor))
        unit.record(facts.of_session(Tag.SESSION_RUNG, session, actor))
    return rung


def _session(unit: Unit, call: Call, case_id: str) -> Session:
    return Session(
        id=unit.chance.id(),
        ticket_id=call.ticket.id,
        visit_id=call.visit.visit_id,
        case_id=case_id,
        zone_id=call.ticket.zone_id,
        clerk_id=call.clerk.id,
        window=call.clerk.window,
        consent_id=call.visit.consent_id,
        state=meetings.State.RINGING,
        rung_at=unit.now,
        moved_at=unit.now,
    )


def _case(unit: Unit, call: Call) -> Case:
    """A case without its number, which it is given as it is kept."""
    return Case(
        id=unit.chance.id(),
        number="",
        zone_id=call.ticket.zone_id,
        visit_id=call.visit.visit_id,
        applicant_id=call.visit.applicant_id,
        item_code=call.visit.item_code,
        item_version=call.visit.item_version,
        state=CaseState.DRAFTING,
        opened_at=unit.now,
        moved_at=unit.now,
    )
