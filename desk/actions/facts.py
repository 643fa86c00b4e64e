"""Facts of visits, tickets, sessions and legs, each built in one place: what they name is the same wherever they arise.

`actor` is who did it: `visit:…`, `staff:…`, or `desk` where nobody did.
"""

from desk.model.cases.cases import Case
from desk.model.consents import Consent
from desk.model.events import Event, Tag
from desk.model.meetings.participants import Participant
from desk.model.sessions import Session
from desk.model.turns.order import lasting
from desk.model.turns.tickets import Ticket
from desk.model.visits import Visit


def of_leg(party: str, state: str, node: str) -> Event:
    """A party's media leg is `up`, `silent`, `heard` or `lost` on this node (empty: in the web process)."""
    return Event(
        tag=Tag.SESSION_LEG_CHANGED,
        subject=party,
        actor=party,
        visit_id=party.removeprefix("visit:") if party.startswith("visit:") else "",
        data={"state": state, "node": node},
    )


def of_visit(tag: Tag, visit: Visit, actor: str = "") -> Event:
    """A fact of this visit, done by the applicant unless told."""
    who = actor or f"visit:{visit.id}"
    return Event(tag=tag, subject=visit.id, actor=who, zone_id=visit.zone_id, visit_id=visit.id)


def of_consent(tag: Tag, consent: Consent, visit: Visit, actor: str) -> Event:
    """A fact of this receipt of consent: for what, and to which version of which notice."""
    return Event(
        tag=tag,
        subject=consent.id,
        actor=actor,
        zone_id=visit.zone_id,
        visit_id=visit.id,
        data={"purpose": consent.purpose.value, "notice": consent.notice_id, "version": consent.notice_version},
    )


def of_case(tag: Tag, case: Case, actor: str, **data: str | int) -> Event:
    """A fact of this case."""
    return Event(
        tag=tag,
        subject=case.id,
        actor=actor,
        zone_id=case.zone_id,
        visit_id=case.visit_id,
        case_id=case.id,
        data=dict(data),
    )


def of_ticket(tag: Tag, ticket: Ticket, actor: str) -> Event:
    """A fact of this turn: all that tells its place in line, so that the ledger alone tells the order at any moment.

    Of care it tells the class and not the reason: the ledger stands for good, and age, disability and pregnancy are
    nobody's business once the turn is over.
    """
    return Event(
        tag=tag,
        subject=ticket.id,
        actor=actor,
        zone_id=ticket.zone_id,
        visit_id=ticket.visit_id,
        data={
            "state": ticket.state.value,
            "number": ticket.number,
            "line": ticket.line,
            "priority": ticket.priority.value,
            "reason": lasting(ticket.reason).value,
            "stands_at": ticket.stands_at.isoformat(),
            "clerk": ticket.clerk_id,
            "kept_until": ticket.kept_until.isoformat() if ticket.kept_until else "",
        },
    )


def of_participant(tag: Tag, participant: Participant, session: Session, actor: str) -> Event:
    """A fact of somebody else's part in this meeting: who, as what, let do what, and whether the applicant is told."""
    told: dict[str, str | int] = {
        "participant": participant.id,
        "staff": participant.staff_id,
        "role": participant.role.value,
        "mode": participant.mode.value,
        "told": int(participant.told),
    }
    return of_session(tag, session, actor, **told)


def of_session(tag: Tag, session: Session, actor: str, **data: str | int) -> Event:
    """A fact of this meeting and its case."""
    return Event(
        tag=tag,
        subject=session.id,
        actor=actor,
        zone_id=session.zone_id,
        visit_id=session.visit_id,
        case_id=session.case_id,
        data=data,
    )
