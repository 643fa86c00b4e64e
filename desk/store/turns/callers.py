"""What must be known of clerks who call, in one statement for all of them."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ARRAY, ColumnElement, Select, String, bindparam, exists, func, literal_column, select
from sqlalchemy.ext.asyncio import AsyncConnection

from desk.model.turns.duties import Duty
from desk.store.direct import Direct
from desk.store.sessions import HAS_JOINED, IS_OPEN
from desk.store.tables import duties, participants, sessions, staff, zones
from desk.store.turns.duties import duty_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """A clerk who calls: whether a session of theirs is open, or they sit in a colleague's; their duty, if they have
    been at a console. `zones`: ids of all zones, which they serve unless it is said which."""

    in_session: bool
    sits_in: bool
    duty: Duty | None
    zones: tuple[str, ...]


OWN = exists().where(sessions.c.clerk_id == staff.c.id, IS_OPEN).correlate(staff)
SITS = (participants.c.staff_id == staff.c.id) & HAS_JOINED
ELSEWHERE = exists().where(SITS, participants.c.session_id == sessions.c.id, IS_OPEN).correlate(staff)


def _callers(zones_told: ColumnElement[str]) -> Select[Any]:
    """Of clerks; zones_told: the ids of all zones, with commas between them."""
    told = select(zones_told).select_from(zones).scalar_subquery().label("zones")
    known = select(staff.c.id, OWN.label("own"), ELSEWHERE.label("elsewhere"), told, duties)
    return known.select_from(staff.outerjoin(duties, duties.c.staff_id == staff.c.id))


OF_ARRAY = Direct(
    _callers(func.string_agg(zones.c.id, literal_column("','"))).where(
        staff.c.id == func.any(bindparam("ids", type_=ARRAY(String)))
    )
)
"""One text for any number of clerks, where there are arrays."""
OF_LIST = _callers(func.aggregate_strings(zones.c.id, ",")).where(staff.c.id.in_(bindparam("ids", expanding=True)))


async def of(connection: AsyncConnection, staff_ids: Collection[str]) -> dict[str, Caller]:
    """These clerks, by id."""
    told = {"ids": sorted(staff_ids)}
    if connection.dialect.name == "postgresql":
        rows = await OF_ARRAY.rows(connection, told)
    else:
        rows = (await connection.execute(OF_LIST, told)).all()
    return {
        row.id: Caller(
            in_session=bool(row.own),
            sits_in=bool(row.elsewhere),
            duty=duty_of(row) if row.staff_id else None,
            zones=tuple(sorted(row.zones.split(","))),
        )
        for row in rows
    }
