"""Figures of the past: waits, meetings, who left and why, missed calls and ratings, by hour, day, item, clerk or zone.

All is summed up in the store. What a turn is counted under is when it was taken; a meeting, when it rang.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Select, String, and_, case, exists, func, literal, select
from sqlalchemy.ext.asyncio import AsyncConnection

from desk.boards.content import FollowUps
from desk.boards.reader import Reader
from desk.boards.service import was_answered
from desk.boards.turns.sums import day_of, hour_of, span, spread
from desk.model import follow_ups as asked
from desk.model import sessions as meetings
from desk.model.ratings import GOOD
from desk.model.turns.leavings import Why
from desk.model.turns.tickets import State
from desk.store import items, zones
from desk.store.tables import consents, follow_ups, ratings, sessions, staff, tickets

FEWEST_RATED = 5
"""Of fewer ratings of one clerk nothing is told: they would be somebody's."""
MOST_KEYS = 400
LONGEST_PERIOD = timedelta(days=366)


class By(StrEnum):
    """What figures are told apart by."""

    HOUR = "hour"
    DAY = "day"
    ITEM = "item"
    CLERK = "clerk"
    ZONE = "zone"


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """Which figures: instants, the zone or empty for all, and by whose clock hours and days are told."""

    since: datetime
    until: datetime
    zone_id: str
    by: By
    timezone: str
    language: str

    @property
    def offset(self) -> int:
        """Seconds for which that clock is ahead of UTC; as it is when the period begins."""
        ahead = self.since.astimezone(ZoneInfo(self.timezone)).utcoffset() or timedelta(0)
        return int(ahead.total_seconds())


@dataclass(frozen=True, slots=True, kw_only=True)
class Spans:
    """Of one key: how many, and seconds."""

    key: str
    label: str
    count: int
    median: int
    p90: int
    longest: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Turns:
    """Of one key: turns taken, served, left before they were served (by why), and whose call was missed."""

    key: str
    label: str
    taken: int
    served: int
    left: int
    missed: int
    whys: Mapping[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ratings:
    """Of one key: how many, how many of each level from 1 to 5, and the mean; None where too few would be told."""

    key: str
    label: str
    count: int
    levels: tuple[int, ...] | None
    mean: float | None

    @property
    def good(self) -> float | None:
        """The share of good ones, 0 to 1."""
        return sum(self.levels[level - 1] for level in GOOD) / self.count if self.levels else None


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """The page (office/history.html)."""

    scope: Scope
    waits: tuple[Spans, ...]
    services: tuple[Spans, ...]
    turns: tuple[Turns, ...]
    ratings: tuple[Ratings, ...]
    follow_ups: tuple[FollowUps, ...]

    @property
    def whys(self) -> tuple[tuple[str, int], ...]:
        """Why people left, the commonest first."""
        counts = {why: sum(line.whys.get(why, 0) for line in self.turns) for why in Why}
        return tuple(sorted(((why.value, n) for why, n in counts.items() if n), key=lambda pair: -pair[1]))


async def history(reader: Reader, scope: Scope) -> History:
    """The figures of a period."""
    async with reader.connection() as connection:
        named = await _labels(connection, scope)
        return History(
            scope=scope,
            waits=_spans(await _all(connection, spread(_waits(scope).subquery())), named, scope),
            services=_spans(await _all(connection, spread(_services(scope).subquery())), named, scope),
            turns=await _turns(connection, scope, named),
            ratings=await _ratings(connection, scope, named),
            follow_ups=await _follow_ups(connection, scope, named),
        )


def period(name: str, now: datetime, timezone: str, first: date | None, last: date | None) -> tuple[datetime, datetime]:
    """From when until when: `today`, `7`, `30` days up to now, or `own`, of whole days, both of them in it."""
    here = ZoneInfo(timezone)
    today = now.astimezone(here).date()
    if name == "own" and first is not None and last is not None and first <= last:
        begins, ends = max(first, last - LONGEST_PERIOD), last
    else:
        begins, ends = today - timedelta(days={"7": 6, "30": 29}.get(name, 0)), today
    return _midnight(begins, here), _midnight(ends + timedelta(days=1), here)


def days_of(scope: Scope) -> tuple[date, date]:
    """The first and the last day of a period."""
    here = ZoneInfo(scope.timezone)
    return scope.since.astimezone(here).date(), (scope.until - timedelta(seconds=1)).astimezone(here).date()


def _midnight(day: date, here: ZoneInfo) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=here).astimezone(UTC)


