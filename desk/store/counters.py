"""Counters that never give a number twice: ticket numbers of a day, case numbers of a year."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import bindparam
from sqlalchemy.dialects import postgresql, sqlite

from desk.store.tables import counters
from desk.store.unit import Unit


def _take(insert: Callable[..., Any]) -> Any:
    new = insert(counters).values(name=bindparam("counter"), value=bindparam("count"))
    more = {"value": counters.c.value + new.excluded.value}
    return new.on_conflict_do_update(index_elements=["name"], set_=more).returning(counters.c.value)


TAKE = {"postgresql": _take(postgresql.insert), "sqlite": _take(sqlite.insert)}


def of_cases(year: int) -> str:
    """The counter of a year's cases."""
    return f"case:{year}"


async def take(unit: Unit, name: str, count: int = 1) -> int:
    """The next number of that name, from 1, in one statement; of several, the last one."""
    statement = TAKE[unit.connection.dialect.name]
    return int((await unit.connection.execute(statement, {"counter": name, "count": count})).scalar_one())
