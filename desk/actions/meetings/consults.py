"""The clerk asks a colleague, who accepts and is seated with them, aside or with the applicant, and leaves again."""

from dataclasses import replace

from desk.actions import facts, parting, seating
from desk.actions.desk import Desk
from desk.model.errors import AlreadyInSession, BadInput, NobodyServes, NobodyThere, NotAllowed, NotReady, SeatTaken
from desk.model.events import Tag
from desk.model.meetings.participants import Mode, Move, Participant, Role, State, step
from desk.model.meetings.sendings import Kind, Target
from desk.model.sessions import Session
from desk.model.staff import Staff
from desk.store import sessions
from desk.store.meetings import colleagues, participants
from desk.store.meetings.colleagues import Colleague
from desk.store.unit import Unit


async def ask(desk: Desk, session_id: str, clerk: Staff, target: Target, mode: Mode = Mode.ASIDE) -> Participant:
    """Asks whoever sits at a window, or a colleague with a skill, to join; one at a time.

    Of those with a skill it is one who is open, in no meeting, and has not declined in this one.

    Raises:
        NobodyServes: there is no such window, nobody has the skill. NobodyThere: nobody of them is open and free.
        SeatTaken: a colleague is here, or asked already.
        Missing, NotAllowed, NotReady (the two have not met), BadInput, Stale.
    """
    async with desk.store.write() as unit:
        session = await _met(unit, session_id, clerk)
        people = await participants.of_session(unit.connection, session_id)
        if any(one.role is Role.EXPERT for one in people):
            raise SeatTaken("a colleague is here, or asked")
        chosen = await _chosen(unit, session, target)
        asked = Participant(
            id=unit.chance.id(),
            session_id=session.id,
            staff_id=chosen.staff.id,
            role=Role.EXPERT,
            mode=mode,
            state=State.ASKED,
            asked_by=clerk.id,
            asked_at=unit.now,
            joined_at=None,
            left_at=None,
            told=True,
        )
        await participants.add(unit, asked)
        unit.record(facts.of_participant(Tag.PARTICIPANT_ASKED, asked, session, f"staff:{clerk.id}"))
    return asked


async def accept(desk: Desk, participant_id: str, staff: Staff) -> None:
    """The colleague joins. Raises Missing, NotAllowed, AlreadyInSession, NotReady, IllegalMove, Stale."""
    async with desk.store.write() as unit:
        await participants.hold(unit, staff.id)
        asked, session = await _of_staff(unit, participant_id, staff)
        if session.state not in seating.MEETS:
            raise NotReady("the meeting is over")
        await parting.left_over(unit, staff.id)
        if await seating.sits_anywhere(unit.connection, staff.id):
            raise AlreadyInSession("one meeting at a time")
        joined = step(asked, Move.ACCEPT, unit.now)
        await participants.change(unit, asked, joined)
        unit.record(facts.of_participant(Tag.PARTICIPANT_JOINED, joined, session, f"staff:{staff.id}"))
    await seating.settle(desk, session.id)


async def decline(desk: Desk, participant_id: str, staff: Staff) -> None:
    """The colleague cannot now. Raises Missing, NotAllowed, IllegalMove, Stale."""
    async with desk.store.write() as unit:
        asked, session = await _of_staff(unit, participant_id, staff)
        declined = step(asked, Move.DECLINE, unit.now)
        await participants.change(unit, asked, declined)
        unit.record(facts.of_participant(Tag.PARTICIPANT_DECLINED, declined, session, f"staff:{staff.id}"))


async def leave(desk: Desk, participant_id: str, staff: Staff) -> None:
    """The colleague leaves again; who has left stays so. Raises Missing, NotAllowed, Stale."""
    async with desk.store.write() as unit:
        one, session = await _of_staff(unit, participant_id, staff)
        if one.state is State.JOINED:
            await parting.leave(unit, one, session, f"staff:{staff.id}")
    await seating.settle(desk, session.id)


async def let_go(desk: Desk, session_id: str, clerk: Staff) -> None:
    """The clerk lets the colleague go, or asks them no more; with nobody there nothing changes.

    Raises Missing, NotAllowed, Stale.
    """
    async with desk.store.write() as unit:
        session = await seating.of_clerk(unit, session_id, clerk)
        for one in await participants.of_session(unit.connection, session_id):
            if one.role is Role.EXPERT:
                await parting.leave(unit, one, session, f"staff:{clerk.id}")
    await seating.settle(desk, session_id)


async def set_aside(desk: Desk, session_id: str, clerk: Staff, *, aside: bool) -> None:
    """Clerk and colleague talk among themselves, or with the applicant again. Raises Missing, NotAllowed, Stale."""
    mode = Mode.ASIDE if aside else Mode.OPEN
    async with desk.store.write() as unit:
        session = await seating.of_clerk(unit, session_id, clerk)
        for one in await participants.of_session(unit.connection, session_id):
            if one.role is Role.EXPERT and one.mode is not mode:
                changed = replace(one, mode=mode)
                await participants.change(unit, one, changed)
                unit.record(facts.of_participant(Tag.PARTICIPANT_CHANGED, changed, session, f"staff:{clerk.id}"))
    await seating.settle(desk, session_id)


async def _met(unit: Unit, session_id: str, clerk: Staff) -> Session:
    session = await seating.of_clerk(unit, session_id, clerk)
    if session.state not in seating.MEETS:
        raise NotReady("the two have not met")
    return session


async def _of_staff(unit: Unit, participant_id: str, staff: Staff) -> tuple[Participant, Session]:
    one = await participants.get(unit.connection, participant_id)
    if one.staff_id != staff.id:
        raise NotAllowed("somebody else was asked")
    return one, await sessions.get(unit.connection, one.session_id)


async def _chosen(unit: Unit, session: Session, target: Target) -> Colleague:
    others = [one for one in await colleagues.every(unit.connection, unit.now) if one.staff.id != session.clerk_id]
    match target.kind:
        case Kind.WINDOW:
            fit = [one for one in others if one.staff.window == target.name]
        case Kind.SKILL:
            fit = [one for one in others if target.name in one.staff.skills]
        case Kind.ZONE:
            raise BadInput("to")
    if not fit:
        raise NobodyServes("nobody of that kind")
    declined = [one.staff_id for one in await participants.declined_in(unit.connection, session.id)]
    free = [one for one in fit if one.is_open and not one.is_busy]
    if target.kind is Kind.SKILL:
        free = [one for one in free if one.staff.id not in declined]
    if not free:
        raise NobodyThere("nobody is open and free")
    return free[0]
