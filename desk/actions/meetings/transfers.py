"""A turn is sent on: to a window, a skill or another zone's clerks, with a note. The applicant stays seated."""

from dataclasses import replace

from desk.actions import facts, on_duty, parting, seating
from desk.actions.desk import Desk
from desk.model import sessions as meetings
from desk.model.errors import BadInput, NobodyServes, NobodyThere, OwnLine
from desk.model.events import Tag
from desk.model.meetings.sendings import Kind, Sending, Target
from desk.model.sessions import Session
from desk.model.staff import Staff
from desk.model.turns import routing
from desk.model.turns import tickets as turns
from desk.model.turns.tickets import Ticket
from desk.store import sessions, zones
from desk.store.meetings import colleagues, sendings
from desk.store.turns import routes, tickets
from desk.store.unit import Unit


async def send_on(
    desk: Desk, session_id: str, clerk: Staff, target: Target, note: str, *, despite: bool = False
) -> None:
    """The session ends and its turn goes on elsewhere, before all others there: the case, its draft and the consent
    stand, and the next clerk reads the note. despite: also where nobody is open at the moment.

    Raises:
        NobodyServes: no window serves it. NobodyThere: none that does is open. OwnLine: the clerk serves it.
        Missing, NotAllowed, IllegalMove (the applicant has not answered), BadInput (no such zone), Stale.
    """
    async with desk.store.write() as unit:
        session = await seating.of_clerk(unit, session_id, clerk)
        ticket = await tickets.get(unit.connection, session.ticket_id)
        sent = await _sent(unit, ticket, target)
        await _check(unit, sent.line, clerk, despite=despite)
        ended = meetings.step(session, meetings.Move.END, unit.now)
        await sessions.change(unit, session, ended)
        await tickets.change(unit, ticket, sent)
        await on_duty.free(unit, session)
        await _enter(unit, session, sent, target, note)
        await parting.of_session(unit, session, f"staff:{clerk.id}")
    await desk.media.part(session_id)


async def _sent(unit: Unit, ticket: Ticket, target: Target) -> Ticket:
    """The turn in its new line, by its seniority before all others there."""
    moved = turns.step(ticket, turns.Move.TRANSFER, unit.now, await zones.rules(unit.connection, ticket.zone_id))
    moved = replace(moved, clerk_id="", kept_until=None)
    match target.kind:
        case Kind.WINDOW:
            return replace(moved, line=routing.line_of_window(target.name))
        case Kind.SKILL:
            return replace(moved, skill=target.name, line=routing.line(ticket.zone_id, target.name, ticket.speech))
        case Kind.ZONE:
            if target.name not in {zone.id for zone in await zones.every(unit.connection)}:
                raise BadInput("to")
            return replace(moved, line=routing.line(target.name, ticket.skill, ticket.speech))


async def _check(unit: Unit, line: str, clerk: Staff, *, despite: bool) -> None:
    """Somebody else can serve it, and is open unless that is put up with."""
    serving = [one for one in await colleagues.every(unit.connection, unit.now) if line in one.lines]
    if not serving:
        raise NobodyServes("no window serves this")
    if line in await routes.lines_of(unit.connection, clerk):
        raise OwnLine("it would come back")
    if not despite and not any(one.is_open for one in serving):
        raise NobodyThere("nobody is open there")


async def _enter(unit: Unit, session: Session, sent: Ticket, target: Target, note: str) -> None:
    actor = f"staff:{session.clerk_id}"
    sending = Sending(
        id=unit.chance.id(),
        ticket_id=sent.id,
        visit_id=session.visit_id,
        session_id=session.id,
        clerk_id=session.clerk_id,
        target=target,
        note=note,
        sent_at=unit.now,
    )
    await sendings.add(unit, sending)
    unit.record(facts.of_session(Tag.SESSION_ENDED, session, actor))
    unit.record(facts.of_session(Tag.SESSION_SENT_ON, session, actor, to=str(target), noted=int(bool(note))))
    unit.record(facts.of_ticket(Tag.TICKET_MOVED, sent, actor))
