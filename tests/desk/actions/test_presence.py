"""Who is before a screen is known in whichever process holds it, and for a while after it went."""

from datetime import timedelta

from desk.actions import presence
from desk.store import presence as rows
from tests.desk.world import World

PARTY = "staff:x"


async def here(world: World, seconds: int = 12) -> frozenset[str]:
    async with world.store.read() as connection:
        return await rows.here(connection, world.clock() - timedelta(seconds=seconds))


async def test_who_came_is_here_and_who_went_is_not(world: World) -> None:
    await presence.come(world.desk, PARTY, "")
    assert await here(world) == {PARTY}
    await presence.go(world.desk, PARTY, "")
    assert await here(world) == frozenset()


async def test_who_gave_no_sign_of_life_is_not_here(sqlite_world: World) -> None:
    await presence.come(sqlite_world.desk, PARTY, "")
    sqlite_world.clock.pass_by(seconds=12)
    assert await here(sqlite_world) == frozenset()


async def test_a_sign_of_life_keeps_a_party_here(sqlite_world: World) -> None:
    await presence.come(sqlite_world.desk, PARTY, "")
    sqlite_world.clock.pass_by(seconds=12)
    await presence.stay(sqlite_world.desk, [PARTY, "visit:y"])
    assert await here(sqlite_world) == {PARTY, "visit:y"}


async def test_signs_of_life_are_told_to_nobody(sqlite_world: World) -> None:
    await presence.come(sqlite_world.desk, PARTY, "")
    await presence.stay(sqlite_world.desk, [PARTY])
    await presence.go(sqlite_world.desk, PARTY, "")
    assert await sqlite_world.tags() == ["presence.came", "presence.went"]


async def test_when_a_party_went_is_known(sqlite_world: World) -> None:
    await presence.come(sqlite_world.desk, PARTY, "")
    began = sqlite_world.clock()
    sqlite_world.clock.pass_by(seconds=5)
    await presence.go(sqlite_world.desk, PARTY, "")
    assert await presence.seen_since(sqlite_world.desk, began) == {PARTY: sqlite_world.clock()}


async def test_a_sweep_forgets_those_of_yesterday_alone(sqlite_world: World) -> None:
    began = sqlite_world.clock()
    await presence.come(sqlite_world.desk, "staff:old", "")
    sqlite_world.clock.pass_by(hours=25)
    await presence.come(sqlite_world.desk, PARTY, "")
    await presence.sweep(sqlite_world.desk)
    assert set(await presence.seen_since(sqlite_world.desk, began - timedelta(days=1))) == {PARTY}
