"""How content people are, and whether they were asked: ratings and follow-ups of closed cases, of a zone in a span."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import case, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from desk.model.follow_ups import FOLLOWED, Kind, State
from desk.model.ratings import GOOD
from desk.store.tables import follow_ups, ratings


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """Of a span: how many rated, their mean of 5, and the share (0 to 1) of good ones; None where nobody did."""

    rated: int
    mean: float | None
    good: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Followed:
    """Of the cases closed in a span: how many there were, and how many of those people were spoken with since."""

    closed: int
    followed: int

    @property
    def rate(self) -> float | None:
        """The share that was spoken with, 0 to 1; None where none was closed."""
        return self.followed / self.closed if self.closed else None


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowUps:
    """Of one key: closed cases whose people may be asked, how many were, did not wish to be, could not be reached."""

    key: str
    label: str
    closed: int
    followed: int
    declined: int
    missed: int


async def content(connection: AsyncConnection, zone_id: str, since: datetime, until: datetime) -> Content:
    """What was given from `since` to before `until`, in its first version's time."""
    r = ratings.c
    good = func.sum(case((r.level.in_(sorted(GOOD)), 1), else_=0))
    query = select(func.count(), func.sum(r.level), good).where(r.zone_id == zone_id, r.given_at >= since)
    count, levels, well = (await connection.execute(query.where(r.given_at < until))).one()
    if not count:
        return Content(rated=0, mean=None, good=None)
    return Content(rated=count, mean=int(levels) / count, good=int(well) / count)


async def followed(connection: AsyncConnection, zone_id: str, since: datetime, until: datetime) -> Followed:
    """Of the cases of a zone that were closed in the span, and whose people may be asked."""
    f = follow_ups.c
    spoken = func.sum(case((f.state.in_([state.value for state in FOLLOWED]), 1), else_=0))
    asked = (f.kind == Kind.CALL.value) & (f.state != State.DROPPED.value)
    within = (f.zone_id == zone_id) & (f.opened_at >= since) & (f.opened_at < until)
    closed, count = (await connection.execute(select(func.count(), spoken).where(within & asked))).one()
    return Followed(closed=closed, followed=int(count or 0))
