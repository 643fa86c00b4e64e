"""The test run's own stores are what they say."""

import asyncpg
import sqlalchemy
from sqlalchemy.ext.asyncio import create_async_engine


async def test_each_store_answers(store_url: str) -> None:
    engine = create_async_engine(store_url)
    async with engine.connect() as connection:
        assert (await connection.execute(sqlalchemy.text("select 1"))).scalar_one() == 1
    await engine.dispose()


async def test_a_test_gets_an_empty_postgresql(postgres_url: str) -> None:
    connection = await asyncpg.connect(postgres_url.replace("+asyncpg", ""))
    tables = await connection.fetchval("select count(*) from pg_tables where schemaname = 'public'")
    await connection.close()
    assert tables == 0
