"""Who else is in a meeting, as clerk, applicant and guests see it."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from desk.boards.reader import Reader
from desk.model import sessions as meetings
from desk.model.meetings.participants import Participant, Role, State, is_aside
from desk.model.sessions import Session, applicant_party, staff_party
from desk.model.turns import tickets as turns
from desk.model.turns.order import Reason
from desk.model.turns.tickets import Ticket
from desk.store import staff
from desk.store.meetings import layouts, participants, sendings


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonLine:
    """Somebody else of the staff. `role`: expert, supervisor. `mode`: aside, open, listening, whispering, speaking.
    `state`: asked, joined. `here`: whether their media leg is up."""

    participant_id: str
    staff_id: str
    name: str
    window: str
    role: str
    mode: str
    state: str
    since: datetime
    here: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Tile:
    """Whose picture or voice is in which place of a screen, beside the main person: 1, 2. `role`: a seat's word."""

    place: int
    role: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Company:
    """What the applicant is told of others (template components/company.html).

    `aside`: the clerk is asking a colleague, and hears and sees the applicant no more than the applicant does them.
    `colleague`, `supervisor`: that one is present too; `supervisor` only where they are to be told. `sent`: their turn
    was sent on, and they wait for another window.
    """

    aside: bool = False
    colleague: bool = False
    supervisor: bool = False
    sent: bool = False
    tiles: tuple[Tile, ...] = ()


NOBODY = Company()


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """A turn that was sent on to this clerk: by whom, from which window, when, with which note."""

    name: str
    window: str
    note: str
    sent_at: datetime


async def people(reader: Reader, connection: AsyncConnection, session_id: str) -> tuple[PersonLine, ...]:
    """Everybody else who is asked or has joined: all of it, for staff."""
    found = await participants.of_session(connection, session_id)
    return tuple([await person_line(reader, connection, one) for one in found])


async def person_line(reader: Reader, connection: AsyncConnection, one: Participant) -> PersonLine:
    """One of them."""
    person = await staff.get(connection, one.staff_id)
    return PersonLine(
        participant_id=one.id,
        staff_id=one.staff_id,
        name=person.name,
        window=person.window,
        role=one.role.value,
        mode=one.mode.value,
        state=one.state.value,
        since=one.joined_at or one.asked_at,
        here=reader.is_up(staff_party(one.staff_id)),
    )


async def of_applicant(connection: AsyncConnection, ticket: Ticket, session: Session | None) -> Company:
    """What the applicant with this turn, and in this session if they are in one, is told."""
    if session is None or session.state not in (meetings.State.LIVE, meetings.State.HELD):
        waits = ticket.state in (*turns.CALLABLE, turns.State.OFFERED)
        return Company(sent=waits and ticket.reason is Reason.TRANSFERRED)
    found = [one for one in await participants.of_session(connection, session.id) if one.state is State.JOINED]
    return Company(
        aside=is_aside(found),
        colleague=any(one.role is Role.EXPERT for one in found),
        supervisor=any(one.role is Role.SUPERVISOR and one.told for one in found),
        tiles=await tiles(connection, session, applicant_party(session.visit_id)),
    )


async def tiles(connection: AsyncConnection, session: Session, party: str) -> tuple[Tile, ...]:
    """The names of those who are shown to this party beside the main person."""
    places = await layouts.of(connection, session.id, party)
    if not places:
        return ()
    joined = await participants.joined_in(connection, [session.id])
    whose = {one.role.value: one.staff_id for one in joined} | {"clerk": session.clerk_id}
    found = []
    for place, seat in sorted(places.items()):
        staff_id = whose.get(seat, "")
        name = (await staff.get(connection, staff_id)).name if staff_id else ""
        found.append(Tile(place=int(place), role=seat.partition(":")[0], name=name))
    return tuple(found)


async def sent_to(reader: Reader, connection: AsyncConnection, session: Session) -> Sent | None:
    """How this session's turn came from another clerk; None where it did not, or where it is the sender's own."""
    sending = await sendings.newest_of_ticket(connection, reader.vault, session.ticket_id)
    if sending is None or sending.session_id == session.id:
        return None
    person = await staff.get(connection, sending.clerk_id)
    return Sent(name=person.name, window=person.window, note=sending.note, sent_at=sending.sent_at)
