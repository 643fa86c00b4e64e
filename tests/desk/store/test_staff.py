"""An authenticator's step is used once, and a stronger hash never undoes a new password."""

import asyncio

from desk.model.staff import State
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


async def test_of_ten_who_use_a_step_at_once_one_may(world: World) -> None:
    assert (await asyncio.gather(*(use(world, 7) for _ in range(10)))).count(True) == 1


async def test_a_step_from_before_the_last_one_is_not_used(world: World) -> None:
    assert [await use(world, step) for step in (7, 6, 7, 8)] == [True, False, False, True]


async def test_a_disabled_account_uses_no_step(world: World) -> None:
    async with world.store.write() as unit:
        await staff.move(unit, world.clerk.id, State.ACTIVE, State.DISABLED)
    assert not await use(world, 7)


async def test_a_stronger_hash_does_not_undo_a_new_password(world: World) -> None:
    before = (await credentials(world)).password_hash
    async with world.store.write() as unit:
        await staff.set_password(unit, world.clerk.id, "changed")
        await staff.rehash(unit, world.clerk.id, before, "stronger")
    assert (await credentials(world)).password_hash == "changed"
