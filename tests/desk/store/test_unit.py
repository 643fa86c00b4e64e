"""A unit of work commits whole with its facts, or leaves nothing behind."""

import asyncio
import traceback
from contextlib import AsyncExitStack

import asyncpg
import pytest
from sqlalchemy import insert, text
from sqlalchemy.exc import DBAPIError, IntegrityError

from desk.model.errors import Stale, StoreUnavailable
from desk.model.events import Event, Tag
from desk.model.zones import Corner
from desk.store import corners, counters, visits
from desk.store.bus import Fact
from desk.store.tables import visits as visits_table
from tests.desk.world import World

PHONE = "+853" + "66120001"


class Broken(Exception):
    """What a test breaks a unit off with."""


async def break_off(world: World) -> None:
    """Takes a number, records a fact, and fails."""
    async with world.store.write() as unit:
        await counters.take(unit, "broken")
        unit.record(fact_of("a"))
        raise Broken


def fact_of(subject: str) -> Event:
    return Event(tag=Tag.CORNER_HELP_ASKED, subject=subject, actor="desk")


async def test_a_unit_left_by_an_error_keeps_no_row(world: World) -> None:
    with pytest.raises(Broken):
        await break_off(world)
    async with world.store.write() as unit:
        assert await counters.take(unit, "broken") == 1


async def test_a_unit_left_by_an_error_tells_nothing(world: World) -> None:
    heard: list[Fact] = []
    world.store.bus.listen(heard.append)
    with pytest.raises(Broken):
        await break_off(world)
    assert (heard, await world.tags()) == ([], [])


async def test_a_fact_is_told_only_when_another_connection_can_see_it(world: World) -> None:
    told_within: list[int] = []
    world.store.bus.listen(lambda fact: told_within.append(fact.seq))
    async with world.store.write() as unit:
        unit.record(fact_of("a"))
        assert told_within == []
    assert [fact.seq for fact in await world.store.facts((), 0)] == told_within


async def test_facts_stand_in_the_ledger_in_the_order_they_were_recorded(world: World) -> None:
    async with world.store.write() as unit:
        for n in range(50):
            unit.record(fact_of(f"{n}"))
    assert [fact.event.subject for fact in await world.store.facts((), 0)] == [f"{n}" for n in range(50)]


async def test_facts_told_here_are_those_in_the_ledger(world: World) -> None:
    heard: list[Fact] = []
    world.store.bus.listen(heard.append)
    await world.visit_to("ticketed")
    assert heard == await world.store.facts((), 0)


async def test_a_fact_keeps_all_its_fields(world: World) -> None:
    event = Event(
        tag=Tag.TICKET_MOVED,
        subject="s",
        actor="staff:x",
        zone_id="z",
        visit_id="v",
        case_id="c",
        data={"state": "waiting", "n": 3},
    )
    async with world.store.write() as unit:
        unit.record(event)
    assert [fact.event for fact in await world.store.facts((), 0)] == [event]


async def test_facts_are_read_by_number_or_from_a_number_on(world: World) -> None:
    async with world.store.write() as unit:
        for n in range(5):
            unit.record(fact_of(f"{n}"))
    seqs = [fact.seq for fact in await world.store.facts((), 0)]
    assert [fact.seq for fact in await world.store.facts((seqs[3], seqs[1]), 0)] == [seqs[1], seqs[3]]
    assert [fact.seq for fact in await world.store.facts((), seqs[2])] == seqs[3:]


async def test_a_second_open_visit_of_a_corner_is_stale(world: World) -> None:
    first = await world.visit_to("choosing")
    with pytest.raises(Stale):
        async with world.store.write() as unit:
            await unit.connection.execute(
                insert(visits_table).values(
                    id=unit.chance.id(),
                    corner_id=first.corner_id,
                    zone_id=first.zone_id,
                    language=first.language,
                    state="choosing",
                    item_code="",
                    item_version=0,
                    applicant_id="",
                    began_at=unit.now,
                )
            )


async def test_a_row_that_points_nowhere_is_no_stale_but_a_mistake(world: World) -> None:
    nowhere = Corner(id="x" * 32, zone_id="no such zone", code="X", name={}, help_asked=False)
    with pytest.raises(IntegrityError):
        async with world.store.write() as unit:
            await corners.add(unit, nowhere, "key")


async def test_an_error_of_the_engine_does_not_name_its_parameters(world: World) -> None:
    query = text("SELECT * FROM nowhere WHERE phone = :phone")
    with pytest.raises((DBAPIError, StoreUnavailable)) as caught:
        async with world.store.read() as connection:
            await connection.execute(query, {"phone": PHONE})
    assert PHONE not in "".join(traceback.format_exception(caught.value))


async def test_a_reader_of_postgres_sees_one_moment(postgres_world: World) -> None:
    visit = await postgres_world.visit_to("choosing")
    async with postgres_world.store.read() as connection:
        before = await visits.get(connection, visit.id)
        await postgres_world.consent(visit.id)
        assert await visits.get(connection, visit.id) == before


async def test_a_reader_of_postgres_cannot_write(postgres_world: World) -> None:
    with pytest.raises(DBAPIError, match="read-only"):
        async with postgres_world.store.read() as connection:
            await connection.execute(text("UPDATE zones SET code = 'x'"))


async def end_connections(world: World) -> None:
    """The server ends every connection of the store, as it does when it is restarted."""
    connection = await asyncpg.connect(world.url)
    others = "datname = current_database() AND pid <> pg_backend_pid()"
    await connection.execute(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE {others}")
    await connection.close()


async def test_a_server_that_goes_while_it_is_read_is_unavailable(postgres_world: World) -> None:
    async def read() -> None:
        async with postgres_world.store.read() as connection:
            await connection.execute(text("SELECT 1"))
            await end_connections(postgres_world)
            await connection.execute(text("SELECT 1"))

    with pytest.raises(StoreUnavailable):
        await read()


async def test_a_server_that_goes_while_it_is_written_is_unavailable(postgres_world: World) -> None:
    async def write() -> None:
        async with postgres_world.store.write() as unit:
            await unit.connection.execute(text("SELECT 1"))
            await end_connections(postgres_world)
            unit.record(fact_of("one"))

    with pytest.raises(StoreUnavailable):
        await write()


async def test_of_two_in_each_others_way_one_is_too_late(postgres_world: World) -> None:
    both_hold = asyncio.Barrier(2)

    async def take(first: str, second: str) -> None:
        async with postgres_world.store.write() as unit:
            await corners.set_help(unit, postgres_world.corners[first].id, True)
            await both_hold.wait()
            await corners.set_help(unit, postgres_world.corners[second].id, True)

    ended = await asyncio.gather(take("MO-01", "HK-01"), take("HK-01", "MO-01"), return_exceptions=True)
    assert [type(each) for each in ended if each is not None] == [Stale]


async def test_a_store_with_no_connection_free_is_unavailable(
    sqlite_world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sqlite_world.store.engine.pool, "_timeout", 0.1)
    async with AsyncExitStack() as stack:
        for _ in range(8):
            await stack.enter_async_context(sqlite_world.store.read())
        with pytest.raises(StoreUnavailable):
            await stack.enter_async_context(sqlite_world.store.read())
