"""The places of cases: in which order they are found, and whether what they are found by has to be written anew.

A case's number is given by a counter, so that its digits tell where it stands among all: `JM202600000042` stands at
202600000042. A place costs eight bytes in an index of twenty rows a case, and sorts by time.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import ColumnElement, FromClause, Row, Select, false, func, insert, select, true, update
from sqlalchemy.ext.asyncio import AsyncConnection

from desk.model.cases.cases import Case
from desk.store.tables import BIG, case_places, cases
from desk.store.unit import Unit

PREFIX = 2
"""Letters before the digits of a number."""
Due = Row[int, str, str, bool]
"""place, case_id, applicant_id, forgotten"""


def of_number(number: str) -> int:
    """The place of a case of this number."""
    return int(number[PREFIX:])


COLUMNS = ("place", "case_id", "zone_id", "item_code", "opened_at", "due", "forgotten")


def of_opened(opened: FromClause) -> Select[Any]:
    """The rows that `add` writes of these cases, on PostgreSQL and within the statement that opens them."""
    case = opened.c
    place = func.substr(case.number, PREFIX + 1).cast(BIG)
    return select(place, case.id, case.zone_id, case.item_code, case.opened_at, true(), false())


async def add(unit: Unit, new: Sequence[Case]) -> None:
    """New cases take their places; what they are found by is written after the commit (`finding.index.catch_up`)."""
    rows = [
        {
            "place": of_number(case.number),
            "case_id": case.id,
            "zone_id": case.zone_id,
            "item_code": case.item_code,
            "opened_at": case.opened_at,
            "due": True,
            "forgotten": False,
        }
        for case in new
    ]
    await unit.connection.execute(insert(case_places), rows)


async def touch(unit: Unit, case_id: str) -> None:
    """What this case is found by has changed."""
    await _due(unit, case_places.c.case_id == case_id)


async def touch_person(unit: Unit, applicant_id: str) -> None:
    """What this person's cases are found by has changed."""
    await _due(unit, case_places.c.case_id.in_(select(cases.c.id).where(cases.c.applicant_id == applicant_id)))


async def forget(unit: Unit, case_ids: Iterable[str]) -> list[int]:
    """Whose these cases were is erased, for good: their places."""
    which = sorted(case_ids)
    await unit.connection.execute(update(case_places).where(case_places.c.case_id.in_(which)).values(forgotten=True))
    return await of_cases(unit.connection, which)


async def of_cases(connection: AsyncConnection, case_ids: Iterable[str]) -> list[int]:
    """The places of these cases."""
    query = select(case_places.c.place).where(case_places.c.case_id.in_(sorted(case_ids)))
    return [row[0] for row in (await connection.execute(query)).all()]


async def some_due(connection: AsyncConnection) -> bool:
    """Whether any has to be indexed."""
    query = select(case_places.c.place).where(case_places.c.due).limit(1)
    return (await connection.execute(query)).one_or_none() is not None


async def due(unit: Unit, most: int) -> Sequence[Due]:
    """Some that have to be indexed, the newest first: it is looked for most.

    They are held until the commit: who changes what one of them is found by waits, and has it indexed again.
    """
    p = case_places.c
    query = (
        select(p.place, p.case_id, cases.c.applicant_id, p.forgotten)
        .join(cases, cases.c.id == p.case_id)
        .where(p.due)
        .order_by(p.place.desc())
        .limit(most)
        .with_for_update(of=case_places, skip_locked=True)
    )
    return (await unit.connection.execute(query)).all()


async def done(unit: Unit, places: Sequence[int]) -> None:
    """What these are found by is written."""
    await unit.connection.execute(
        update(case_places).where(case_places.c.place.in_(places), case_places.c.due).values(due=False)
    )


async def _due(unit: Unit, which: ColumnElement[bool]) -> None:
    await unit.connection.execute(update(case_places).where(which).values(due=True))
