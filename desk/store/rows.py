"""What every noun of the store does alike: read one row or say it is missing, change a row only if it still stands."""

import dataclasses
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, Row, Select, Table, update
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


def upsert(connection: AsyncConnection, table: Table, values: Mapping[str, Any]) -> Executable:
    """INSERT … ON CONFLICT (primary key) DO UPDATE, in the dialect at hand."""
    keys = [column.name for column in table.primary_key]
    changed = {name: value for name, value in values.items() if name not in keys}
    if connection.dialect.name == "postgresql":
        return postgresql.insert(table).values(**values).on_conflict_do_update(index_elements=keys, set_=changed)
    return sqlite.insert(table).values(**values).on_conflict_do_update(index_elements=keys, set_=changed)


def values(thing: "DataclassInstance") -> dict[str, Any]:
    """A value's fields by name, as its table's columns take them."""
    return {field.name: getattr(thing, field.name) for field in dataclasses.fields(thing)}


def fields(row: Row[Any], kind: "type[DataclassInstance]") -> dict[str, Any]:
    """The columns of a row that are fields of `kind`; the caller turns words into enumerations."""
    return {field.name: row._mapping[field.name] for field in dataclasses.fields(kind)}
