"""Which cases a search looks among: those of some zones, of an item, in a state, opened within some days."""

import functools
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, FromClause, bindparam, func, literal_column, select
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.sql.base import Executable

from desk.store.tables import BIG, Instant, case_places, cases

SKEW = 1_000
"""Cases of one moment may take their places in another order than their times."""
LISTED = 5_000
"""So many places are looked at for a list of cases in some state."""
Shape = tuple[bool, bool, bool, bool, bool]


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """Which cases count: of these zones (none: all), of this item, in this state, opened from `since` to `until`."""

    zones: tuple[str, ...] = ()
    item: str = ""
    state: str = ""
    since: datetime | None = None
    until: datetime | None = None

    @property
    def shape(self) -> Shape:
        """What statements depend on: which of its parts are told."""
        return bool(self.zones), bool(self.item), bool(self.state), self.since is not None, self.until is not None


def values(scope: Scope) -> dict[str, object]:
    """The parameters of statements."""
    told = {
        "zones": scope.zones,
        "item": scope.item,
        "state": scope.state,
        "since": scope.since,
        "until": scope.until,
    }
    return {name: value for name, value in told.items() if value}


def within(place: ColumnElement[int], shape: Shape) -> list[ColumnElement[bool]]:
    """What a place must satisfy; nothing where every case counts."""
    if not any(shape):
        return []
    p = case_places.alias()
    query = select(p.c.place).where(p.c.place == place, *_own(p, shape))
    if shape[2]:
        query = query.where(_in_state(p))
    return [query.limit(1).scalar_subquery().is_not(None)]


async def top(connection: AsyncConnection, scope: Scope, highest: int) -> int:
    """Above the newest place that the scope can have; `highest` where it is not bounded."""
    if scope.until is None:
        return highest
    p = case_places.c
    query = select(p.place).where(p.opened_at < scope.until).order_by(p.opened_at.desc()).limit(1)
    found = (await connection.execute(query)).scalar_one_or_none()
    return 0 if found is None else found + SKEW


async def newest(connection: AsyncConnection, scope: Scope, below: int, most: int) -> tuple[list[int], int]:
    """At most so many places of the scope under `below`, and from where to look further (0: there is nothing more)."""
    told = values(scope) | {"below": below, "most": most}
    rows = (await connection.execute(_newest(scope.shape), told)).all()
    found = sorted((row[0] for row in rows if not row[1]), reverse=True)
    floor = next((row[0] for row in rows if row[1]), 0)
    return found, found[-1] if len(found) == most else floor


async def among(connection: AsyncConnection, places: Sequence[int], scope: Scope) -> list[int]:
    """Those of these places that count, the newest first."""
    told = values(scope) | {"places": list(places)}
    return [row[0] for row in (await connection.execute(_among(scope.shape), told)).all()]


@functools.cache
def _newest(shape: Shape) -> Executable:
    """(place, whether it is the floor). Zone, item and time are read along indexes; a state is looked up."""
    p = case_places.alias("p")
    here = select(p.c.place).where(p.c.place < bindparam("below", type_=BIG), *_own(p, shape))
    newest_first = here.order_by(p.c.place.desc())
    if shape[2]:
        stop = newest_first.limit(1).offset(LISTED - 1).scalar_subquery()
        floor = func.coalesce(stop, 0)
        listed = newest_first.where(p.c.place >= floor, _in_state(p))
        found = listed.limit(bindparam("most", type_=BIG)).subquery()
        told = select(found.c.place, literal_column("0", BIG))
        return told.union_all(select(floor, literal_column("1", BIG)))
    found = newest_first.limit(bindparam("most", type_=BIG)).subquery()
    return select(found.c.place, literal_column("0", BIG))


@functools.cache
def _among(shape: Shape) -> Executable:
    p = case_places.alias("p")
    query = select(p.c.place).where(p.c.place.in_(bindparam("places", expanding=True)), *_own(p, shape))
    if shape[2]:
        query = query.where(_in_state(p))
    return query.order_by(p.c.place.desc())


def _own(p: FromClause, shape: Shape) -> list[ColumnElement[bool]]:
    """What the row of a place tells by itself."""
    zones, item, _, since, until = shape
    asked: list[ColumnElement[bool]] = []
    if zones:
        asked.append(p.c.zone_id.in_(bindparam("zones", expanding=True)))
    if item:
        asked.append(p.c.item_code == bindparam("item"))
    if since:
        asked.append(p.c.opened_at >= bindparam("since", type_=Instant))
    if until:
        asked.append(p.c.opened_at < bindparam("until", type_=Instant))
    return asked


def _in_state(p: FromClause) -> ColumnElement[bool]:
    query = select(cases.c.id).where(cases.c.id == p.c.case_id, cases.c.state == bindparam("state"))
    return query.limit(1).correlate(p).scalar_subquery().is_not(None)
