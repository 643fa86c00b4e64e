"""Which lines a clerk serves."""

from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from desk.model.staff import Staff
from desk.model.turns import routing
from desk.store.tables import zones

ZONES = select(zones.c.id).order_by(zones.c.id)


def lines_among(zone_ids: Collection[str], clerk: Staff) -> tuple[str, ...]:
    """Every line of this clerk, the one of their window among them, where these are all zones; none of somebody who has
    no window."""
    if not clerk.window:
        return ()
    return routing.lines_of(clerk.serves or zone_ids, clerk.skills, clerk.speaks, clerk.window)


async def lines_of_each(connection: AsyncConnection, clerks: Collection[Staff]) -> dict[str, tuple[str, ...]]:
    """The same of each of these clerks, by their ids, with the zones that there are."""
    zone_ids = tuple((await connection.execute(ZONES)).scalars())
    return {clerk.id: lines_among(zone_ids, clerk) for clerk in clerks}


async def lines_of(connection: AsyncConnection, clerk: Staff) -> tuple[str, ...]:
    """The same with the zones that there are."""
    zone_ids = () if clerk.serves else tuple((await connection.execute(ZONES)).scalars())
    return lines_among(zone_ids, clerk)
