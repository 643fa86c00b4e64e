"""Which lines a clerk serves."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from desk.model.staff import Staff
from desk.model.turns import routing
from desk.store.tables import zones


async def lines_of(connection: AsyncConnection, clerk: Staff) -> tuple[str, ...]:
    """Every line of this clerk, the one of their window among them."""
    served = clerk.serves or tuple((await connection.execute(select(zones.c.id).order_by(zones.c.id))).scalars())
    return routing.lines_of(served, clerk.skills, clerk.speaks, clerk.window)
