"""What tests of meetings share: who is open at a window, and who sits in a meeting."""

from desk.actions import presence
from desk.model.meetings.participants import Participant
from desk.model.meetings.sendings import Kind, Sending, Target
from desk.model.sessions import staff_party
from desk.model.staff import Staff
from desk.store.meetings import participants, sendings
from tests.desk.world import World


def window(staff: Staff) -> Target:
    """This person's window."""
    return Target(kind=Kind.WINDOW, name=staff.window)


async def opened(world: World, *logins: str) -> None:
    """These people sit before an open console."""
    for login in logins:
        await presence.come(world.desk, staff_party(world.staff[login].id), "")


async def people_in(world: World, session_id: str) -> list[Participant]:
    """Who is asked or has joined."""
    async with world.store.read() as connection:
        return await participants.of_session(connection, session_id)


async def sent(world: World, ticket_id: str) -> Sending | None:
    """The last time the turn was sent on."""
    async with world.store.read() as connection:
        return await sendings.newest_of_ticket(connection, world.store.vault, ticket_id)