def of_turns(scope: Scope) -> ColumnElement[bool]:
    """Of a query on tickets: those of the scope."""
    t = tickets.c
    within = and_(t.taken_at >= scope.since, t.taken_at < scope.until)
    return within & (t.zone_id == scope.zone_id) if scope.zone_id else within


def _key(scope: Scope, at: ColumnElement[Any], clerk: ColumnElement[Any]) -> ColumnElement[Any]:
    t = tickets.c
    keys: dict[By, ColumnElement[Any]] = {
        By.HOUR: hour_of(at, scope.offset),
        By.DAY: day_of(at, scope.offset),
        By.ITEM: t.item_code,
        By.CLERK: clerk,
        By.ZONE: t.zone_id,
    }
    return keys[scope.by].label("key")


def first_calls(scope: Scope) -> Any:
    """Of each turn of the scope, its first call: ticket_id, clerk_id, rung_at."""
    s = sessions.c
    number = func.row_number().over(partition_by=s.ticket_id, order_by=(s.rung_at, s.id)).label("number")
    query = select(s.ticket_id, s.clerk_id, s.rung_at, number).join(tickets, tickets.c.id == s.ticket_id)
    numbered = query.where(of_turns(scope)).subquery()
    n = numbered.c
    return select(n.ticket_id, n.clerk_id, n.rung_at).where(n.number == 1).subquery()


def _waits(scope: Scope) -> Select[Any]:
    first, t = first_calls(scope), tickets.c
    key = _key(scope, t.taken_at, first.c.clerk_id)
    return select(key, span(t.taken_at, first.c.rung_at).label("seconds")).join(first, first.c.ticket_id == t.id)


def _services(scope: Scope) -> Select[Any]:
    """Meetings that ended, and in which the two met."""
    s, t = sessions.c, tickets.c
    key = _key(scope, s.rung_at, s.clerk_id)
    met = select(key, span(s.rung_at, s.moved_at).label("seconds")).join(tickets, t.id == s.ticket_id)
    within = and_(s.rung_at >= scope.since, s.rung_at < scope.until, s.state == meetings.State.ENDED)
    ended = within & was_answered()
    return met.where(ended & (t.zone_id == scope.zone_id) if scope.zone_id else ended)


async def _turns(connection: AsyncConnection, scope: Scope, named: Mapping[str, str]) -> tuple[Turns, ...]:
    t = tickets.c
    key = _key(scope, t.taken_at, func.coalesce(t.clerk_id, literal("", String)))
    why = case((t.state == State.CANCELLED, why_left()), else_=literal("", String)).label("why")
    counted = select(
        key,
        why,
        func.count().label("taken"),
        func.sum(case((t.state == State.DONE, 1), else_=0)).label("served"),
        func.sum(case((t.announced > 0, 1), else_=0)).label("missed"),
    ).where(of_turns(scope))
    rows = await _all(connection, counted.group_by(key, why))
    found: dict[str, list[Any]] = {}
    for row in rows:
        found.setdefault(_text(row.key), []).append(row)
    lines = [_line(key, of_key, named, scope) for key, of_key in found.items()]
    return tuple(sorted(lines, key=lambda line: _order(scope, line.key, line.taken)))[:MOST_KEYS]


def why_left() -> ColumnElement[str]:
    """Why a turn that was cancelled was: as told, or as the desk saw it."""
    t, c = tickets.c, consents.c
    withdrew = exists().where(c.visit_id == t.visit_id, c.withdrawn_at.is_not(None))
    return case(
        (t.left != "", t.left),
        (withdrew, literal(Why.CONSENT_WITHDRAWN.value)),
        ((t.announced > 0) | t.visit_id.is_(None), literal(Why.NO_SHOW.value)),
        else_=literal(Why.NOT_TOLD.value),
    )


def _line(key: str, rows: Sequence[Any], named: Mapping[str, str], scope: Scope) -> Turns:
    whys = {str(row.why): int(row.taken) for row in rows if row.why}
    return Turns(
        key=key,
        label=_label(scope, key, named),
        taken=sum(int(row.taken) for row in rows),
        served=sum(int(row.served) for row in rows),
        left=sum(whys.values()),
        missed=sum(int(row.missed) for row in rows),
        whys=whys,
    )


