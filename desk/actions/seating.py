"""Who sits in a meeting, brought about on the media plane: what is seated there follows what was committed."""

from collections.abc import Iterable

import structlog

from desk.actions.desk import Desk
from desk.model.errors import NotAllowed
from desk.model.meetings import participants as model
from desk.model.meetings.participants import Participant, Seated, is_aside
from desk.model.sessions import Seat, Session, State, applicant_party, staff_party
from desk.model.staff import Staff
from desk.store import sessions
from desk.store.meetings import participants
from desk.store.unit import Connection, Unit

MEETS = frozenset({State.LIVE, State.HELD})
"""States in which both parties sit in the bridge."""
log = structlog.get_logger("desk.meetings")


def join(desk: Desk, session: Session) -> None:
    """Seats applicant and clerk in the session's bridge."""
    seats = {
        Seat.APPLICANT.value: applicant_party(session.visit_id),
        Seat.CLERK.value: staff_party(session.clerk_id),
    }
    desk.media.join(session.id, session.consent_id, seats)


def places(people: Iterable[Participant]) -> dict[str, Seated]:
    """Seat → who sits there, of those who have joined."""
    return {
        one.role.value: Seated(party=staff_party(one.staff_id), mode=one.mode)
        for one in people
        if one.state is model.State.JOINED
    }


async def bring_about(desk: Desk, session: Session, people: list[Participant]) -> None:
    """Everybody who is to sit there sits there, and nobody else. Nothing of it waits between one step and the next."""
    join(desk, session)
    desk.media.hold(session.id, session.state is State.HELD)
    await desk.media.arrange(session.id, places(people), aside=is_aside(people))


async def read(desk: Desk, session_id: str) -> tuple[Session, list[Participant]]:
    """The session, and who else is asked or has joined. Raises Missing."""
    async with desk.store.read() as connection:
        return await sessions.get(connection, session_id), await participants.of_session(connection, session_id)


async def settle(desk: Desk, *session_ids: str) -> None:
    """After a commit. What fails here is made good by the follower a few seconds later."""
    for session_id in session_ids:
        try:
            session, people = await read(desk, session_id)
            if session.state in MEETS:
                await bring_about(desk, session, people)
        except Exception:  # it was committed: the follower does it a moment later
            log.exception("meeting.not_seated", session=session_id)


async def of_clerk(unit: Unit, session_id: str, clerk: Staff) -> Session:
    """The clerk's own session. Raises Missing, NotAllowed."""
    session = await sessions.get(unit.connection, session_id)
    if session.clerk_id != clerk.id:
        raise NotAllowed("another clerk's session")
    return session


async def sits_anywhere(connection: Connection, staff_id: str) -> bool:
    """Whether this person is in a meeting now, their own or another's."""
    own = await sessions.open_of_clerk(connection, staff_id)
    return own is not None or await participants.sits_in(connection, staff_id) is not None
