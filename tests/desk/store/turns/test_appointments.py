"""No slot is given to more than it holds, however many book at once."""

import asyncio
from contextlib import suppress
from datetime import UTC, datetime, timedelta

from desk.model.errors import SlotFull
from desk.store.turns import appointments
from tests.desk.world import World

SLOT = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
SKILL = "social-insurance"


async def take(world: World, capacity: int, starts_at: datetime = SLOT) -> bool:
    """Whether a place was to be had."""
    try:
        async with world.store.write() as unit:
            await appointments.take(unit, world.zones["macao"].id, SKILL, starts_at, capacity)
    except SlotFull:
        return False
    return True


async def give_back(world: World) -> bool:
    async with world.store.write() as unit:
        await appointments.give_back(unit, world.zones["macao"].id, SKILL, SLOT)
    return False


async def taken(world: World) -> dict[datetime, int]:
    day = timedelta(days=1)
    async with world.store.read() as connection:
        return await appointments.taken(connection, world.zones["macao"].id, SKILL, SLOT - day, SLOT + day)


async def test_of_fifty_who_book_ten_places_at_once_exactly_ten_get_one(world: World) -> None:
    got = await asyncio.gather(*(take(world, 10) for _ in range(50)))
    assert (sum(got), await taken(world)) == (10, {SLOT: 10})


async def test_while_some_give_back_nobody_gets_a_place_too_many(world: World) -> None:
    await asyncio.gather(*(take(world, 5) for _ in range(5)))
    booked = (take(world, 5) for _ in range(20))
    given = (give_back(world) for _ in range(4))
    got = await asyncio.gather(*booked, *given)
    assert (await taken(world))[SLOT] == 5 - 4 + sum(got) <= 5


async def test_a_slot_that_holds_nobody_gives_no_place(world: World) -> None:
    assert (await take(world, 0), await taken(world)) == (False, {})


async def test_a_transaction_undone_takes_no_place(world: World) -> None:
    with suppress(KeyError):
        async with world.store.write() as unit:
            await appointments.take(unit, world.zones["macao"].id, SKILL, SLOT, 1)
            raise KeyError
    assert await taken(world) == {}


async def test_slots_are_counted_apart(world: World) -> None:
    assert [await take(world, 1, SLOT + timedelta(minutes=m)) for m in (0, 20, 0)] == [True, True, False]


async def test_taking_and_giving_back_counts_as_a_plain_counter_would(world: World) -> None:
    count = 0
    for takes in (True, True, False, True, True, True, False, False, False, False, True):
        await (take(world, 2) if takes else give_back(world))
        count = min(count + 1, 2) if takes else max(count - 1, 0)
        assert (await taken(world)).get(SLOT, 0) == count
