"""What a zone promised and has not kept, or is about to break: cases whose clock ran out, calls not made in time."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import and_, case, func, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from desk.boards.reader import Reader
from desk.model.cases.clock import WARN_AT
from desk.store import follow_ups
from desk.store.cases.clocks import State
from desk.store.rows import written
from desk.store.tables import case_clocks, cases

LAST = timedelta(seconds=10)
"""What is told of them may be so old."""
NEAR = len(WARN_AT) - 1
"""So many warnings were given of a promise of which only the last is left: that it is broken."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Promises:
    """How many cases are overdue, how many will be soon, and how many follow-ups are overdue."""

    late: int = 0
    soon: int = 0
    follow_ups: int = 0


async def of_zone(reader: Reader, connection: AsyncConnection, zone_id: str, now: datetime) -> Promises:
    """The zone's, as they were read a moment ago."""
    return await reader.kept.get(("promises", zone_id), now, LAST, lambda: _read(connection, zone_id, now))


async def _read(connection: AsyncConnection, zone_id: str, now: datetime) -> Promises:
    k = case_clocks.c
    late = k.due_at <= now
    soon = and_(k.due_at > now, k.warned >= NEAR)
    query = (
        select(func.sum(case((late, 1), else_=0)), func.sum(case((soon, 1), else_=0)))
        .select_from(case_clocks.join(cases, cases.c.id == k.case_id))
        .where(k.state == written(State.RUNNING.value), cases.c.zone_id == zone_id, or_(late, soon))
    )
    broken, near = (await connection.execute(query)).one()
    _, overdue = await follow_ups.pending(connection, zone_id, now)
    return Promises(late=int(broken or 0), soon=int(near or 0), follow_ups=overdue)
