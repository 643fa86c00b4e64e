"""The test run's own stores are what they say."""

import asyncpg
import sqlalchemy

from desk.store import engine


async def test_each_store_answers(store_url: str) -> None:
    reached = engine.connect(store_url)
    async with reached.connect() as connection:
        assert (await connection.execute(sqlalchemy.text("select 1"))).scalar_one() == 1
    await reached.dispose()


async def test_a_test_gets_an_empty_postgresql(postgres_url: str) -> None:
    connection = await asyncpg.connect(postgres_url)
    tables = await connection.fetchval("select count(*) from pg_tables where schemaname = 'public'")
    await connection.close()
    assert tables == 0
