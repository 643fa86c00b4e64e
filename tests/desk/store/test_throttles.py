"""Failures are counted one after the other, however many come at once, and tell nothing of whom they are about."""

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import select

from desk.store import tables, throttles
from identity.errors import Stopped, Throttled, ThrottleError
from identity.throttles import Rule, Throttle
from identity.vault import Vault
from tests.desk.world import World

RULE = Rule()
NUMBER = "+85366123456"


async def fail(world: World, value: str = NUMBER) -> ThrottleError | None:
    async with world.store.write() as unit:
        return await throttles.count(unit, "code", value, RULE)


async def stands(world: World, value: str = NUMBER, purpose: str = "code") -> Throttle:
    async with world.store.read() as connection:
        return await throttles.look(connection, world.store.vault, purpose, value)


async def test_nine_failures_at_once_are_nine(world: World) -> None:
    await asyncio.gather(*(fail(world) for _ in range(9)))
    assert await stands(world) == Throttle(failures=9)


async def test_of_twenty_at_once_ten_count_and_lock_once(world: World) -> None:
    refused = await asyncio.gather(*(fail(world) for _ in range(20)))
    assert sum(isinstance(each, Throttled) for each in refused) == 11
    until = world.clock.now + timedelta(minutes=15)
    assert await stands(world) == Throttle(failures=10, locked_until=until)


async def test_the_fiftieth_failure_stops(world: World) -> None:
    for _ in range(50):
        await fail(world)
        world.clock.pass_by(hours=3)
    assert isinstance(await fail(world), Stopped)


async def test_the_right_answer_leaves_nothing_behind(world: World) -> None:
    await fail(world)
    async with world.store.write() as unit:
        assert await throttles.clear(unit, "code", NUMBER) is None
    async with world.store.read() as connection:
        assert (await connection.execute(select(tables.throttles))).all() == []


async def test_an_answer_that_comes_after_the_lock_clears_nothing(world: World) -> None:
    for _ in range(10):
        await fail(world)
    async with world.store.write() as unit:
        assert isinstance(await throttles.clear(unit, "code", NUMBER), Throttled)
    assert (await stands(world)).failures == 10


async def test_a_failure_that_was_rolled_back_is_not_counted(world: World) -> None:
    with pytest.raises(ZeroDivisionError):
        await fail_and_break(world)
    assert await stands(world) == Throttle()


async def fail_and_break(world: World) -> None:
    async with world.store.write() as unit:
        await throttles.count(unit, "code", NUMBER, RULE)
        raise ZeroDivisionError


async def test_values_and_purposes_are_counted_apart(sqlite_world: World) -> None:
    await fail(sqlite_world)
    assert await stands(sqlite_world, NUMBER[:-1] + "7") == await stands(sqlite_world, purpose="staff") == Throttle()


async def test_a_person_lifts_a_stop(world: World) -> None:
    for _ in range(50):
        await fail(world)
        world.clock.pass_by(hours=3)
    async with world.store.write() as unit:
        assert (await throttles.lift(unit, "code", NUMBER)).stopped
    assert await fail(world) is None


async def test_the_table_holds_no_number(world: World) -> None:
    await fail(world)
    async with world.store.read() as connection:
        assert "66123456" not in repr((await connection.execute(select(tables.throttles))).all())


async def test_a_key_that_was_rotated_keeps_its_count(world: World) -> None:
    await fail(world)
    world.store.vault = Vault({"new": b"n" * 32, "test": b"k" * 32}, "new", bytes)
    assert (await stands(world)).failures == 1
    await fail(world)
    assert (await stands(world)).failures == 2