async def _ratings(connection: AsyncConnection, scope: Scope, named: Mapping[str, str]) -> tuple[Ratings, ...]:
    t, r = tickets.c, ratings.c
    key = _key(scope, t.taken_at, t.clerk_id)
    counted = select(key, r.level, func.count().label("count")).join(ratings, r.visit_id == t.visit_id)
    rows = await _all(connection, counted.where(of_turns(scope)).group_by(key, r.level))
    levels: dict[str, dict[int, int]] = {}
    for row in rows:
        levels.setdefault(_text(row.key), {})[row.level] = int(row.count)
    lines = [_rated(scope, key, of_key, named) for key, of_key in levels.items()]
    return tuple(sorted(lines, key=lambda line: _order(scope, line.key, line.count)))[:MOST_KEYS]


def _rated(scope: Scope, key: str, levels: Mapping[int, int], named: Mapping[str, str]) -> Ratings:
    count = sum(levels.values())
    hidden = scope.by is By.CLERK and count < FEWEST_RATED
    mean = sum(level * number for level, number in levels.items()) / count
    return Ratings(
        key=key,
        label=_label(scope, key, named),
        count=count,
        levels=None if hidden else tuple(levels.get(level, 0) for level in range(1, 6)),
        mean=None if hidden else mean,
    )


async def _follow_ups(connection: AsyncConnection, scope: Scope, named: Mapping[str, str]) -> tuple[FollowUps, ...]:
    """Counted under when the case was closed."""
    t, f = tickets.c, follow_ups.c
    key = _key(scope, f.opened_at, t.clerk_id)
    within = (
        f.opened_at.between(scope.since, scope.until) & (f.kind == asked.Kind.CALL) & (f.state != asked.State.DROPPED)
    )
    within = within & (f.zone_id == scope.zone_id) if scope.zone_id else within
    counted = select(key, f.state, func.count().label("count")).join(tickets, t.visit_id == f.visit_id)
    states: dict[str, dict[str, int]] = {}
    for row in await _all(connection, counted.where(within).group_by(key, f.state)):
        states.setdefault(_text(row.key), {})[row.state] = int(row.count)
    lines = [
        FollowUps(
            key=key,
            label=_label(scope, key, named),
            closed=sum(of_key.values()),
            followed=sum(of_key.get(state, 0) for state in asked.FOLLOWED),
            declined=of_key.get(asked.State.DECLINED, 0),
            missed=of_key.get(asked.State.NOT_REACHED, 0),
        )
        for key, of_key in states.items()
    ]
    return tuple(sorted(lines, key=lambda line: _order(scope, line.key, line.closed)))[:MOST_KEYS]


def _spans(rows: Sequence[Any], named: Mapping[str, str], scope: Scope) -> tuple[Spans, ...]:
    lines = [
        Spans(
            key=_text(row.key),
            label=_label(scope, _text(row.key), named),
            count=int(row.count),
            median=max(0, int(row.median)),
            p90=max(0, int(row.p90)),
            longest=max(0, int(row.longest)),
        )
        for row in rows
    ]
    return tuple(sorted(lines, key=lambda line: _order(scope, line.key, line.count)))[:MOST_KEYS]


def _order(scope: Scope, key: str, count: int) -> tuple[int, str]:
    """Hours and days as they come; what else, the commonest first."""
    return (int(key), "") if scope.by in (By.HOUR, By.DAY) else (-count, key)


def _label(scope: Scope, key: str, named: Mapping[str, str]) -> str:
    if scope.by is By.HOUR:
        return f"{int(key):02d}:00"
    if scope.by is By.DAY:
        return (date(1970, 1, 1) + timedelta(days=int(key))).isoformat()
    return named.get(key, key)


async def _labels(connection: AsyncConnection, scope: Scope) -> Mapping[str, str]:
    """What the keys are called. A turn that no clerk ever had is under the empty key."""
    if scope.by is By.ITEM:
        every = await items.catalogue(connection, scope.until)
        return {item.code: item.title[scope.language] for item in every}
    if scope.by is By.CLERK:
        rows = (await connection.execute(select(staff.c.id, staff.c.name))).all()
        return {row.id: row.name for row in rows} | {"": "–"}
    return {zone.id: zone.name[scope.language] for zone in await zones.every(connection)}


async def _all(connection: AsyncConnection, query: Select[Any]) -> Sequence[Any]:
    rows: Sequence[Any] = (await connection.execute(query)).all()
    return rows


def _text(key: object) -> str:
    return "" if key is None else str(key)
