"""The migrations make the very tables that the code works with."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, text
from sqlalchemy.ext.asyncio import AsyncEngine

from desk.store import engine, schema
from desk.store.tables import metadata

INDEXES = {
    "sqlite": "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL",
    "postgresql": "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'",
}


@pytest.fixture
async def empty(store_url: str) -> AsyncIterator[AsyncEngine]:
    made = engine.connect(store_url)
    yield made
    await made.dispose()


def differences(connection: Connection) -> list[object]:
    return list(compare_metadata(MigrationContext.configure(connection), metadata))


async def indexes(of: AsyncEngine) -> dict[str, str]:
    async with of.connect() as connection:
        rows = (await connection.execute(text(INDEXES[of.dialect.name]))).all()
    return {str(name): str(sql) for name, sql in rows if not str(name).endswith("alembic_version_pkc")}


async def test_alembic_finds_no_difference_after_migrating(empty: AsyncEngine) -> None:
    await schema.migrate(empty)
    async with empty.connect() as connection:
        assert await connection.run_sync(differences) == []


async def test_indexes_have_the_same_conditions_as_in_the_code(empty: AsyncEngine) -> None:
    """Alembic does not compare what a partial index is limited to, and the claim and its guards stand on that."""
    await schema.migrate(empty)
    migrated = await indexes(empty)
    async with empty.begin() as connection:
        await connection.run_sync(metadata.drop_all)
        await connection.run_sync(metadata.create_all)
    assert migrated == await indexes(empty)


async def test_migrating_again_changes_nothing(empty: AsyncEngine) -> None:
    await schema.migrate(empty)
    before = await indexes(empty)
    await schema.migrate(empty)
    assert await indexes(empty) == before


async def test_of_many_processes_that_start_at_once_each_finds_the_tables(store_url: str) -> None:
    engines = [engine.connect(store_url) for _ in range(4)]
    await asyncio.gather(*(schema.migrate(each) for each in engines))
    async with engines[0].connect() as connection:
        assert await connection.run_sync(differences) == []
    for each in engines:
        await each.dispose()


async def test_no_engine_numbers_the_ledger(empty: AsyncEngine) -> None:
    """A number of the engine's own is spent even when its unit fails: the chain gives them."""
    await schema.migrate(empty)
    async with empty.begin() as connection:
        if empty.dialect.name == "postgresql":
            assert (await connection.execute(text("SELECT count(*) FROM pg_sequences"))).scalar_one() == 0
        else:
            sql = (await connection.execute(text("SELECT sql FROM sqlite_master WHERE name = 'ledger'"))).scalar_one()
            assert "AUTOINCREMENT" not in sql
