"""What a member of staff sees of meetings that are not their own: whom they are asked by, and where they sit."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from desk.boards import service
from desk.boards.meetings import company
from desk.boards.meetings.company import PersonLine, Tile
from desk.boards.reader import Reader
from desk.model.meetings.participants import Participant, State
from desk.model.sessions import staff_party
from desk.model.staff import Staff
from desk.store import items, nodes, sessions, staff, tables, visits, zones
from desk.store.meetings import participants
from desk.store.turns import tickets
from i18n import languages


@dataclass(frozen=True, slots=True, kw_only=True)
class Guest:
    """One meeting of a colleague's, in which this person is asked to sit or sits (template console/consult.html).

    `state`: asked, joined. `session_state`: live, held. `here`: whether one's own media leg is up. `node`: the media
    node that it belongs on; empty where there is none.
    """

    participant_id: str
    session_id: str
    role: str
    state: str
    mode: str
    session_state: str
    asked_by: str
    window: str
    ticket_number: str
    item_title: str
    zone_name: str
    language: str
    language_name: str
    since: datetime
    began_at: datetime | None
    others: tuple[PersonLine, ...]
    tiles: tuple[Tile, ...]
    here: bool
    node: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Release:
    """That a supervisor took this clerk's meeting over, and who."""

    ticket_number: str
    supervisor: str


async def guest_of(reader: Reader, connection: AsyncConnection, person: Staff) -> tuple[Guest, ...]:
    """Where this person is asked for or sits; the meeting they have joined first."""
    found = await participants.of_staff(connection, person.id)
    found.sort(key=lambda one: one.state is not State.JOINED)
    return tuple([await _guest(reader, connection, one, person) for one in found])


async def released(reader: Reader, connection: AsyncConnection, person: Staff) -> Release | None:
    """Whether this clerk's newest meeting of the day was taken over."""
    begun = service.midnight(reader.now(), languages.get(person.language).time_zone)
    one = await participants.newest_release(connection, person.id, begun)
    if one is None or await _rang_since(connection, person.id, one.asked_at):
        return None
    session = await sessions.get(connection, one.session_id)
    ticket = await tickets.get(connection, session.ticket_id)
    return Release(ticket_number=ticket.number, supervisor=(await staff.get(connection, one.asked_by)).name)


async def _rang_since(connection: AsyncConnection, staff_id: str, since: datetime) -> bool:
    s = tables.sessions.c
    query = tables.sessions.select().where(s.clerk_id == staff_id, s.rung_at > since).limit(1)
    return (await connection.execute(query)).first() is not None


async def _guest(reader: Reader, connection: AsyncConnection, one: Participant, person: Staff) -> Guest:
    session = await sessions.get(connection, one.session_id)
    visit = await visits.get(connection, session.visit_id)
    item = await items.get(connection, visit.item_code, visit.item_version)
    people = await company.people(reader, connection, session.id)
    return Guest(
        participant_id=one.id,
        session_id=session.id,
        role=one.role.value,
        state=one.state.value,
        mode=one.mode.value,
        session_state=session.state.value,
        asked_by=(await staff.get(connection, session.clerk_id)).name,
        window=session.window,
        ticket_number=(await tickets.get(connection, session.ticket_id)).number,
        item_title=item.title[person.language],
        zone_name=(await zones.get(connection, session.zone_id)).name[person.language],
        language=visit.language,
        language_name=languages.get(visit.language).name,
        since=one.joined_at or one.asked_at,
        began_at=(await service.began_at(connection, [session.id])).get(session.id),
        others=tuple(line for line in people if line.participant_id != one.id and line.state == State.JOINED),
        tiles=await company.tiles(connection, session, staff_party(person.id)) if one.state is State.JOINED else (),
        here=reader.is_up(staff_party(person.id)),
        node=await nodes.node_of(connection, session.visit_id) if one.state is State.JOINED else "",
    )
