"""The last way to go on: a clerk books a time at which the same turn goes on, and the meeting ends."""

from datetime import datetime

from desk.actions import facts, on_duty
from desk.actions.desk import Desk
from desk.actions.turns import booking
from desk.model import sessions as meetings
from desk.model.errors import NotAllowed, NotReady
from desk.model.events import Tag
from desk.model.staff import Staff
from desk.model.turns.appointments import Appointment
from desk.model.visits import Visit
from desk.store import sessions, visits
from desk.store.turns import tickets


async def book(desk: Desk, session_id: str, clerk: Staff, starts_at: datetime) -> Appointment:
    """The turn of this meeting goes on at this time. Its visit stays open until the applicant has read when.

    Raises Missing, NotAllowed, NotReady, SlotGone, SlotFull, AlreadyExpected, Stale.
    """
    async with desk.store.write() as unit:
        session = await sessions.get(unit.connection, session_id)
        if session.clerk_id != clerk.id:
            raise NotAllowed("another clerk's session")
        if session.state not in (meetings.State.LIVE, meetings.State.HELD):
            raise NotReady("nobody is in the meeting")
        actor = f"staff:{clerk.id}"
        ticket = await tickets.get(unit.connection, session.ticket_id)
        visit = await visits.get(unit.connection, session.visit_id)
        booked = await booking.book_for(unit, ticket, starts_at, visit, actor)
        ended = meetings.step(session, meetings.Move.END, unit.now)
        await sessions.change(unit, session, ended)
        await on_duty.free(unit, session)
        unit.record(facts.of_session(Tag.SESSION_ENDED, ended, actor, why="call-back"))
    await desk.media.part(session_id)
    return booked


async def visit_of(desk: Desk, session_id: str, clerk: Staff) -> Visit:
    """The visit of this clerk's own meeting. Raises Missing, NotAllowed."""
    async with desk.store.read() as connection:
        session = await sessions.get(connection, session_id)
        if session.clerk_id != clerk.id:
            raise NotAllowed("another clerk's session")
        return await visits.get(connection, session.visit_id)
