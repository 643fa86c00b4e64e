"""What a supervisor sees: every meeting under way with its length, and the one they are in."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from desk.boards import service, titles
from desk.boards.meetings import company, invited
from desk.boards.meetings.company import PersonLine
from desk.boards.meetings.invited import Guest
from desk.boards.reader import Reader
from desk.model.meetings.participants import Role, State
from desk.model.staff import Staff
from desk.store import sessions, tables
from desk.store.sessions import IS_OPEN


@dataclass(frozen=True, slots=True, kw_only=True)
class LiveLine:
    """One meeting. `state`: ringing, live, held. `mine`: this supervisor is in it; `taken`: another one is."""

    session_id: str
    ticket_number: str
    item_title: str
    zone_name: str
    corner_name: str
    window: str
    clerk_name: str
    state: str
    rung_at: datetime
    began_at: datetime | None
    minutes: int
    others: tuple[PersonLine, ...]
    mine: bool
    taken: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Live:
    """The page (office/live.html; fragments office/under-way.html `under-way`, office/watched.html `watched`).

    `own`: this supervisor has a meeting of their own, which they took over, and belongs at the console.
    """

    lines: tuple[LiveLine, ...]
    watched: Guest | None
    own: bool


async def live(reader: Reader, person: Staff) -> Live:
    """All that this supervisor sees now, the longest meeting first."""
    async with reader.connection() as connection:
        guests = await invited.guest_of(reader, connection, person)
        return Live(
            lines=await _lines(reader, connection, person),
            watched=next((one for one in guests if one.state == State.JOINED), None),
            own=await sessions.open_of_clerk(connection, person.id) is not None,
        )


async def _lines(reader: Reader, connection: AsyncConnection, person: Staff) -> tuple[LiveLine, ...]:
    s, t, v, c, z = (tables.sessions, tables.tickets, tables.visits, tables.corners, tables.zones)
    query = (
        select(
            s, t.c.number, v.c.item_code, v.c.item_version, c.c.name.label("corner"), z.c.name.label("zone"),
            tables.staff.c.name.label("clerk"),
        )
        .join(t, t.c.id == s.c.ticket_id)
        .join(v, v.c.id == s.c.visit_id)
        .join(c, c.c.id == v.c.corner_id)
        .join(z, z.c.id == s.c.zone_id)
        .join(tables.staff, tables.staff.c.id == s.c.clerk_id)
        .where(IS_OPEN)
        .order_by(s.c.rung_at, s.c.id)
    )  # fmt: skip
    rows = [row for row in (await connection.execute(query)).all() if person.zone_id in ("", row.zone_id)]
    called = await titles.of_versions(connection, {(row.item_code, row.item_version) for row in rows}, person.language)
    began = await service.began_at(connection, [row.id for row in rows])
    found = []
    for row in rows:
        others = await company.people(reader, connection, row.id)
        watching = {one.staff_id for one in others if one.role == Role.SUPERVISOR}
        found.append(
            LiveLine(
                session_id=row.id,
                ticket_number=row.number,
                item_title=called[row.item_code, row.item_version],
                zone_name=row.zone[person.language],
                corner_name=row.corner[person.language],
                window=row.window,
                clerk_name=row.clerk,
                state=row.state,
                rung_at=row.rung_at,
                began_at=began.get(row.id),
                minutes=service.whole_minutes(reader.now() - began.get(row.id, row.rung_at)),
                others=others,
                mine=person.id in watching,
                taken=bool(watching - {person.id}),
            )
        )
    return tuple(found)
