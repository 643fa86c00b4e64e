"""A turn that goes on with another visit takes its case along, within the caller's transaction: what was filled in,
the papers, and the meetings held on it."""

from dataclasses import replace

from desk.actions import facts
from desk.model.cases.cases import MOVES, Case, Move, step
from desk.model.events import Event, Tag
from desk.model.turns.tickets import Ticket
from desk.model.visits import Visit
from desk.store.cases import cases
from desk.store.catalogue import themes
from desk.store.turns import going_on
from desk.store.unit import Unit


async def take_along(unit: Unit, ticket: Ticket, visit: Visit) -> Case | None:
    """The turn's case, which is this visit's from now on; None where nobody met yet, or it was submitted or withdrawn.

    What was signed is signed anew: the signature was given in another visit. Nobody but the applicant themselves takes
    a case along: whoever comes with their slip is not shown what they wrote. Raises Stale.
    """
    case_id = await going_on.case_of(unit.connection, ticket.id)
    if not case_id:
        return None
    case = await cases.lock(unit, case_id)
    if not visit.applicant_id or case.applicant_id != visit.applicant_id or (case.state, Move.REVISE) not in MOVES:
        return None
    after = replace(step(case, Move.REVISE, unit.now), visit_id=visit.id)
    await cases.change(unit, case, after)
    await going_on.move_meetings(unit, case.id, visit.id)
    await _take_others(unit, case, visit)
    for hold in await going_on.hold_too(unit, case.visit_id, visit.id):
        unit.record(Event(tag=Tag.HOLD_SET, subject=hold.id, actor=f"staff:{hold.set_by}", visit_id=visit.id))
    unit.record(facts.of_case(Tag.CASE_CARRIED_ON, after, f"visit:{visit.id}"))
    return after


async def _take_others(unit: Unit, case: Case, visit: Visit) -> None:
    """Of a theme, all its cases go on together, those that were submitted as well; they keep their states otherwise."""
    for known in await cases.every_of_visit(unit.connection, case.visit_id):
        other = await cases.lock(unit, known.id)
        revised = step(other, Move.REVISE, unit.now) if (other.state, Move.REVISE) in MOVES else other
        await cases.change(unit, other, replace(revised, visit_id=visit.id))
        await going_on.move_meetings(unit, other.id, visit.id)
    await themes.carry(unit, case.visit_id, visit.id)
