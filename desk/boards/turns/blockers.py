"""Blockers 堵點: where visits stop and why, ranked by how many people each concerns."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, and_, case, distinct, func, literal, select
from sqlalchemy.ext.asyncio import AsyncConnection

from desk.boards.reader import Reader
from desk.boards.turns.history import By, Scope, first_calls, of_turns, why_left
from desk.boards.turns.sums import hour_of, span, whole
from desk.model.events import Tag
from desk.model.line_tests import State as Tested
from desk.model.materials.materials import State as Material
from desk.model.step_ups import State as StepUp
from desk.model.turns.tickets import State
from desk.model.visits import State as VisitState
from desk.store import items
from desk.store.tables import cases, ledger, line_tests, materials, step_ups, tickets, visits

LONG = 30 * 60
"""Seconds; who waits longer is counted as blocked by the wait."""
MOST = 30
FEWEST_LONG = 2
STEPS = (
    (Tag.VISIT_PHONE_CONFIRMED, "ticket"),
    (Tag.VISIT_DOCUMENTED, "phone"),
    (Tag.VISIT_RECOGNISED, "document"),
    (Tag.VISIT_CONSENTED, "identity"),
)
"""Who did this last, and took no turn, stopped at that step; who did none of them, at the choice or the consent."""
PROBLEMS = (
    Tag.ASSURANCE_REFUSED,
    Tag.CODE_LOCKED,
    Tag.CODE_REFUSED,
    Tag.CORNER_HELP_ASKED,
    Tag.IDENTITY_CONFLICT,
    Tag.RECORDING_FAILED,
    Tag.SESSION_BROKE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Blocker:
    """One of them.

    `kind`: step, problem, line, step-up, paper, missed, left, wait. `what`: a word's key, or an item's title.
    `hour`: of waits alone, else None. `people`: visits concerned. `by` and `figure`: where the figures stand.
    """

    kind: str
    what: str
    people: int
    by: str
    figure: str
    hour: int | None = None


async def blockers(reader: Reader, scope: Scope) -> tuple[Blocker, ...]:
    """The blockers of a period, the one that concerns most people first."""
    async with reader.connection() as connection:
        found = [
            *await _steps(connection, scope),
            *await _problems(connection, scope),
            *await _tests(connection, scope),
            *await _papers(connection, scope),
            *await _turns(connection, scope),
            *await _waits(connection, scope),
        ]
    return tuple(sorted(found, key=lambda blocker: (-blocker.people, blocker.kind, blocker.what)))[:MOST]


def _of_visits(scope: Scope) -> ColumnElement[bool]:
    v = visits.c
    within = and_(v.began_at >= scope.since, v.began_at < scope.until)
    return within & (v.zone_id == scope.zone_id) if scope.zone_id else within


async def _steps(connection: AsyncConnection, scope: Scope) -> list[Blocker]:
    """Where those stopped who closed their visit without a turn."""
    v, le, t = visits.c, ledger.c, tickets.c
    rank = case(*((le.tag == tag, literal(len(STEPS) - at)) for at, (tag, _) in enumerate(STEPS)), else_=0)
    furthest = (
        select(v.id, func.max(rank).label("rank"), func.max(v.item_code).label("item_code"))
        .outerjoin(tickets, t.visit_id == v.id)
        .join(ledger, le.visit_id == v.id)
        .where(_of_visits(scope), v.state == VisitState.CLOSED, t.id.is_(None))
        .group_by(v.id)
        .subquery()
    )
    f = furthest.c
    has_item = case((f.item_code != "", 1), else_=0).label("has_item")
    rows = await _all(connection, select(f.rank, has_item, func.count()).group_by(f.rank, has_item))
    return [
        Blocker(kind="step", what=_step(rank, bool(chosen)), people=people, by=By.HOUR, figure="turns")
        for rank, chosen, people in rows
    ]


def _step(rank: int, chosen: bool) -> str:
    if rank:
        return STEPS[len(STEPS) - rank][1]
    return "consent" if chosen else "items"


async def _problems(connection: AsyncConnection, scope: Scope) -> list[Blocker]:
    v, le = visits.c, ledger.c
    query = select(le.tag, func.count(distinct(v.id))).join(visits, v.id == le.visit_id)
    rows = await _all(connection, query.where(_of_visits(scope), le.tag.in_(PROBLEMS)).group_by(le.tag))
    return [Blocker(kind="problem", what=tag, people=people, by=By.DAY, figure="turns") for tag, people in rows]


async def _tests(connection: AsyncConnection, scope: Scope) -> list[Blocker]:
    v, tested, asked = visits.c, line_tests.c, step_ups.c
    poor = select(func.count()).select_from(line_tests).join(visits, v.id == tested.visit_id)
    declined = select(func.count()).select_from(step_ups).join(visits, v.id == asked.visit_id)
    counts = [
        ("line", By.ZONE, poor.where(_of_visits(scope), tested.state == Tested.POOR)),
        ("step-up", By.ITEM, declined.where(_of_visits(scope), asked.state == StepUp.DECLINED)),
    ]
    numbers = [(kind, by, (await connection.execute(query)).scalar_one()) for kind, by, query in counts]
    return [Blocker(kind=kind, what="", people=n, by=by, figure="turns") for kind, by, n in numbers if n]


async def _papers(connection: AsyncConnection, scope: Scope) -> list[Blocker]:
    """Papers that were asked for and never came, by item."""
    v, c, m = visits.c, cases.c, materials.c
    query = (
        select(c.item_code, func.count(distinct(v.id)))
        .join(cases, c.visit_id == v.id)
        .join(materials, m.case_id == c.id)
        .where(_of_visits(scope), v.state == VisitState.CLOSED, m.state == Material.ASKED)
        .group_by(c.item_code)
    )
    named = await _titles(connection, scope)
    return [
        Blocker(kind="paper", what=named.get(code, code), people=people, by=By.ITEM, figure="turns")
        for code, people in await _all(connection, query)
    ]


async def _turns(connection: AsyncConnection, scope: Scope) -> list[Blocker]:
    """Missed calls, and why people left."""
    t = tickets.c
    missed = select(func.count()).where(of_turns(scope), t.announced > 0)
    why = why_left().label("why")
    left = select(why, func.count()).where(of_turns(scope), t.state == State.CANCELLED).group_by(why)
    number = (await connection.execute(missed)).scalar_one()
    return [
        *([Blocker(kind="missed", what="", people=number, by=By.HOUR, figure="turns")] if number else []),
        *(
            Blocker(kind="left", what=reason, people=people, by=By.HOUR, figure="turns")
            for reason, people in await _all(connection, left)
        ),
    ]


async def _waits(connection: AsyncConnection, scope: Scope) -> list[Blocker]:
    """By item and hour, how many waited long."""
    t, first = tickets.c, first_calls(scope)
    hour = hour_of(t.taken_at, scope.offset).label("hour")
    query = (
        select(t.item_code, hour, func.count().label("people"))
        .join(first, first.c.ticket_id == t.id)
        .where(whole(span(t.taken_at, first.c.rung_at), LONG) > 0)
        .group_by(t.item_code, hour)
        .having(func.count() >= FEWEST_LONG)
        .order_by(func.count().desc())
        .limit(MOST)
    )
    named = await _titles(connection, scope)
    return [
        Blocker(kind="wait", what=named.get(code, code), people=people, by=By.HOUR, figure="waits", hour=int(at))
        for code, at, people in await _all(connection, query)
    ]


async def _titles(connection: AsyncConnection, scope: Scope) -> dict[str, str]:
    return {item.code: item.title[scope.language] for item in await items.catalogue(connection, scope.until)}


async def _all(connection: AsyncConnection, query: Any) -> Sequence[Any]:
    rows: Sequence[Any] = (await connection.execute(query)).all()
    return rows
