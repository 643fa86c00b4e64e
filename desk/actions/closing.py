"""How a visit is closed with all that hangs on it, within the caller's transaction: left, or its consent withdrawn."""

from desk.actions import assured, facts, on_duty, parting
from desk.actions.catalogue import parts
from desk.model import assists as waiting
from desk.model import retention
from desk.model import sessions as meetings
from desk.model.cases.cases import LODGED
from desk.model.events import Tag
from desk.model.retention import Reason
from desk.model.turns import tickets as turns
from desk.model.visits import Move, State, Visit, step
from desk.store import assists, corners, items, keepings, nodes, sessions, visits
from desk.store.cases import cases
from desk.store.turns import corner_notices, tickets
from desk.store.unit import Unit


async def close(unit: Unit, visit_id: str, actor: str) -> meetings.Session | None:
    """Closes a visit with all that hangs on it; its newest session. Closed before: nothing changes.

    An open session ends, a turn that was not served is cancelled, a call for help ends, the corner is free. What is
    joined is the caller's to part, once this is committed.

    The ticket is read before the session: a call that comes between the two is met as Stale when the ticket is
    written, and never leaves a session that rings for a turn which is over. Raises Missing, Stale.
    """
    visit = await visits.get(unit.connection, visit_id)
    ticket = await tickets.of_visit(unit.connection, visit_id)
    session = await sessions.newest_of_visit(unit.connection, visit_id)
    if visit.state is State.CLOSED:
        return session
    if session is not None and session.state in meetings.OPEN:
        ended = meetings.step(session, meetings.Move.END, unit.now)
        await sessions.change(unit, session, ended)
        unit.record(facts.of_session(Tag.SESSION_ENDED, ended, actor))
        await on_duty.free(unit, session)
        await parting.of_session(unit, session, actor)
    await _give_up_turn(unit, visit, ticket, actor)
    if ticket is not None:
        await parts.end(unit, visit, actor)
    await _end_assist(unit, visit, actor)
    if not visit.away:
        await corners.set_help(unit, visit.corner_id, False)
    await corner_notices.dismiss_all(unit, visit.corner_id)
    await nodes.close_room(unit, visit.id)
    await visits.change(unit, visit, step(visit, Move.CLOSE))
    await _plan_erasure(unit, visit)
    unit.record(facts.of_visit(Tag.VISIT_CLOSED, visit, actor))
    return session


async def _end_assist(unit: Unit, visit: Visit, actor: str) -> None:
    """Nobody waits any more for staff to look at a document."""
    known = await assists.newest(unit.connection, visit.id)
    if known is not None and known.state in waiting.WAITING:
        await assists.change(unit, known, waiting.end(known, unit.now))
        unit.record(assured.fact(Tag.ASSIST_OVER, visit, actor, subject=known.id))


async def _give_up_turn(unit: Unit, visit: Visit, ticket: turns.Ticket | None, actor: str) -> None:
    """Cancels a turn that was not served to its end; one whose case was submitted is done."""
    if ticket is None or (ticket.state, turns.Move.CANCEL) not in turns.MOVES:
        return
    every = await cases.every_of_visit(unit.connection, visit.id)
    served = ticket.state in turns.TOGETHER and any(case.state in LODGED for case in every)
    after = turns.step(ticket, turns.Move.FINISH if served else turns.Move.CANCEL, unit.now)
    await tickets.change(unit, ticket, after)
    unit.record(facts.of_ticket(Tag.TICKET_MOVED, after, actor))


async def _plan_erasure(unit: Unit, visit: Visit) -> None:
    """Until when each kind of data of the visit is kept, by the version of the item it was about.

    Of several that were submitted, the one that has it kept the longest counts.
    """
    lodged = [case for case in await cases.every_of_visit(unit.connection, visit.id) if case.state in LODGED]
    reason = Reason.RUN_OUT if lodged else Reason.UNFINISHED
    about = {(case.item_code, case.item_version) for case in lodged} or {(visit.item_code, visit.item_version)}
    every = [(await items.get(unit.connection, *version)).retention for version in sorted(about) if version[0]]
    kinds = retention.longest(every or [retention.DEFAULTS])
    await keepings.plan(unit, visit.id, reason, retention.due(kinds, reason, unit.now))
