"""What every noun of the store does alike: read one row or say it is missing, change a row only if it still stands."""

import dataclasses
import functools
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, Row, Select, String, Table, literal_column, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.sql.base import Executable

from desk.model.errors import Missing, Stale

if TYPE_CHECKING:
    from _typeshed import DataclassInstance


async def one(connection: AsyncConnection, query: Select[Any], thing: str) -> Row[Any]:
    """The one row. Raises Missing, which names the thing and nothing else."""
    row: Row[Any] | None = (await connection.execute(query)).one_or_none()
    if row is None:
        raise Missing(thing)
    return row


async def swap(
    connection: AsyncConnection, table: Table, stands: ColumnElement[bool], values: Mapping[str, Any]
) -> None:
    """Compare and set: changes the row while `stands` holds. Raises Stale when somebody was first."""
    result = await connection.execute(update(table).where(stands).values(**values))
    if result.rowcount != 1:
        raise Stale(table.name)


def written(word: str) -> ColumnElement[str]:
    """One of our own words, written into the statement as it stands in the condition of an index: a plan that is kept
    for any value could not count on that index. Never for what comes from outside."""
    return literal_column(f"'{word}'", String)


def insert_into(connection: AsyncConnection, table: Table) -> postgresql.Insert | sqlite.Insert:
    """INSERT in the dialect at hand: both have ON CONFLICT under the same words."""
    return postgresql.insert(table) if connection.dialect.name == "postgresql" else sqlite.insert(table)


def upsert(connection: AsyncConnection, table: Table, values: Mapping[str, Any]) -> Executable:
    """INSERT … ON CONFLICT (primary key) DO UPDATE, in the dialect at hand."""
    keys = [column.name for column in table.primary_key]
    changed = {name: value for name, value in values.items() if name not in keys}
    new = insert_into(connection, table).values(**values)
    return new.on_conflict_do_update(index_elements=keys, set_=changed)


def values(thing: "DataclassInstance") -> dict[str, Any]:
    """A value's fields by name, as its table's columns take them."""
    return {name: getattr(thing, name) for name in _names(type(thing))}


def fields(row: Row[Any], kind: "type[DataclassInstance]") -> dict[str, Any]:
    """The columns of a row that are fields of `kind`; the caller turns words into enumerations."""
    told = row._mapping
    return {name: told[name] for name in _names(kind)}


@functools.cache
def _names(kind: "type[DataclassInstance]") -> tuple[str, ...]:
    return tuple(field.name for field in dataclasses.fields(kind))
