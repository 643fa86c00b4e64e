"""What items are called is read for the versions in force, and a change of the catalogue is seen."""

from datetime import timedelta

from desk.model.catalogue.words import Words
from desk.store import items
from desk.store.catalogue import words
from tests.desk.world import World

CODE = "JM-CR-001"


async def newer(world: World, version: int, **other: object) -> None:
    """Adds a version that is like the newest but for this."""
    async with world.desk.store.write() as unit:
        known = await items.newest(unit.connection, CODE)
        assert known is not None
        await items.add(unit, CODE, version, unit.now, known[1] | other)


async def of(world: World, version: int) -> Words:
    async with world.desk.store.read() as connection:
        return (await words.of(connection, [(CODE, version)]))[0]


async def in_force(world: World) -> dict[str, int]:
    async with world.desk.store.read() as connection:
        return dict(await words.in_force(connection, world.clock()))


async def test_the_words_of_a_version_are_those_of_its_definition(world: World) -> None:
    await newer(
        world, 2, title={"en-HK": "Names"}, keywords={"en-HK": ["b"]}, everyday={"en-HK": ["a"], "pt-MO": ["c"]}
    )
    found = await of(world, 2)
    assert (found.titles, found.called) == ({"en-HK": "Names"}, {"en-HK": ("a", "b"), "pt-MO": ("c",)})


async def test_the_newest_version_that_has_begun_is_in_force(world: World) -> None:
    await newer(world, 2)
    assert (await in_force(world))[CODE] == 2


async def test_a_version_that_has_ended_is_not_in_force(world: World) -> None:
    async with world.desk.store.write() as unit:
        known = await items.newest(unit.connection, CODE)
        assert known is not None
        await items.add(unit, CODE, 2, unit.now, known[1], effective_until=unit.now + timedelta(hours=1))
    world.clock.pass_by(hours=2)
    assert CODE not in await in_force(world)


async def test_a_new_version_is_another_state(world: World) -> None:
    async with world.desk.store.read() as connection:
        before = await words.state(connection, world.clock())
    await newer(world, 2)
    async with world.desk.store.read() as connection:
        assert await words.state(connection, world.clock()) != before


async def test_an_end_that_has_come_is_another_state(world: World) -> None:
    async with world.desk.store.write() as unit:
        known = await items.newest(unit.connection, CODE)
        assert known is not None
        await items.add(unit, CODE, 2, unit.now, known[1], effective_until=unit.now + timedelta(hours=1))
    async with world.desk.store.read() as connection:
        before = await words.state(connection, world.clock())
        world.clock.pass_by(hours=2)
        assert await words.state(connection, world.clock()) != before
