"""Brings a store's tables to the form this version of the desk works with; alembic does the steps, configured here."""

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, text
from sqlalchemy.ext.asyncio import AsyncEngine

from desk.store.engine import WRITES

LOCK = 0x6465736B
"""PostgreSQL's advisory lock held while migrating (`desk` in ASCII): of many processes that start, one migrates."""


async def migrate(engine: AsyncEngine) -> None:
    """Takes every step that is missing, all in one transaction. At the head already, it changes nothing."""
    async with engine.connect() as plain:
        connection = await plain.execution_options(**WRITES)
        async with connection.begin():
            if engine.dialect.name == "postgresql":
                await connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOCK})
            await connection.run_sync(_upgrade)


def configure(connection: Connection) -> Config:
    """Alembic's configuration for a connection that is open: there is no alembic.ini."""
    config = Config()
    config.set_main_option("script_location", "desk.store:migrations")
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config


def _upgrade(connection: Connection) -> None:
    command.upgrade(configure(connection), "head")
