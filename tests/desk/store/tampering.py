"""An insider at the database, who first takes the ledger's triggers away."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from desk.store.engine import WRITES
from desk.store.unit import Store

TRIGGERS = {
    "sqlite": "SELECT 'DROP TRIGGER ' || name FROM sqlite_master WHERE type = 'trigger' AND tbl_name LIKE 'ledger%'",
    "postgresql": "SELECT DISTINCT 'DROP TRIGGER ' || trigger_name || ' ON ' || event_object_table "
    "FROM information_schema.triggers WHERE event_object_table LIKE 'ledger%'",
}


@asynccontextmanager
async def at(store: Store) -> AsyncIterator[AsyncConnection]:
    """A transaction in which the ledger can be changed."""
    async with store.engine.connect() as plain:
        connection = await plain.execution_options(**WRITES)
        async with connection.begin():
            found = (await connection.execute(text(TRIGGERS[store.engine.dialect.name]))).scalars().all()
            for statement in found:
                await connection.execute(text(statement))
            yield connection
