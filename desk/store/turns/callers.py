"""What must be known of clerks who call, in one statement for all of them."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import bindparam, exists, select
from sqlalchemy.ext.asyncio import AsyncConnection

from desk.model.meetings.participants import State
from desk.model.turns.duties import Duty
from desk.store.sessions import IS_OPEN
from desk.store.tables import duties, participants, sessions, staff
from desk.store.turns.duties import duty_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """A clerk who calls: whether a session of theirs is open, or they sit in a colleague's; their duty, if they have
    been at a console."""

    in_session: bool
    sits_in: bool
    duty: Duty | None


OWN = exists().where(sessions.c.clerk_id == staff.c.id, IS_OPEN).correlate(staff)
JOINED = (participants.c.staff_id == staff.c.id) & (participants.c.state == State.JOINED)
ELSEWHERE = exists().where(JOINED, participants.c.session_id == sessions.c.id, IS_OPEN).correlate(staff)
CALLERS = (
    select(staff.c.id, OWN.label("own"), ELSEWHERE.label("elsewhere"), duties)
    .select_from(staff.outerjoin(duties, duties.c.staff_id == staff.c.id))
    .where(staff.c.id.in_(bindparam("ids", expanding=True)))
)


async def of(connection: AsyncConnection, staff_ids: Collection[str]) -> dict[str, Caller]:
    """These clerks, by id."""
    rows = (await connection.execute(CALLERS, {"ids": sorted(staff_ids)})).all()
    return {
        row.id: Caller(
            in_session=bool(row.own), sits_in=bool(row.elsewhere), duty=duty_of(row) if row.staff_id else None
        )
        for row in rows
    }
