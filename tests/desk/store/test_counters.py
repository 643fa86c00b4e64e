"""A counter gives each number once, however many ask."""

import asyncio

import pytest

from desk.store import counters
from tests.desk.world import World


async def take(world: World, name: str = "n") -> int:
    async with world.store.write() as unit:
        return await counters.take(unit, name)


async def test_numbers_begin_at_one_and_grow_by_one(world: World) -> None:
    assert [await take(world) for _ in range(3)] == [1, 2, 3]


async def test_each_name_counts_by_itself(world: World) -> None:
    await take(world, "a")
    assert await take(world, "b") == 1


async def test_twenty_who_ask_at_once_get_twenty_numbers(world: World) -> None:
    assert sorted(await asyncio.gather(*(take(world) for _ in range(20)))) == list(range(1, 21))


async def take_and_fail(world: World) -> None:
    async with world.store.write() as unit:
        await counters.take(unit, "n")
        raise ZeroDivisionError


async def test_a_number_taken_in_a_unit_that_failed_is_given_again(world: World) -> None:
    with pytest.raises(ZeroDivisionError):
        await take_and_fail(world)
    assert await take(world) == 1
