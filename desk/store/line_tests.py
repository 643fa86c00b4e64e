"""Tests of lines, as the store keeps them: the newest of each visit, with its figures."""

from dataclasses import asdict
from typing import Any

from sqlalchemy import Row, delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from desk.model.line_tests import LineTest, State
from desk.model.quality import Line, Trouble
from desk.store.rows import fields, upsert, values
from desk.store.tables import line_tests
from desk.store.unit import Unit


async def put(unit: Unit, test: LineTest, line: Line | None = None) -> None:
    """This is the visit's newest test, and what was measured."""
    row = values(test) | {"figures": {} if line is None else asdict(line)}
    await unit.connection.execute(upsert(unit.connection, line_tests, row))


async def of_visit(connection: AsyncConnection, visit_id: str) -> LineTest | None:
    """The visit's newest test."""
    row = (await connection.execute(select(line_tests).where(line_tests.c.visit_id == visit_id))).one_or_none()
    return _test(row) if row else None


async def drop(unit: Unit, visit_id: str) -> None:
    """The test came to nothing."""
    await unit.connection.execute(delete(line_tests).where(line_tests.c.visit_id == visit_id))


def _test(row: Row[Any]) -> LineTest:
    return LineTest(**fields(row, LineTest) | {"state": State(row.state), "trouble": Trouble(row.trouble)})
