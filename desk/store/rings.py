"""What is written when applicants are rung: new cases with their numbers, and sessions; on PostgreSQL by one statement.

One for all, as each statement costs more on its way than what it writes.
"""

from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import (
    ARRAY,
    Integer,
    Select,
    String,
    Table,
    TableValuedAlias,
    bindparam,
    column,
    func,
    insert,
    literal_column,
    select,
    true,
)

from desk.model.cases.cases import NUMBER_WIDTH, NUMBERED, Case, number_of
from desk.model.errors import AlreadyInSession
from desk.model.sessions import Session
from desk.store import counters, places, sessions
from desk.store.cases import cases as kept
from desk.store.direct import Direct
from desk.store.rows import values
from desk.store.tables import case_places, cases
from desk.store.tables import sessions as meetings
from desk.store.unit import Unit


async def add(unit: Unit, opened: Sequence[Case], rung: Sequence[Session], free: Collection[str]) -> list[Case]:
    """Keeps new cases, which have no number yet, and new sessions. The cases with their numbers, in order.

    free: ids of clerks whose row nothing in this unit holds yet, as `sessions.add` tells; who of the others sits in a
    colleague's meeting is seen by the one statement. Raises AlreadyInSession as `sessions.add` does.
    """
    year, count = unit.now.year, len(opened)
    if not opened or unit.connection.dialect.name != "postgresql":
        last = await counters.take(unit, counters.of_cases(year), count) if opened else 0
        numbers = [number_of(year, last - count + place) for place in range(1, count + 1)]
        numbered = [replace(case, number=number) for case, number in zip(opened, numbers, strict=True)]
        if numbered:
            await kept.add(unit, numbered)
        await sessions.add(unit, rung)
        return numbered
    told = {"counter": counters.of_cases(year), "count": count, "prefix": NUMBERED.format(year=year)}
    rows = _columns("case", opened) | _columns("session", rung)
    written = await RING.rows(unit.connection, told | rows)
    if written[0].sits:
        raise AlreadyInSession("in a colleague's meeting")
    await sessions.check_nobody_sits(unit, [session for session in rung if session.clerk_id in free])
    numbers = [row.number for row in written]
    return [replace(case, number=number) for case, number in zip(opened, sorted(numbers, key=_in_order), strict=True)]


def _in_order(number: str) -> tuple[int, str]:
    return len(number), number


def _columns(name: str, things: Sequence[Case] | Sequence[Session]) -> dict[str, list[Any]]:
    rows = [values(thing) for thing in things]
    return {f"{name}_{each}": [row[each] for row in rows] for each in rows[0]}


def _unnested(name: str, table: Table) -> TableValuedAlias:
    """The arrays `name_column` of each of the table's columns as rows, with their place from 1."""
    arrays = (bindparam(f"{name}_{each.name}", type_=ARRAY(each.type)) for each in table.c)
    columns = [column(each.name, each.type) for each in table.c]
    return func.unnest(*arrays).table_valued(*columns, with_ordinality="place", name=f"new_{name}s").render_derived()


def _ring() -> Select[Any]:
    counted = counters.TAKE["postgresql"].cte("counted")
    case, session = _unnested("case", cases), _unnested("session", meetings)
    count = (counted.c.value - bindparam("count", type_=Integer) + case.c.place).cast(String)
    width = func.greatest(literal_column(str(NUMBER_WIDTH)), func.length(count))
    told = {"number": bindparam("prefix", type_=String) + func.lpad(count, width, "0")}
    rows = select(*(told.get(each.name, case.c[each.name]) for each in cases.c)).select_from(case.join(counted, true()))
    opened = insert(cases).from_select(list(cases.c), rows).returning(*cases.c).cte("opened")
    placed = insert(case_places).from_select(places.COLUMNS, places.of_opened(opened)).cte("placed")
    of_sessions = select(*(session.c[each.name] for each in meetings.c))
    rung = insert(meetings).from_select(list(meetings.c), of_sessions).cte("rung")
    sits = sessions.sitting(bindparam("session_clerk_id", type_=ARRAY(meetings.c.clerk_id.type))).exists()
    return select(opened.c.number, sits.label("sits")).add_cte(placed, rung)


RING = Direct(_ring())
