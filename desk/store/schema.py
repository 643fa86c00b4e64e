"""Brings a store's tables to the form this version of the desk works with; alembic does the steps, configured here."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from desk.store.engine import WRITES
from identity.vault import Vault

LOCK = 0x6465736B
"""PostgreSQL's advisory lock held while migrating (`desk` in ASCII): of many processes that start, one migrates."""


async def migrate(engine: AsyncEngine, vault: Vault | None = None) -> None:
    """Takes every step that is missing, all in one transaction. At the head already, it changes nothing.

    Steps that seal what an older version kept open need the `vault`. Raises RuntimeError where one misses it, or where
    a row would be left that refers to another that is not there.
    """
    async with engine.connect() as plain:
        connection = await plain.execution_options(**WRITES)
        async with _references_waiting(connection), connection.begin():
            if engine.dialect.name == "postgresql":
                await connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOCK})
            await connection.run_sync(_upgrade, vault)


@asynccontextmanager
async def _references_waiting(connection: AsyncConnection) -> AsyncIterator[None]:
    """SQLite changes a table by making it anew, and would then refuse to drop one that others refer to.

    So references are looked at once, before the commit (sqlite.org/lang_altertable.html, section 7); the switch works
    outside a transaction only, hence on the driver's own connection.
    """
    if connection.dialect.name != "sqlite":
        yield
        return
    driver = (await connection.get_raw_connection()).driver_connection
    assert driver is not None
    await driver.execute("PRAGMA foreign_keys=OFF")
    try:
        yield
    finally:
        await driver.execute("PRAGMA foreign_keys=ON")


def configure(connection: Connection) -> Config:
    """Alembic's configuration for a connection that is open: there is no alembic.ini."""
    config = Config()
    config.set_main_option("script_location", "desk.store:migrations")
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config


def _upgrade(connection: Connection, vault: Vault | None) -> None:
    config = configure(connection)
    config.attributes["vault"] = vault
    command.upgrade(config, "head")
    if connection.dialect.name == "sqlite" and connection.exec_driver_sql("PRAGMA foreign_key_check").first():
        raise RuntimeError("a row refers to another that is not there")
