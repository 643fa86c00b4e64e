"""Offers: a turn goes to the clerk who has been idle longest, who accepts it, declines it, or lets it run out.

Everything here is compare-and-set on the turn and on the duty at once, so that any number of processes may look round:
one of them makes an offer, or takes it back, and the others find it done.
"""

from collections.abc import Awaitable
from dataclasses import replace
from datetime import datetime

import structlog

from desk.actions import facts, on_duty
from desk.actions.desk import Desk
from desk.actions.turns import duties as windows
from desk.actions.turns import ringing
from desk.model.errors import AlreadyInSession, IllegalMove, OfferOver, Stale
from desk.model.events import Tag
from desk.model.sessions import Session, staff_party
from desk.model.staff import Staff
from desk.model.turns import duties as model
from desk.model.turns import tickets as turns
from desk.model.turns.duties import Duty, Mode, Refusal, State
from desk.model.turns.tickets import Ticket
from desk.store import sessions, staff, zones
from desk.store.meetings import participants
from desk.store.turns import claims, duties, offers, routes, tickets
from desk.store.unit import Connection

HEADS = 8
"""So many turns are looked at, of which some may be without a consent that stands."""
log = structlog.get_logger("desk.offers")


async def look_round(desk: Desk) -> int:
    """Ends what is over by itself, then offers every turn that an idle clerk can serve; how many were offered."""
    async with desk.store.read() as connection:
        at_work = await duties.not_closed(connection)
    if any(duty.offered for duty in at_work):
        await _end_offers(desk)
    if any(duty.state is State.WRAPPING_UP for duty in at_work):
        await windows.end_wrap_ups(desk)
    if all(duty.mode is Mode.PULL for duty in at_work):
        return 0
    async with desk.store.read() as connection:
        idle = await duties.idle(connection)
    return sum([bool(await _unless_done(_offer(desk, duty))) for duty in idle])


async def _end_offers(desk: Desk) -> None:
    """Takes back what nobody answered in time, and forgets what went elsewhere."""
    async with desk.store.read() as connection:
        void = await offers.void(connection)
        late = await offers.run_out(connection, desk.store.clock())
    for staff_id in void:
        await _unless_done(_forget(desk, staff_id))
    for staff_id, ticket_id in late:
        await _unless_done(_run_out(desk, staff_id, ticket_id))


async def accept(desk: Desk, ticket_id: str, clerk: Staff) -> Session:
    """The clerk takes the turn that is offered to them, and the applicant is rung.

    Raises AlreadyInSession, ConsentNeeded, DayFull, OfferOver, Stale.
    """
    async with desk.store.write() as unit:
        if await sessions.open_of_clerk(unit.connection, clerk.id) is not None:
            raise AlreadyInSession("one session at a time")
        duty = await duties.of(unit.connection, clerk.id)
        if duty is None or duty.offered != ticket_id:
            raise OfferOver("not offered")
        ticket = await on_duty.take(unit, clerk)
        if ticket is None:
            raise OfferOver("gone elsewhere")
        return await ringing.ring(unit, ticket, clerk)


async def decline(desk: Desk, ticket_id: str, clerk: Staff, why: Refusal) -> None:
    """The turn goes back to its place, and is not offered to this clerk again. Raises OfferOver, Stale."""
    async with desk.store.write() as unit:
        duty = await duties.of(unit.connection, clerk.id)
        if duty is None or duty.offered != ticket_id:
            raise OfferOver("not offered")
        await on_duty.let_go(unit, duty, staff_party(clerk.id))
        after = await duties.change(unit, duty, model.decline(duty, unit.now))
        told = {"ticket": ticket_id, "why": why.value}
        unit.record(on_duty.fact(Tag.DUTY_DECLINED, after, staff_party(clerk.id), **told))


async def _offer(desk: Desk, duty: Duty) -> bool:
    """Offers this clerk the first turn they can serve, if there is one. Raises Stale."""
    async with desk.store.read() as connection:
        if await participants.sits_in(connection, duty.staff_id) is not None:
            return False
        clerk = await staff.get(connection, duty.staff_id)
        now = desk.store.clock()
        ticket = await _first(connection, clerk, duty, now)
        if ticket is None or await on_duty.day_is_full(connection, clerk, now):
            return False
        span = (await zones.rules(connection, ticket.zone_id)).offer_for
    async with desk.store.write() as unit:
        offered = turns.step(ticket, turns.Move.OFFER, unit.now)
        offered = replace(offered, clerk_id=clerk.id, kept_until=unit.now + span)
        await tickets.change(unit, ticket, offered)
        await duties.change(unit, duty, model.offer(duty, ticket.id))
        unit.record(facts.of_ticket(Tag.TICKET_MOVED, offered, "desk"))
    return True


async def _first(connection: Connection, clerk: Staff, duty: Duty, now: datetime) -> Ticket | None:
    """The first turn this clerk can serve and has not declined, whose applicant can be rung: their consent stands."""
    lines = await routes.lines_of(connection, clerk)
    heads = await claims.heads(connection, lines, [clerk.id], now, HEADS, duty.declined)
    return next((ticket for ticket, visit in heads if visit is not None), None)


async def _run_out(desk: Desk, staff_id: str, ticket_id: str) -> None:
    """Nobody answered: the turn goes back to its place; a clerk who does it again and again is away. Raises Stale."""
    async with desk.store.write() as unit:
        duty = await duties.of(unit.connection, staff_id)
        if duty is None or duty.offered != ticket_id:
            return
        await on_duty.let_go(unit, duty, "desk")
        after = await duties.change(unit, duty, model.run_out(duty, unit.now))
        unit.record(on_duty.fact(Tag.DUTY_UNANSWERED, after, "desk", ticket=ticket_id))
        if after.state is State.PAUSED and duty.state is not State.PAUSED:
            unit.record(on_duty.fact(Tag.DUTY_PAUSED, after, "desk"))


async def _forget(desk: Desk, staff_id: str) -> None:
    """What was offered went elsewhere: the clerk waits for the next. Raises Stale."""
    async with desk.store.write() as unit:
        duty = await duties.of(unit.connection, staff_id)
        if duty is not None and duty.offered and staff_id in await offers.void(unit.connection):
            await duties.change(unit, duty, model.offer(duty, ""))


async def _unless_done(duty: Awaitable[object]) -> object:
    """What came of it, or None: another process, or a clerk who called in this moment, may have been first."""
    try:
        return await duty
    except (Stale, IllegalMove):
        log.debug("offers.another_was_first")
        return None
