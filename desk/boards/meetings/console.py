"""What a console shows of others: who takes part in the clerk's meeting, and in whose the clerk takes part."""

from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncConnection

from desk.boards.meetings import company, invited, targets
from desk.boards.meetings.company import PersonLine, Sent, Tile
from desk.boards.meetings.invited import Guest, Release
from desk.boards.meetings.targets import Targets
from desk.boards.reader import Reader
from desk.model.meetings.participants import Mode, State
from desk.model.sessions import Session, staff_party
from desk.model.staff import Staff


@dataclass(frozen=True, slots=True, kw_only=True)
class AtConsole:
    """`people`, `aside`, `sent`, `targets`: of the clerk's own meeting (template console/company.html). `guests`: where
    they are asked for, or sit (console/consult.html). `released`: a supervisor took their newest meeting over.
    `tiles`: whose pictures stand beside the main one (console/tiles.html)."""

    people: tuple[PersonLine, ...]
    aside: bool
    sent: Sent | None
    targets: Targets
    guests: tuple[Guest, ...]
    released: Release | None
    tiles: tuple[Tile, ...]


async def at_console(reader: Reader, connection: AsyncConnection, clerk: Staff, session: Session | None) -> AtConsole:
    """Everything of others for one clerk."""
    guests = await invited.guest_of(reader, connection, clerk)
    if session is None:
        return AtConsole(
            people=(),
            aside=False,
            sent=None,
            targets=targets.NOWHERE,
            guests=guests,
            released=await invited.released(reader, connection, clerk),
            tiles=next((guest.tiles for guest in guests if guest.state == State.JOINED), ()),
        )
    people = await company.people(reader, connection, session.id)
    return AtConsole(
        people=people,
        aside=any(one.mode == Mode.ASIDE and one.state == State.JOINED for one in people),
        sent=await company.sent_to(reader, connection, session),
        targets=await targets.of_session(reader, connection, session, clerk),
        guests=guests,
        released=None,
        tiles=await company.tiles(connection, session, staff_party(clerk.id)),
    )
