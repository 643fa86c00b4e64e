"""Claims: turns are taken out of their lines, each once, by one statement that no other waits for.

First the heads of the lines are looked at, without a lock. Then those that were shared out are written, each only while
it stands as it was seen; a row that another process is writing is skipped, and not waited for (SKIP LOCKED; SQLite has
one writer). So a turn is given once whatever was seen, and nobody holds a lock while they think.

The statements are built once: to build them costs as much as to carry them out.
"""

import functools
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ARRAY,
    ColumnElement,
    FromClause,
    Integer,
    Row,
    Select,
    String,
    and_,
    bindparam,
    case,
    func,
    or_,
    select,
    true,
    union_all,
    update,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from desk.model.notices import Purpose
from desk.model.turns.tickets import Ticket
from desk.store.direct import Direct
from desk.store.tables import Instant, cases, consents, tickets, visits
from desk.store.turns.tickets import IN_LINE, ticket_of
from desk.store.unit import Unit


@dataclass(frozen=True, slots=True, kw_only=True)
class Ready:
    """A visit whose consent stands. `case_id`: its case; empty while it has none."""

    visit_id: str
    applicant_id: str
    item_code: str
    item_version: int
    consent_id: str
    case_id: str


async def heads(
    connection: AsyncConnection,
    lines: Collection[str],
    clerks: Collection[str],
    now: datetime,
    limit: int,
    past: Collection[str] = (),
) -> list[tuple[Ticket, Ready | None]]:
    """The first turns in these lines that are kept for one of these clerks or for nobody, in order.

    limit: so many at most. past: ids of turns to be passed over. Each with its visit, None where no consent stands.
    """
    if not lines:
        return []
    told = {"now": now, "clerks": sorted(clerks), "past": sorted(past), "most": limit}
    if connection.dialect.name == "postgresql":
        rows = await LATERAL.rows(connection, told | {"lines": sorted(lines)})
    else:
        named = {f"line_{place}": line for place, line in enumerate(sorted(lines))}
        rows = (await connection.execute(_united(len(lines)), told | named)).all()
    return [(ticket_of(row), _ready(row)) for row in rows]


async def ready(connection: AsyncConnection, visit_id: str) -> Ready | None:
    """This visit; None where no consent stands."""
    query = _with_visit(tickets).where(tickets.c.visit_id == visit_id)
    row = (await connection.execute(query)).one_or_none()
    return None if row is None else _ready(row)


async def take(unit: Unit, taken: Sequence[tuple[Ticket, Ticket]]) -> frozenset[str]:
    """Writes state and clerk of turns in line, given before and after; ids of those that still stood as before.

    They are written in one statement. One that another is writing is left to them.
    """
    if not taken:
        return frozenset()
    told: dict[str, Any] = {"now": unit.now}
    for place, (before, after) in enumerate(taken):
        told |= {f"id_{place}": before.id, f"moved_{place}": before.moved_at, f"stands_{place}": before.stands_at}
        told |= {f"line_{place}": before.line}
        told |= {f"state_{place}": after.state.value, f"clerk_{place}": after.clerk_id or None}
    return frozenset(row.id for row in await _taking(len(taken)).rows(unit.connection, told))


def _with_visit(of: FromClause) -> Select[Any]:
    """What is in `of`, and what of its visit must be known before the applicant is rung."""
    v, t = visits.c, of.c
    consented = (consents.c.visit_id == t.visit_id) & (consents.c.purpose == Purpose.VISIT)
    known = (
        v.applicant_id,
        v.item_version,
        consents.c.id.label("consent_id"),
        cases.c.id.label("case_id"),
    )
    joined = (
        of.outerjoin(visits, v.id == t.visit_id)
        .outerjoin(consents, consented & consents.c.withdrawn_at.is_(None))
        .outerjoin(cases, (cases.c.visit_id == t.visit_id) & (cases.c.item_code == v.item_code))
    )
    return select(*t, *known).select_from(joined)


def _ready(row: Row[Any]) -> Ready | None:
    if row.consent_id is None:
        return None
    return Ready(
        visit_id=row.visit_id,
        applicant_id=row.applicant_id,
        item_code=row.item_code,
        item_version=row.item_version,
        consent_id=row.consent_id,
        case_id=row.case_id or "",
    )


CLERKS, PAST = bindparam("clerks", type_=ARRAY(String)), bindparam("past", type_=ARRAY(String))


def _first(line: ColumnElement[str], kept_for: ColumnElement[bool], passed_over: ColumnElement[bool]) -> Select[Any]:
    """So many of one line, by its index."""
    t = tickets.c
    mine = or_(t.kept_until.is_(None), t.kept_until <= bindparam("now", type_=Instant), kept_for)
    stands = and_(t.line == line, IN_LINE, mine, ~passed_over)
    return select(tickets).where(stands).order_by(t.stands_at, t.id).limit(bindparam("most", type_=Integer))


def _of_all(found: FromClause) -> Select[Any]:
    """So many of all that were found, in the order of the line."""
    query = _with_visit(found).order_by(found.c.stands_at, found.c.id)
    return query.limit(bindparam("most", type_=Integer))


def _lateral() -> Select[Any]:
    """One statement for any number of lines."""
    lines = bindparam("lines", type_=ARRAY(String))
    served = func.unnest(lines).table_valued("line", name="served").render_derived()
    t = tickets.c
    of_line = _first(served.c.line, t.clerk_id == func.any(CLERKS), t.id == func.any(PAST)).lateral("of_line")
    most = bindparam("most", type_=Integer)
    first = select(of_line).select_from(served.join(of_line, true())).order_by(of_line.c.stands_at, of_line.c.id)
    return _of_all(first.limit(most).subquery("heads"))


@functools.cache
def _united(lines: int) -> Select[Any]:
    """The same where there is no LATERAL: for so many lines, `line_0` and on."""
    t = tickets.c
    kept_for = t.clerk_id.in_(bindparam("clerks", expanding=True))
    passed_over = t.id.in_(bindparam("past", expanding=True))
    ids = [select(_first(bindparam(f"line_{place}"), kept_for, passed_over).subquery().c.id) for place in range(lines)]
    first = select(tickets).where(t.id.in_(union_all(*ids))).order_by(t.stands_at, t.id)
    return _of_all(first.limit(bindparam("most", type_=Integer)).subquery("heads"))


@functools.cache
def _taking(count: int) -> Direct:
    """Writes so many turns, `id_0` and on: each as it was seen (`line`, `moved`, `stands`), and as it becomes (`state`,
    `clerk`)."""
    t, places = tickets.c, range(count)
    ids = [bindparam(f"id_{place}", type_=String) for place in places]
    as_seen = or_(
        *(
            and_(
                t.id == ids[place],
                t.moved_at == bindparam(f"moved_{place}", type_=Instant),
                t.stands_at == bindparam(f"stands_{place}", type_=Instant),
                t.line == bindparam(f"line_{place}", type_=String),
            )
            for place in places
        )
    )
    free = select(t.id).where(as_seen, IN_LINE).with_for_update(skip_locked=True)

    def becomes(name: str) -> ColumnElement[Any]:
        return case(*((t.id == ids[place], bindparam(f"{name}_{place}", type_=String)) for place in places))

    told = {"state": becomes("state"), "clerk_id": becomes("clerk"), "kept_until": None}
    now = bindparam("now", type_=Instant)
    return Direct(update(tickets).where(t.id.in_(free)).values(**told, moved_at=now).returning(t.id))


LATERAL = Direct(_lateral())
