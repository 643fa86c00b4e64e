"""Sessions: answered, held, ended, broken and taken up again. What was joined follows what was committed."""

import structlog

from desk.actions import consented, facts, on_duty, parting, recorded, seating
from desk.actions.catalogue import parts
from desk.actions.desk import Desk
from desk.model.errors import Missing
from desk.model.events import Tag
from desk.model.sessions import OPEN, Move, Session, State, staff_party, step
from desk.model.staff import Staff
from desk.model.turns import tickets as turns
from desk.store import sessions
from desk.store.sessions import Segment
from desk.store.turns import tickets
from desk.store.unit import Unit

log = structlog.get_logger("desk.sessions")
TAGS = {
    Move.ANSWER: Tag.SESSION_ANSWERED,
    Move.HOLD: Tag.SESSION_HELD,
    Move.RESUME: Tag.SESSION_RESUMED,
    Move.END: Tag.SESSION_ENDED,
    Move.BREAK: Tag.SESSION_BROKE,
}


async def answer(desk: Desk, session_id: str, visit_id: str) -> None:
    """The applicant begins: both are joined, and recorded. Answering twice changes nothing.

    Raises Missing (also for another's session), ConsentNeeded, IllegalMove, RecordingImpossible.
    """
    asked = await read(desk, session_id)
    if asked.visit_id == visit_id and asked.state is State.RINGING:
        await recorded.require(desk, asked)
    async with desk.store.write() as unit:
        session = await sessions.get(unit.connection, session_id)
        if session.visit_id != visit_id:
            raise Missing("session")
        if session.state is State.LIVE:
            return
        await consented.require(unit.connection, visit_id)
        await _move(unit, session, Move.ANSWER, f"visit:{visit_id}")
        await _move_ticket(unit, session, turns.Move.ANSWER, f"visit:{visit_id}")
        await parts.begin(unit, visit_id, f"visit:{visit_id}")
    try:
        seating.join(desk, session)
    except Exception:  # the meeting was answered: the follower joins it a moment later
        log.exception("session.not_joined", session=session.id)


async def hold(desk: Desk, session_id: str, clerk: Staff, *, held: bool) -> None:
    """The clerk holds the session, or goes on with it. Raises Missing, NotAllowed, IllegalMove, RecordingImpossible."""
    if not held:
        await recorded.require(desk, await read(desk, session_id))
    async with desk.store.write() as unit:
        session = await seating.of_clerk(unit, session_id, clerk)
        await _move(unit, session, Move.HOLD if held else Move.RESUME, f"staff:{clerk.id}")
        await _move_ticket(unit, session, turns.Move.HOLD if held else turns.Move.RESUME, f"staff:{clerk.id}")
    if held:
        desk.media.hold(session_id, held)
    else:
        await seating.settle(desk, session_id)


async def end(desk: Desk, session_id: str, clerk: Staff) -> None:
    """The clerk ends the session and the turn is done. Ending twice changes nothing.

    Raises Missing, NotAllowed.
    """
    async with desk.store.write() as unit:
        session = await seating.of_clerk(unit, session_id, clerk)
        if session.state in (State.ENDED, State.BROKEN):
            return
        ringing = session.state is State.RINGING
        await _move(unit, session, Move.END, f"staff:{clerk.id}")
        # A call taken back before it was answered is no visit served: the applicant goes first again.
        move = turns.Move.UNCALL if ringing else turns.Move.FINISH
        await _move_ticket(unit, session, move, f"staff:{clerk.id}")
    await desk.media.part(session_id)


async def break_off(desk: Desk, session_id: str) -> None:
    """The clerk is gone beyond grace: the turn goes back, before all others. Already over: nothing changes."""
    async with desk.store.write() as unit:
        session = await sessions.get(unit.connection, session_id)
        if session.state in (State.ENDED, State.BROKEN):
            return
        await _break(unit, session, "desk")
    await desk.media.part(session_id)


async def put_back(desk: Desk, session_id: str, clerk: Staff) -> None:
    """The clerk puts the turn back, before all others, for the line is lost. Raises NotAllowed, IllegalMove."""
    async with desk.store.write() as unit:
        await _break(unit, await seating.of_clerk(unit, session_id, clerk), f"staff:{clerk.id}")
    await desk.media.part(session_id)


async def read(desk: Desk, session_id: str) -> Session:
    """One session. Raises Missing."""
    async with desk.store.read() as connection:
        return await sessions.get(connection, session_id)


async def on_node(desk: Desk, node: str) -> list[Session]:
    """All sessions that are not over and whose room is on this media node; with no node named, all."""
    async with desk.store.read() as connection:
        return await sessions.open_on(connection, node)


async def every_open(desk: Desk) -> list[Session]:
    """All sessions that are not over."""
    async with desk.store.read() as connection:
        return await sessions.every_open(connection)


async def keep_segment(desk: Desk, session_id: str, segment: Segment) -> None:
    """A closed file of the recording is entered."""
    async with desk.store.write() as unit:
        session = await sessions.get(unit.connection, session_id)
        await sessions.add_segment(unit, session_id, segment)
        unit.record(facts.of_session(Tag.RECORDING_KEPT, session, "desk", sha256=segment.sha256))


async def _break(unit: Unit, session: Session, actor: str) -> None:
    ringing = session.state is State.RINGING
    await _move(unit, session, Move.BREAK, actor)
    await _move_ticket(unit, session, turns.Move.UNCALL if ringing else turns.Move.RETURN, actor)


async def _move(unit: Unit, session: Session, move: Move, actor: str) -> None:
    after = step(session, move, unit.now)
    await sessions.change(unit, session, after)
    unit.record(facts.of_session(TAGS[move], after, actor))
    if after.state not in OPEN:
        await on_duty.free(unit, session)
        await parting.of_session(unit, session, actor)


async def _move_ticket(unit: Unit, session: Session, move: turns.Move, actor: str) -> None:
    ticket = await tickets.get(unit.connection, session.ticket_id)
    after = turns.step(ticket, move, unit.now)
    if move is turns.Move.RETURN and actor == staff_party(session.clerk_id):
        # Who was lost is waited for by nobody: another window takes the turn at once.
        after = await on_duty.keep_for(unit, after, session)
    await tickets.change(unit, ticket, after)
    unit.record(facts.of_ticket(Tag.TICKET_MOVED, after, actor))
