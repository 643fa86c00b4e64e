"""Counters that never give a number twice: ticket numbers of a day, case numbers of a year."""

from sqlalchemy.dialects import postgresql, sqlite

from desk.store.tables import counters
from desk.store.unit import Unit


async def take(unit: Unit, name: str, count: int = 1) -> int:
    """The next number of that name, from 1, in one statement; of several, the last one."""
    insert = postgresql.insert if unit.connection.dialect.name == "postgresql" else sqlite.insert
    statement = insert(counters).values(name=name, value=count)
    statement = statement.on_conflict_do_update(index_elements=["name"], set_={"value": counters.c.value + count})
    return int((await unit.connection.execute(statement.returning(counters.c.value))).scalar_one())
