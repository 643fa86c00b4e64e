"""Promises 容缺受理 as the store keeps them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from desk.model.materials.promises import OPEN, Promise, State
from desk.store.rows import fields, swap, values, written
from desk.store.tables import promises
from desk.store.unit import Unit


async def add(unit: Unit, promise: Promise) -> None:
    """Keeps a promise that was offered. Raises Stale where one for this paper is open."""
    await unit.connection.execute(insert(promises).values(**values(promise)))


async def change(unit: Unit, before: Promise, after: Promise) -> None:
    """Writes `after` while the promise still stands as in `before`. Raises Stale."""
    stands = (promises.c.id == before.id) & (promises.c.state == before.state)
    await swap(unit.connection, promises, stands, values(after))


async def of_case(connection: AsyncConnection, case_id: str) -> list[Promise]:
    """The case's promises, the oldest first."""
    query = select(promises).where(promises.c.case_id == case_id).order_by(promises.c.offered_at, promises.c.id)
    return [_promise(row) for row in (await connection.execute(query)).all()]


async def open_for(connection: AsyncConnection, case_id: str, code: str) -> Promise | None:
    """The promise of this paper that is offered or given."""
    return next((each for each in await of_case(connection, case_id) if each.code == code and each.state in OPEN), None)


async def given(connection: AsyncConnection, case_id: str) -> dict[str, Promise]:
    """The papers for which a promise stands, by their code."""
    return {each.code: each for each in await of_case(connection, case_id) if each.state is State.GIVEN}


async def run_out(connection: AsyncConnection, now: datetime, limit: int) -> Sequence[Promise]:
    """Those that were given and are due by now."""
    p = promises.c
    query = select(promises).where(p.state == written(State.GIVEN.value), p.due_at <= now).order_by(p.due_at)
    return [_promise(row) for row in (await connection.execute(query.limit(limit))).all()]


def _promise(row: Row[Any]) -> Promise:
    return Promise(**fields(row, Promise) | {"state": State(row.state)})
