"""Missed and parked turns: announced again, set aside, come back to, and lapsed; nothing is ever lost in silence.

called ── miss ──▶ missed ── announce, some times ──▶ missed ── park ──▶ parked ── lapse ──▶ cancelled
missed, parked ── come-back ──▶ waiting        in-session, held ── park ──▶ parked
"""

from zoneinfo import ZoneInfo

import structlog

from desk.actions import facts, on_duty
from desk.actions.desk import Desk
from desk.actions.turns import returning
from desk.model import sessions as meetings
from desk.model.errors import DeskError, NotAllowed, NotReady
from desk.model.events import Tag
from desk.model.sessions import Session
from desk.model.staff import Staff
from desk.model.turns import missed as turns
from desk.model.turns.tickets import Move, State, Ticket, step
from desk.store import sessions, zones
from desk.store.turns import missed, tickets
from desk.store.unit import Unit

log = structlog.get_logger("desk.turns")


async def miss(desk: Desk, ticket_id: str, clerk: Staff) -> None:
    """The applicant did not answer the call. Raises Missing, IllegalMove, NotReady."""
    async with desk.store.write() as unit:
        session = await sessions.open_of_clerk(unit.connection, clerk.id)
        if session is None or session.ticket_id != ticket_id:
            raise NotReady("this clerk did not call that ticket")
        await _miss(unit, session, f"staff:{clerk.id}")


async def park(desk: Desk, session_id: str, clerk: Staff) -> None:
    """The clerk sets the turn aside, while the applicant fetches something: the meeting ends, the case stays open.

    Raises Missing, NotAllowed, IllegalMove.
    """
    async with desk.store.write() as unit:
        session = await sessions.get(unit.connection, session_id)
        if session.clerk_id != clerk.id:
            raise NotAllowed("another clerk's session")
        await _end(unit, session, f"staff:{clerk.id}", "parked")
        ticket = await tickets.get(unit.connection, session.ticket_id)
        await _keep(unit, ticket, step(ticket, Move.PARK, unit.now), f"staff:{clerk.id}")
    await desk.media.part(session_id)


async def come_back(desk: Desk, visit_id: str) -> None:
    """The applicant is here after all. A missed turn goes first in line; a parked one goes behind the first few.

    Raises NotReady, IllegalMove.
    """
    async with desk.store.write() as unit:
        ticket = await tickets.of_visit(unit.connection, visit_id)
        if ticket is None:
            raise NotReady("no ticket to come back to")
        await returning.back(unit, ticket, f"visit:{visit_id}")


async def tend(desk: Desk) -> None:
    """Does what is due: calls that ring too long are missed, missed ones announced or parked, parked ones lapsed.

    Many processes may do so at once: each turn is moved by compare-and-set.
    """
    async with desk.store.read() as connection:
        rules = {zone.id: await zones.rules(connection, zone.id) for zone in await zones.every(connection)}
        aside = await missed.aside(connection)
        ringing = [each for each in await sessions.every_open(connection) if each.state is meetings.State.RINGING]
    now = desk.store.clock()
    for session in ringing:
        if now - session.rung_at >= rules[session.zone_id].answer_within:
            await _try_miss(desk, session)
    for ticket in aside:
        move = turns.due(ticket, rules[ticket.zone_id], now)
        if move is not None:
            await _try_move(desk, ticket, move)


async def end_days(desk: Desk) -> None:
    """In zones whose rule says so, turns left from the days before lapse; nowhere else is anything reset at night."""
    async with desk.store.read() as connection:
        found: list[Ticket] = []
        for zone in await zones.every(connection):
            if (await zones.rules(connection, zone.id)).ends_at_night:
                today = desk.store.clock().astimezone(ZoneInfo(zone.timezone)).date()
                found += await missed.left_over(connection, zone.id, today)
    for ticket in found:
        await _try_move(desk, ticket, Move.LAPSE)


async def _try_miss(desk: Desk, session: Session) -> None:
    try:
        async with desk.store.write() as unit:
            await _miss(unit, session, "desk")
    except DeskError:  # answered, or taken back, in this very moment
        log.debug("turn.not_missed", session=session.id)


async def _try_move(desk: Desk, ticket: Ticket, move: Move) -> None:
    try:
        async with desk.store.write() as unit:
            await _keep(unit, ticket, turns.moved(ticket, move, unit.now), "desk")
    except DeskError:  # another process did it, or the applicant came back, in this very moment
        log.debug("turn.not_moved", ticket=ticket.id, move=move.value)


async def _miss(unit: Unit, session: Session, actor: str) -> None:
    await _end(unit, session, actor, "missed")
    ticket = await tickets.get(unit.connection, session.ticket_id)
    rules = await zones.rules(unit.connection, ticket.zone_id)
    await _keep(unit, ticket, turns.missed(ticket, unit.now, rules), actor)


async def _end(unit: Unit, session: Session, actor: str, why: str) -> None:
    ended = meetings.step(session, meetings.Move.END, unit.now)
    await sessions.change(unit, session, ended)
    await on_duty.free(unit, session)
    unit.record(facts.of_session(Tag.SESSION_ENDED, ended, actor, why=why))


async def _keep(unit: Unit, before: Ticket, after: Ticket, actor: str) -> None:
    """Writes the turn and tells it; an announcement is a fact of its own, by which it is called out."""
    await tickets.change(unit, before, after)
    if after.state is not before.state:
        unit.record(facts.of_ticket(Tag.TICKET_MOVED, after, actor))
    if after.announced > before.announced and after.state is State.MISSED:
        told = facts.of_ticket(Tag.TICKET_ANNOUNCED, after, actor)
        told.data["announced"] = after.announced
        unit.record(told)
