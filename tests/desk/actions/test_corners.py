"""A corner is served by one browser, which holds its secret."""

import pytest

from desk.actions import corners
from desk.model.errors import BadInput, CornerKnown, CornerTaken, CornerUnknown, Missing
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


NAME = dict.fromkeys(("zh-Hant-HK", "zh-Hant-MO", "zh-Hans-CN", "pt-MO", "en-HK"), "示範角")


async def add(world: World, code: str = "MO-77") -> str:
    by = world.staff["administrator1"]
    return (await corners.add(world.desk, world.zones["macao"].id, code, NAME, by))[1]


async def test_a_corner_that_was_added_is_enrolled_with_its_key(world: World) -> None:
    key = await add(world)
    corner, _ = await corners.enrol(world.desk, "MO-77", key, take_over=False)
    assert corner.code == "MO-77"


async def test_a_key_is_taken_as_it_is_typed_in_groups(sqlite_world: World) -> None:
    key = (await add(sqlite_world)).lower()
    typed = "-".join(key[at : at + 4] for at in range(0, len(key), 4))
    assert await corners.enrol(sqlite_world.desk, "MO-77", typed, take_over=False)


async def test_a_code_is_given_to_one_corner(sqlite_world: World) -> None:
    with pytest.raises(CornerKnown):
        await add(sqlite_world, "mo-01")


@pytest.mark.parametrize("code", ["", "MO", "M-01", "MO-1234567", "MO 01", "MO-0/"])
async def test_a_code_is_two_letters_and_a_number(sqlite_world: World, code: str) -> None:
    with pytest.raises(BadInput):
        await add(sqlite_world, code)


async def test_with_an_old_key_nobody_takes_a_corner_over(world: World) -> None:
    corner = world.corners["MO-01"]
    _, key = await corners.change_key(world.desk, corner.id, world.staff["administrator1"])
    with pytest.raises(CornerUnknown):
        await enrol(world, take_over=True)
    assert await corners.enrol(world.desk, "MO-01", key, take_over=True)


async def test_a_browser_that_was_sent_away_serves_no_corner(world: World) -> None:
    secret = await enrol(world)
    await corners.revoke(world.desk, world.corners["MO-01"].id, world.staff["administrator1"])
    with pytest.raises(CornerUnknown):
        await corners.whose(world.desk, secret)


async def test_its_applicants_leg_is_hung_up(sqlite_world: World) -> None:
    visit = await sqlite_world.visit_to("ticketed")
    await corners.revoke(sqlite_world.desk, sqlite_world.corners["MO-01"].id, sqlite_world.staff["administrator1"])
    assert sqlite_world.media.hung_up == [f"visit:{visit.id}"]
