"""What turns do to a clerk's duty, within the caller's transaction: who takes a turn is at work, and wraps up after it.

A turn that is offered waits in the state `offered` for one clerk's answer; its place in line is left as it is, so that
it goes back to it when the clerk declines, is away, or does not answer. An offered turn is written before the duty,
always: of two that meet, one waits for the other, and neither for ever.
"""

from dataclasses import replace
from datetime import datetime

from desk.actions import facts
from desk.model.errors import DayFull
from desk.model.events import Event, Tag
from desk.model.sessions import Session, staff_party
from desk.model.sessions import State as SessionState
from desk.model.staff import Staff
from desk.model.turns import tickets as turns
from desk.model.turns.duties import TO_WORK, Duty, Mode, Move, Reason, State, accept, day_began, step
from desk.model.turns.tickets import Ticket
from desk.store import zones
from desk.store.turns import duties, offers, tickets
from desk.store.unit import Connection, Unit
from i18n import languages

TAGS = {
    Move.OPEN: Tag.DUTY_OPENED,
    Move.PAUSE: Tag.DUTY_PAUSED,
    Move.RESUME: Tag.DUTY_RESUMED,
    Move.WRAP_UP: Tag.DUTY_WRAP_UP_BEGAN,
    Move.CLOSE: Tag.DUTY_CLOSED,
}
WORKS = (State.OPEN, State.WRAPPING_UP)
"""Somebody who is there, or may come back to their window soon."""


async def take(unit: Unit, clerk: Staff) -> Ticket | None:
    """The clerk takes a turn: they are at work from now on. What was offered to them, if anything was, is called.

    Raises DayFull.
    """
    if await day_is_full(unit.connection, clerk, unit.now):
        raise DayFull("as many as this clerk takes in a day")
    before = await duties.kept(unit, clerk.id)
    after = step(before, TO_WORK[before.state], unit.now) if before.state in TO_WORK else before
    if after is before and before.mode is Mode.PULL and not before.offered:
        return None
    ticket = await _called(unit, before) if before.offered else None
    await duties.change(unit, before, accept(after, unit.now))
    if before.state in TO_WORK:
        unit.record(fact(TAGS[TO_WORK[before.state]], after, staff_party(clerk.id)))
    return ticket


def is_noted(duty: Duty | None) -> bool:
    """Whether `take` would write something down of a clerk with this duty: most of the time nothing."""
    return duty is None or duty.state in TO_WORK or duty.mode is not Mode.PULL or bool(duty.offered)


async def free(unit: Unit, session: Session) -> None:
    """The clerk's session is over; `session` is what it was until now. Who met somebody wraps up first."""
    before = await duties.of(unit.connection, session.clerk_id)
    if before is None or before.state is not State.OPEN:
        return
    span = (await zones.rules(unit.connection, session.zone_id)).wrap_up
    if session.state is SessionState.RINGING or not span:
        await duties.change(unit, before, replace(before, idle_since=unit.now))
        return
    after = step(before, Move.WRAP_UP, unit.now, until=unit.now + span)
    await duties.change(unit, before, after)
    unit.record(fact(TAGS[Move.WRAP_UP], after, "desk"))


async def keep_for(unit: Unit, ticket: Ticket, session: Session) -> Ticket:
    """The turn that a clerk put back is kept a while for them, unless they are not at work any more."""
    duty = await duties.of(unit.connection, session.clerk_id)
    if duty is None or duty.state not in WORKS:
        return replace(ticket, clerk_id="", kept_until=None)
    span = (await zones.rules(unit.connection, ticket.zone_id)).keep_for
    return replace(ticket, clerk_id=session.clerk_id, kept_until=unit.now + span)


async def move(unit: Unit, before: Duty, move: Move, actor: str, reason: Reason = Reason.NONE) -> Duty:
    """The duty moves and it is recorded. Whoever goes lets go of the turns that wait for them. Raises IllegalMove."""
    after = step(before, move, unit.now, reason=reason)
    if after.state not in WORKS:
        await let_go(unit, before, actor)
        after = replace(after, offered="")
    if after.state is not State.OPEN and reason is not Reason.AWAY:
        await _release(unit, before.staff_id, actor)
    kept = await duties.change(unit, before, after)
    if (before.state, before.reason) != (kept.state, kept.reason):
        unit.record(fact(TAGS[move], kept, actor))
    return kept


async def let_go(unit: Unit, duty: Duty, actor: str) -> None:
    """The turn that is offered to this clerk goes back to its place. Raises Stale."""
    if not duty.offered:
        return
    ticket = await tickets.get(unit.connection, duty.offered)
    if ticket.state is turns.State.OFFERED and ticket.clerk_id == duty.staff_id:
        back = turns.step(ticket, turns.Move.DECLINE, unit.now)
        await _change(unit, ticket, replace(back, clerk_id="", kept_until=None), actor)


async def day_is_full(connection: Connection, clerk: Staff, now: datetime) -> bool:
    """Whether this clerk took as many turns today as they are to take in a day."""
    if not clerk.most_a_day:
        return False
    since = day_began(now, languages.get(clerk.language).time_zone)
    return await duties.served_since(connection, clerk.id, since) >= clerk.most_a_day


def fact(tag: Tag, duty: Duty, actor: str, **data: str | int) -> Event:
    """A fact of this duty, with what it has come to."""
    told: dict[str, str | int] = {"state": duty.state.value, "reason": duty.reason.value, "mode": duty.mode.value}
    return Event(tag=tag, subject=duty.staff_id, actor=actor, data=told | data)


async def _called(unit: Unit, duty: Duty) -> Ticket | None:
    ticket = await tickets.get(unit.connection, duty.offered)
    if ticket.state is not turns.State.OFFERED or ticket.clerk_id != duty.staff_id:
        return None
    called = replace(turns.step(ticket, turns.Move.CALL, unit.now), kept_until=None)
    await tickets.change(unit, ticket, called)
    return called


async def _release(unit: Unit, staff_id: str, actor: str) -> None:
    for ticket in await offers.kept_for(unit.connection, staff_id, unit.now):
        await _change(unit, ticket, replace(ticket, clerk_id="", kept_until=None, moved_at=unit.now), actor)


async def _change(unit: Unit, before: Ticket, after: Ticket, actor: str) -> None:
    await tickets.change(unit, before, after)
    unit.record(facts.of_ticket(Tag.TICKET_MOVED, after, actor))
