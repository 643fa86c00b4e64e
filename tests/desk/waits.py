"""Transactions that wait for each other, on PostgreSQL."""

import asyncio

from sqlalchemy import text

from tests.desk.world import World

WAITING = text("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'")


async def somebody_waits(world: World) -> None:
    """Until a transaction waits for another's lock."""
    async with asyncio.timeout(30), world.store.engine.connect() as connection:
        while not (await connection.execute(WAITING)).scalar_one():
            await connection.rollback()
            await asyncio.sleep(0.01)
