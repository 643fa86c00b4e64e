"""Statements of every *call next* and of every commit, handed to PostgreSQL's driver themselves.

SQLAlchemy writes them, once, and says how their values go and come; but to carry one out by SQLAlchemy costs several
times what the driver needs for it (bench/RESULTS.md). Connection and transaction stay SQLAlchemy's, and everything that
is asked less often goes the ordinary way.
"""

import contextlib
from collections.abc import Callable, Sequence
from typing import Any, cast

import asyncpg
from sqlalchemy import Dialect, IteratorResult, Row, Select
from sqlalchemy.engine.result import SimpleResultMetaData
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.dml import ReturningInsert, ReturningUpdate
from sqlalchemy.types import TypeEngine

Processor = Callable[[Any], Any]


class Direct:
    """One statement that gives rows; compiled when it is first carried out."""

    def __init__(self, statement: Select[Any] | ReturningInsert[Any] | ReturningUpdate[Any]) -> None:
        self._statement = statement
        self._columns = statement.exported_columns
        self._names = SimpleResultMetaData([column.key or "" for column in self._columns])
        self._text = ""
        self._constants: dict[str, Any] = {}
        self._taken: list[tuple[str, Processor]] = []
        self._given: list[tuple[int, Processor]] = []

    async def rows(self, connection: AsyncConnection, told: dict[str, Any]) -> Sequence[Row[Any]]:
        """What it gives. Raises DBAPIError, as SQLAlchemy does."""
        driver = await _begun(connection)
        if driver is None:
            rows: Sequence[Row[Any]] = (await connection.execute(self._statement, told)).all()
            return rows
        if not self._text:
            self._compile(connection.dialect)
        try:
            values = self._constants | told
            found = await driver.fetch(self._text, *[process(values[name]) for name, process in self._taken])
        except (asyncpg.PostgresError, asyncpg.InterfaceError) as error:
            raise DBAPIError(self._text, None, error, True, driver.is_closed()) from error
        result: IteratorResult[Any] = IteratorResult(self._names, map(self._row, found))
        return result.all()

    def _row(self, record: Sequence[Any]) -> tuple[Any, ...]:
        row = list(record)
        for place, process in self._given:
            row[place] = process(row[place])
        return tuple(row)

    def _compile(self, dialect: Dialect) -> None:
        compiled = self._statement.compile(dialect=dialect)
        assert isinstance(compiled, SQLCompiler)
        self._constants = {name: bind.value for name, bind in compiled.binds.items() if not bind.required}
        self._taken = [(name, _taking(compiled.binds[name].type, dialect)) for name in compiled.positiontup or ()]
        given = ((place, _giving(column.type, dialect)) for place, column in enumerate(self._columns))
        self._given = [(place, process) for place, process in given if process is not None]
        self._text = str(compiled)


async def _begun(connection: AsyncConnection) -> Any:
    """The driver's connection, a transaction begun on it; None where SQLAlchemy has to carry the statement out.

    SQLAlchemy begins with the first statement that goes its way, and has no public name for doing it before; so what it
    calls then is called here. Where that fails, it is left to SQLAlchemy to fail with it, in its own errors.
    """
    plain = connection.sync_connection
    driver = plain.connection.driver_connection if plain is not None else None
    if plain is None or not isinstance(driver, asyncpg.Connection):
        return None
    if not driver.is_in_transaction() and plain.in_transaction():
        with contextlib.suppress(Exception):
            await cast(Any, plain.connection.dbapi_connection)._start_transaction()
    return driver if driver.is_in_transaction() else None


def _taking(kind: TypeEngine[Any], dialect: Dialect) -> Processor:
    return kind.dialect_impl(dialect).bind_processor(dialect) or _as_it_is


def _giving(kind: TypeEngine[Any], dialect: Dialect) -> Processor | None:
    return kind.dialect_impl(dialect).result_processor(dialect, None)


def _as_it_is(value: Any) -> Any:
    return value
