"""A statement handed to the driver gives, undoes and refuses as one that SQLAlchemy carries out."""

import pytest
from sqlalchemy import bindparam, insert, select, text
from sqlalchemy.exc import DBAPIError

from desk.model.errors import Stale, StoreUnavailable
from desk.store.direct import Direct
from desk.store.tables import counters, ledger
from tests.desk.world import World

LATER = select(ledger).where(ledger.c.seq > bindparam("after")).order_by(ledger.c.seq)
COUNT = insert(counters).values(name=bindparam("counter"), value=7).returning(counters.c.value)


async def test_rows_are_those_that_sqlalchemy_gives_with_instants_and_data(world: World) -> None:
    await world.visit_to("consented")
    async with world.store.write() as unit:
        ordinary = (await unit.connection.execute(LATER, {"after": 0})).all()
        assert [*await Direct(LATER).rows(unit.connection, {"after": 0})] == [*ordinary]


async def count_and_fail(world: World) -> None:
    async with world.store.write() as unit:
        await Direct(COUNT).rows(unit.connection, {"counter": "first"})
        raise ZeroDivisionError


async def test_what_it_wrote_is_undone_with_its_unit_though_it_was_the_first_statement(world: World) -> None:
    with pytest.raises(ZeroDivisionError):
        await count_and_fail(world)
    async with world.store.read() as connection:
        assert (await connection.execute(select(counters).where(counters.c.name == "first"))).first() is None


async def count_twice(world: World) -> None:
    async with world.store.write() as unit:
        for _ in range(2):
            await Direct(COUNT).rows(unit.connection, {"counter": "twice"})


async def test_a_row_that_is_there_already_is_refused_as_stale(world: World) -> None:
    with pytest.raises(Stale):
        await count_twice(world)


async def test_one_statement_serves_connections_of_several_units(world: World) -> None:
    statement = Direct(COUNT)
    for name in ("one", "two"):
        async with world.store.write() as unit:
            await unit.connection.execute(select(counters))
            assert [row.value for row in await statement.rows(unit.connection, {"counter": name})] == [7]


async def count_on_a_line_that_is_cut(world: World, name: str) -> None:
    async with world.store.write() as unit:
        pid = (await unit.connection.execute(text("SELECT pg_backend_pid()"))).scalar_one()
        async with world.store.engine.connect() as other:
            await other.execute(text(f"SELECT pg_terminate_backend({pid})"))
        await Direct(COUNT).rows(unit.connection, {"counter": name})


async def test_a_server_that_goes_away_is_told_as_such_and_the_next_unit_finds_another_line(
    postgres_world: World,
) -> None:
    with pytest.raises(StoreUnavailable):
        await count_on_a_line_that_is_cut(postgres_world, "cut")
    async with postgres_world.store.write() as unit:
        assert (await unit.connection.execute(select(counters).where(counters.c.name == "cut"))).first() is None


async def test_a_line_that_was_cut_in_the_pool_is_told_as_such_by_the_first_statement(postgres_world: World) -> None:
    async with postgres_world.store.engine.connect() as one:
        pid = (await one.execute(text("SELECT pg_backend_pid()"))).scalar_one()
        await one.commit()
        async with postgres_world.store.engine.connect() as other:
            await other.execute(text(f"SELECT pg_terminate_backend({pid})"))
        with pytest.raises(DBAPIError):
            async with one.begin():
                await Direct(COUNT).rows(one, {"counter": "late"})
