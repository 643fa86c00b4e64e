"""A supervisor comes to a meeting: listens, whispers to the clerk alone, speaks, takes over.

The clerk always sees it, the ledger always holds it; the applicant is told where the zone's rule has it so, and in any
case once the supervisor speaks.
"""

from dataclasses import replace

from desk.actions import facts, on_duty, parting, seating
from desk.actions.desk import Desk
from desk.model.errors import AlreadyInSession, BadInput, NotAllowed, NotReady, SeatTaken
from desk.model.events import Tag
from desk.model.meetings.participants import MODES, Mode, Participant, Role, State
from desk.model.sessions import Session
from desk.model.staff import Permission, Staff
from desk.store import sessions, zones
from desk.store.meetings import participants
from desk.store.unit import Unit


async def be_there(desk: Desk, session_id: str, supervisor: Staff, mode: Mode = Mode.LISTENING) -> None:
    """The supervisor joins in this mode, or changes to it.

    Raises:
        SeatTaken: another supervisor is there. AlreadyInSession: they sit in another meeting.
        Missing, NotAllowed, NotReady (the two have not met, or it is over), BadInput, Stale.
    """
    _check(supervisor, mode)
    async with desk.store.write() as unit:
        session = await sessions.get(unit.connection, session_id)
        if session.state not in seating.MEETS:
            raise NotReady("the two do not meet")
        shown = (await zones.rules(unit.connection, session.zone_id)).shows_supervisor
        told = shown or mode is Mode.SPEAKING
        there = await _there(unit, session_id)
        if there is not None and there.staff_id != supervisor.id:
            raise SeatTaken("another supervisor is there")
        if there is None:
            await _come(unit, session, supervisor, mode, told=told)
        else:
            await _change(unit, session, there, replace(there, mode=mode, told=told or there.told))
    await seating.settle(desk, session_id)


async def leave(desk: Desk, session_id: str, supervisor: Staff) -> None:
    """The supervisor leaves; who is not there leaves nothing. Raises Missing, Stale."""
    async with desk.store.write() as unit:
        session = await sessions.get(unit.connection, session_id)
        there = await _there(unit, session_id)
        if there is not None and there.staff_id == supervisor.id:
            await parting.leave(unit, there, session, f"staff:{supervisor.id}")
    await seating.settle(desk, session_id)


async def take_over(desk: Desk, session_id: str, supervisor: Staff) -> None:
    """The supervisor, who is there already, becomes the clerk of the session, and its clerk is released.

    Raises Missing, NotAllowed, NotReady (they are not there), AlreadyInSession, Stale.
    """
    _check(supervisor, Mode.SPEAKING)
    async with desk.store.write() as unit:
        session = await sessions.get(unit.connection, session_id)
        there = await _there(unit, session_id)
        if there is None or there.staff_id != supervisor.id or session.state not in seating.MEETS:
            raise NotReady("only who is there takes over")
        if await sessions.open_of_clerk(unit.connection, supervisor.id) is not None:
            raise AlreadyInSession("one session at a time")
        actor = f"staff:{supervisor.id}"
        await parting.leave(unit, there, session, actor)
        taken = replace(session, clerk_id=supervisor.id, moved_at=unit.now)
        await sessions.change(unit, session, taken)
        await participants.add(unit, _released(unit, session, supervisor))
        await on_duty.free(unit, session)
        told = {"from": session.clerk_id, "to": supervisor.id}
        unit.record(facts.of_session(Tag.SESSION_TAKEN_OVER, taken, actor, **told))
    await seating.settle(desk, session_id)


def _check(supervisor: Staff, mode: Mode) -> None:
    if not supervisor.may(Permission.SUPERVISE):
        raise NotAllowed(Permission.SUPERVISE)
    if mode not in MODES[Role.SUPERVISOR]:
        raise BadInput("mode")


async def _there(unit: Unit, session_id: str) -> Participant | None:
    people = await participants.of_session(unit.connection, session_id)
    return next((one for one in people if one.role is Role.SUPERVISOR), None)


async def _come(unit: Unit, session: Session, supervisor: Staff, mode: Mode, *, told: bool) -> None:
    await participants.hold(unit, supervisor.id)
    await parting.left_over(unit, supervisor.id)
    if await seating.sits_anywhere(unit.connection, supervisor.id):
        raise AlreadyInSession("one meeting at a time")
    made = Participant(
        id=unit.chance.id(),
        session_id=session.id,
        staff_id=supervisor.id,
        role=Role.SUPERVISOR,
        mode=mode,
        state=State.JOINED,
        asked_by=supervisor.id,
        asked_at=unit.now,
        joined_at=unit.now,
        left_at=None,
        told=told,
    )
    await participants.add(unit, made)
    unit.record(facts.of_participant(Tag.PARTICIPANT_JOINED, made, session, f"staff:{supervisor.id}"))


async def _change(unit: Unit, session: Session, before: Participant, after: Participant) -> None:
    if after == before:
        return
    await participants.change(unit, before, after)
    unit.record(facts.of_participant(Tag.PARTICIPANT_CHANGED, after, session, f"staff:{after.staff_id}"))


def _released(unit: Unit, session: Session, supervisor: Staff) -> Participant:
    """That the clerk sat there until now."""
    return Participant(
        id=unit.chance.id(),
        session_id=session.id,
        staff_id=session.clerk_id,
        role=Role.CLERK,
        mode=Mode.PRESENT,
        state=State.LEFT,
        asked_by=supervisor.id,
        asked_at=unit.now,
        joined_at=session.rung_at,
        left_at=unit.now,
        told=True,
    )
