"""Which lines a clerk serves."""

from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from desk.model.staff import Staff
from desk.model.turns import routing
from desk.store.tables import zones

ZONES = select(zones.c.id).order_by(zones.c.id)


async def lines_of_each(connection: AsyncConnection, clerks: Collection[Staff]) -> dict[str, tuple[str, ...]]:
    """Every line of each of these clerks, by their ids, none of who has no window; the zones are read once for all."""
    every: tuple[str, ...] = ()
    if not all(clerk.serves for clerk in clerks):
        every = tuple((await connection.execute(ZONES)).scalars())
    return {
        clerk.id: routing.lines_of(clerk.serves or every, clerk.skills, clerk.speaks, clerk.window)
        if clerk.window
        else ()
        for clerk in clerks
    }


async def lines_of(connection: AsyncConnection, clerk: Staff) -> tuple[str, ...]:
    """Every line of this clerk, the one of their window among them; none of somebody who has no window."""
    return (await lines_of_each(connection, [clerk]))[clerk.id]
