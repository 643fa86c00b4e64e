"""Tickets: taken once a visit is confirmed, and called by one clerk."""

from contextlib import suppress
from functools import partial
from zoneinfo import ZoneInfo

from desk.actions import assured, facts
from desk.actions.desk import Desk
from desk.actions.turns import booking, calling, closed
from desk.model.errors import BadInput, NotReady, Stale
from desk.model.events import Tag
from desk.model.sessions import Session
from desk.model.staff import Staff
from desk.model.turns import routing
from desk.model.turns.order import CARE, Priority, Reason, stands_at
from desk.model.turns.tickets import Source, State, Ticket
from desk.model.visits import Move as VisitMove
from desk.model.visits import State as VisitState
from desk.model.visits import Visit
from desk.model.visits import step as step_visit
from desk.store import items, visits, zones
from desk.store.turns import tickets
from desk.store.unit import Unit

TRIES = 3
"""So often a call is made anew where another's hand was in the way."""


async def take(
    desk: Desk, visit_id: str, *, reason: Reason = Reason.NONE, speech: routing.Speech | None = None
) -> Ticket:
    """A turn for a confirmed visit; asked for twice, it is the same turn.

    reason: of care, as the applicant tells it, which is believed; NONE for the order of arrival. speech: what they wish
    to speak; None for what they read. Raises NotReady, AssuranceUnmet, BusinessClosed, BadInput: no reason of care.
    """
    if reason not in CARE | {Reason.NONE}:
        raise BadInput("reason")
    async with desk.store.write() as unit:
        visit = await visits.get(unit.connection, visit_id)
        known = await tickets.of_visit(unit.connection, visit_id)
        if known is not None:
            return known
        if visit.state is not VisitState.CONFIRMED:
            raise NotReady("the visit is not confirmed yet")
        item = await items.get(unit.connection, visit.item_code, visit.item_version)
        await assured.check(unit, visit.id, item, later=assured.BY_CLERK)
        await closed.check(unit, visit.zone_id, item.skill)
        ticket = await _new_ticket(unit, visit, reason, speech or routing.OF_LANGUAGE[visit.language])
        await visits.change(unit, visit, step_visit(visit, VisitMove.TAKE_TICKET))
        unit.record(facts.of_ticket(Tag.TICKET_TAKEN, ticket, f"visit:{visit.id}"))
    return ticket


async def call_next(desk: Desk, clerk: Staff) -> Session:
    """Claims the next turn this clerk can serve, or the one that is offered to them, and rings the applicant.

    Those who call while others are served are then served together, in one transaction. Who meets another's hand (their
    own window opens at this moment, say) calls once more: a call depends on nothing that they have seen.

    Raises:
        AlreadyInSession: the clerk has a session that is not over.
        DayFull: the clerk took as many turns today as they are to take.
        NobodyWaiting: no turn needs one of the clerk's skills.
        ConsentNeeded: what was offered to them may not be called any more.
        Stale: another's hand was in the way each time.
    """
    for _ in range(TRIES - 1):
        with suppress(Stale):
            return await desk.calls.ask(clerk, partial(calling.serve, desk))
    return await desk.calls.ask(clerk, partial(calling.serve, desk))


async def _new_ticket(unit: Unit, visit: Visit, reason: Reason, speech: routing.Speech) -> Ticket:
    item = await items.get(unit.connection, visit.item_code, visit.item_version)
    zone = await zones.get(unit.connection, visit.zone_id)
    day = unit.now.astimezone(ZoneInfo(zone.timezone)).date()
    priority = Priority.CARE if reason in CARE else Priority.ORDINARY
    ticket = Ticket(
        id=unit.chance.id(),
        zone_id=zone.id,
        visit_id=visit.id,
        number=await booking.next_number(unit, zone.id, day, item.letter),
        item_code=item.code,
        source=Source.CORNER,
        skill=item.skill,
        speech=speech,
        language=visit.language,
        line=routing.line(zone.id, item.skill, speech),
        state=State.WAITING,
        priority=priority,
        reason=reason,
        taken_at=unit.now,
        stands_at=stands_at(priority, unit.now, await zones.rules(unit.connection, zone.id)),
        moved_at=unit.now,
    )
    await tickets.add(unit, ticket, day)
    return ticket
