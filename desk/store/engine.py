"""How the store is reached: SQLite in WAL mode when nothing is configured, PostgreSQL when the service outgrows it."""

import functools
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from sqlite3 import OperationalError as DatabaseBusy
from typing import Any

from sqlalchemy import Connection, Dialect, event, make_url
from sqlalchemy.exc import DisconnectionError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlalchemy.pool import ConnectionPoolEntry

WAL_TRIES, WAL_PAUSE = 200, 0.01
"""How often, and after how many seconds each, the journal mode is tried again."""
STATEMENTS = 1_000
"""So many statements are kept compiled, and prepared by each connection: more than the desk has."""
PLANNED_ONCE = {"plan_cache_mode": "force_generic_plan", "jit": "off", "max_parallel_workers_per_gather": "0"}
"""PostgreSQL plans a prepared statement once, not anew for the values of each call: to plan *call next* took longer
than to carry it out. What a partial index asks for must then stand in the statement itself, as SQLite wants, too. And
it neither compiles a statement to machine code nor gives it helpers: it would do so at every call of what it takes for
long work, and a search that stops after twenty rows of two thousand looks like that."""
IDLE_SECONDS = 1.0
USED = "desk_used"
WRITES = {"desk_writes": True}
"""Execution options of a connection that will write: SQLite then takes its one write lock at BEGIN, not half-way."""
READS = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
"""Execution options of a PostgreSQL connection that only reads: all its queries see one moment, and none can write."""


def connect(url: str) -> AsyncEngine:
    """An engine for `sqlite+aiosqlite:///…` or `postgresql+asyncpg://…`; a plain scheme gets its async driver.

    An error of the engine names the statement and never its parameters, which may be about a person.
    """
    where = make_url(url)
    if where.get_backend_name() == "sqlite":
        engine = create_async_engine(
            where.set(drivername="sqlite+aiosqlite"), pool_size=8, max_overflow=0, hide_parameters=True
        )
        event.listen(engine.sync_engine, "connect", _prepare_sqlite)
        event.listen(engine.sync_engine, "begin", _begin_sqlite)
        return engine
    engine = create_async_engine(
        where.set(drivername="postgresql+asyncpg"),
        pool_size=10,
        max_overflow=10,
        hide_parameters=True,
        query_cache_size=STATEMENTS,
        connect_args={"prepared_statement_cache_size": STATEMENTS, "server_settings": PLANNED_ONCE},
    )
    event.listen(engine.sync_engine, "checkin", _note_use)
    event.listen(engine.sync_engine, "checkout", functools.partial(_ask_if_idle, engine.dialect))
    return engine


@asynccontextmanager
async def moment(engine: AsyncEngine) -> AsyncIterator[AsyncConnection]:
    """A connection that only reads, and sees one moment in all its queries."""
    async with engine.connect() as connection:
        if engine.dialect.name == "postgresql":
            await connection.execution_options(**READS)
        yield connection


def _note_use(_connection: Any, record: ConnectionPoolEntry) -> None:
    record.info[USED] = time.monotonic()


def _ask_if_idle(dialect: Dialect, connection: Any, record: ConnectionPoolEntry, _proxy: object) -> None:
    """A connection that was not used for a while is asked whether it lives; one that was used just now is believed."""
    if time.monotonic() - record.info.get(USED, time.monotonic()) < IDLE_SECONDS:
        return
    try:
        dialect.do_ping(connection)
    except Exception as error:
        raise DisconnectionError("the server closed it") from error


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    # The driver's own BEGIN comes too late (at the first write): take it away, and begin ourselves.
    connection.isolation_level = None
    cursor = connection.cursor()
    cursor.execute("PRAGMA busy_timeout=10000")
    _turn_to_wal(cursor)
    for pragma in ("synchronous=FULL", "foreign_keys=ON"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _turn_to_wal(cursor: Any) -> None:
    """The file's journal mode, set once in its life. While another process sets it, SQLite does not wait but refuses
    (sqlite.org/wal.html, 2.1), so we wait."""
    for left in reversed(range(WAL_TRIES)):
        try:
            cursor.execute("PRAGMA journal_mode=WAL")
            return
        except DatabaseBusy:
            if not left:
                raise
            time.sleep(WAL_PAUSE)


def _begin_sqlite(connection: Connection) -> None:
    writes = connection.get_execution_options().get("desk_writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
