"""A store as an earlier step left it, with rows of that step's own tables."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import sqlalchemy as sa
from alembic import command
from sqlalchemy import Connection
from sqlalchemy.ext.asyncio import AsyncEngine

from desk.store import engine, schema
from desk.store.engine import WRITES

Add = Callable[..., None]
"""Adds one row: the table's name, and its columns."""


@asynccontextmanager
async def left_at(url: str, revision: str, fill: Callable[[Add], None]) -> AsyncIterator[AsyncEngine]:
    """A fresh store at this revision, filled."""

    def prepare(connection: Connection) -> None:
        command.upgrade(schema.configure(connection), revision)
        tables = sa.MetaData()
        tables.reflect(connection)

        def add(table: str, **row: Any) -> None:
            connection.execute(sa.insert(tables.tables[table]).values(**row))

        fill(add)

    made = engine.connect(url)
    async with made.connect() as plain:
        connection = await plain.execution_options(**WRITES)
        async with connection.begin():
            await connection.run_sync(prepare)
    yield made
    await made.dispose()
