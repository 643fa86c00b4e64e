"""A corner is served by one browser, which holds its secret."""

import pytest

from desk.actions import corners
from desk.model.errors import CornerTaken, CornerUnknown, Missing
from tests.desk.world import World


async def test_a_browser_with_the_key_serves_the_corner(world: World) -> None:
    corner, secret = await corners.enrol(world.desk, "MO-01", world.secrets.corners["MO-01"], take_over=False)
    assert (await corners.whose(world.desk, secret)).id == corner.id


@pytest.mark.parametrize("key", ["", "wrong", "HK-01"])
async def test_another_key_enrols_nothing(sqlite_world: World, key: str) -> None:
    with pytest.raises(CornerUnknown):
        await corners.enrol(sqlite_world.desk, "MO-01", key, take_over=True)


async def test_the_key_of_one_corner_is_no_key_to_another(sqlite_world: World) -> None:
    with pytest.raises(CornerUnknown):
        await corners.enrol(sqlite_world.desk, "MO-02", sqlite_world.secrets.corners["MO-01"], take_over=False)


async def test_a_second_browser_is_told_that_the_corner_is_taken(sqlite_world: World) -> None:
    await enrol(sqlite_world)
    with pytest.raises(CornerTaken):
        await enrol(sqlite_world)


async def test_a_second_browser_may_take_over_and_the_first_is_out(sqlite_world: World) -> None:
    first, second = await enrol(sqlite_world), await enrol(sqlite_world, take_over=True)
    assert (await corners.whose(sqlite_world.desk, second)).code == "MO-01"
    with pytest.raises(CornerUnknown):
        await corners.whose(sqlite_world.desk, first)


@pytest.mark.parametrize("secret", ["", "guess"])
async def test_a_browser_without_the_secret_serves_nothing(sqlite_world: World, secret: str) -> None:
    await enrol(sqlite_world)
    with pytest.raises(CornerUnknown):
        await corners.whose(sqlite_world.desk, secret)


async def test_help_is_asked_for_once_and_given_once(sqlite_world: World) -> None:
    corner = sqlite_world.corners["MO-01"]
    for asked in (True, True, False, False):
        await corners.call_for_help(sqlite_world.desk, corner.id, asked=asked, actor="x")
    assert await sqlite_world.tags() == ["corner.help-asked", "corner.help-given"]


async def test_help_at_no_corner_is_missing(sqlite_world: World) -> None:
    with pytest.raises(Missing):
        await corners.call_for_help(sqlite_world.desk, "nowhere", asked=True, actor="x")


async def enrol(world: World, *, take_over: bool = False) -> str:
    """The browser's secret."""
    return (await corners.enrol(world.desk, "MO-01", world.secrets.corners["MO-01"], take_over=take_over))[1]
