"""Sealed bags and the sheets that came out of them, as the store keeps them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, delete, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from desk.model.materials.originals import Bag, State, Verdict
from desk.store.rows import fields, one, swap, values
from desk.store.tables import arrivals, bags
from desk.store.unit import Unit


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """A sheet of a bag, in the place where it lay; `page_id` is the page it was found to be."""

    id: str
    bag_id: str
    place: int
    sha256: str
    page_id: str | None
    likeness: int
    verdict: Verdict
    by_id: str
    came_at: datetime


async def add(unit: Unit, bag: Bag) -> None:
    """Keeps a bag. Raises Stale where its number was used before."""
    await unit.connection.execute(insert(bags).values(**values(bag)))


async def by_number(connection: AsyncConnection, number: str) -> Bag:
    """The bag of that number. Raises Missing."""
    return _bag(await one(connection, select(bags).where(bags.c.number == number), "bag"))


async def of_case(connection: AsyncConnection, case_id: str) -> list[Bag]:
    """The case's bags, the oldest first."""
    query = select(bags).where(bags.c.case_id == case_id).order_by(bags.c.sealed_at, bags.c.id)
    return [_bag(row) for row in (await connection.execute(query)).all()]


async def change(unit: Unit, before: Bag, after: Bag, sheets: Sequence[Arrival]) -> None:
    """Writes `after` and what came out while the bag still stands as in `before`. Raises Stale."""
    await swap(unit.connection, bags, (bags.c.id == before.id) & (bags.c.moved_at == before.moved_at), values(after))
    await unit.connection.execute(delete(arrivals).where(arrivals.c.bag_id == before.id))
    if sheets:
        await unit.connection.execute(insert(arrivals), [values(sheet) for sheet in sheets])


async def arrivals_of(connection: AsyncConnection, bag_id: str) -> list[Arrival]:
    """The sheets of a bag in the order they lay."""
    query = select(arrivals).where(arrivals.c.bag_id == bag_id).order_by(arrivals.c.place)
    return [_arrival(row) for row in (await connection.execute(query)).all()]


def _bag(row: Row[Any]) -> Bag:
    return Bag(**fields(row, Bag) | {"state": State(row.state)})


def _arrival(row: Row[Any]) -> Arrival:
    return Arrival(**fields(row, Arrival) | {"verdict": Verdict(row.verdict)})
