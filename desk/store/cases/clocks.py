"""The clocks of cases as the store keeps them: what was reckoned last, so that what is due is found by an index."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Row, select
from sqlalchemy.ext.asyncio import AsyncConnection

from desk.model.cases import decisions as model
from desk.model.cases.cases import Case
from desk.model.cases.clock import Clock, Counted, Limit, Pace, Place
from desk.model.cases.decisions import Decision
from desk.model.turns.calendars import CLERKS
from desk.store import zones
from desk.store.rows import fields, swap, upsert, values, written
from desk.store.tables import case_clocks
from desk.store.turns import calendars
from desk.store.unit import Unit

DEPARTMENTS = ZoneInfo("Asia/Shanghai")
"""On whose clocks departments work."""


class State(StrEnum):
    """Whether a clock runs."""

    RUNNING = "running"
    STANDING = "standing"
    OVER = "over"


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A case's clock. `due_at` and `warn_at` (when staff are warned next) as they were reckoned last, None while it
    stands; `warned`: of how many of the warnings they were told. `sure`: on published calendars alone."""

    case_id: str
    pace: Pace
    state: State
    count: int
    counted: Counted
    begun_at: datetime
    due_at: datetime | None
    warn_at: datetime | None
    warned: int
    sure: bool

    @property
    def limit(self) -> Limit:
        """What it counts to."""
        return Limit(count=self.count, counted=self.counted)


async def keep(unit: Unit, clock: Kept) -> None:
    """Keeps a clock in place of what stood of it; its case is locked by the caller."""
    await unit.connection.execute(upsert(unit.connection, case_clocks, values(clock)))


async def of_case(connection: AsyncConnection, case_id: str) -> Kept | None:
    """The case's clock; cases of before clocks were kept have none."""
    row = (await connection.execute(select(case_clocks).where(case_clocks.c.case_id == case_id))).one_or_none()
    return _kept(row) if row else None


async def change(unit: Unit, before: Kept, after: Kept) -> None:
    """Writes `after` while so many warnings were given as in `before`, and it runs. Raises Stale."""
    c = case_clocks.c
    stands = (c.case_id == before.case_id) & (c.warned == before.warned) & (c.state == before.state.value)
    await swap(unit.connection, case_clocks, stands, values(after))


async def to_warn(connection: AsyncConnection, now: datetime, limit: int) -> Sequence[Kept]:
    """Those of which staff are to be warned by now, the longest overdue first."""
    c = case_clocks.c
    query = select(case_clocks).where(c.state == written(State.RUNNING.value), c.warn_at <= now)
    return [_kept(row) for row in (await connection.execute(query.order_by(c.warn_at).limit(limit))).all()]


async def unsure(connection: AsyncConnection, limit: int) -> Sequence[Kept]:
    """Running clocks that were reckoned on days of which no list was known, the next ones first."""
    c = case_clocks.c
    query = select(case_clocks).where(c.state == written(State.RUNNING.value), c.sure.is_(False))
    return [_kept(row) for row in (await connection.execute(query.order_by(c.due_at).limit(limit))).all()]


async def of(connection: AsyncConnection, kept: Kept, decisions: Iterable[Decision]) -> Clock:
    """The clock itself, on the department's calendar as it is known now."""
    place = await department(connection)
    return Clock(limit=kept.limit, place=place, begun_at=kept.begun_at, stops=model.stops(decisions))


async def department(connection: AsyncConnection) -> Place:
    """The working days of departments, with their working weekends 調休."""
    return Place(calendars=(await calendars.get(connection, CLERKS),), zone=DEPARTMENTS)


async def for_applicants(connection: AsyncConnection, case: Case) -> Place:
    """Days on which an applicant can do something: worked by departments, and in the zone as well."""
    zone = await zones.get(connection, case.zone_id)
    both = (await calendars.get(connection, CLERKS), await calendars.get(connection, zone.jurisdiction))
    return Place(calendars=both, zone=DEPARTMENTS)


def _kept(row: Row[Any]) -> Kept:
    told = {"pace": Pace(row.pace), "state": State(row.state), "counted": Counted(row.counted)}
    return Kept(**fields(row, Kept) | told)
