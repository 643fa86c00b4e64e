"""An authenticator's step is used once, and failures are counted by the store."""

import asyncio
from datetime import timedelta

from desk.store import staff
from desk.store.staff import Credentials
from tests.desk.world import World


async def credentials(world: World) -> Credentials:
    async with world.store.read() as connection:
        found = await staff.credentials(connection, world.store.vault, "clerk1")
    assert found is not None
    return found


async def use(world: World, step: int) -> bool:
    async with world.store.write() as unit:
        return await staff.use_step(unit, world.clerk.id, step)


async def fail(world: World) -> None:
    async with world.store.write() as unit:
        await staff.count_failure(unit, world.clerk.id, 5, unit.now + timedelta(minutes=15))


async def test_of_ten_who_use_a_step_at_once_one_may(world: World) -> None:
    assert (await asyncio.gather(*(use(world, 7) for _ in range(10)))).count(True) == 1


async def test_a_step_from_before_the_last_one_is_not_used(world: World) -> None:
    assert [await use(world, step) for step in (7, 6, 7, 8)] == [True, False, False, True]


async def test_every_failure_counts_though_they_come_at_once(world: World) -> None:
    await asyncio.gather(*(fail(world) for _ in range(12)))
    assert (await credentials(world)).failures == 12


async def test_the_fifth_failure_locks_and_the_fourth_does_not(world: World) -> None:
    locks = []
    for _ in range(5):
        await fail(world)
        locks.append((await credentials(world)).locked_until)
    assert locks == [None] * 4 + [world.clock() + timedelta(minutes=15)]


async def test_who_was_looked_up_before_the_lock_is_not_let_in_after_it(world: World) -> None:
    for _ in range(5):
        await fail(world)
    assert not await use(world, 7)


async def test_a_used_step_clears_failures_and_lock(world: World) -> None:
    for _ in range(5):
        await fail(world)
    world.clock.pass_by(minutes=15)
    await use(world, 7)
    found = await credentials(world)
    assert (found.failures, found.locked_until) == (0, None)
