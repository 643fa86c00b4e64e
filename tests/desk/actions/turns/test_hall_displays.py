"""A hall display: opened by staff, it shows one hall and may do nothing else, until it is ended or forgotten."""

import pytest

from desk.actions.turns import hall_displays
from desk.model.errors import NotAllowed, Stale
from desk.model.turns.hall_displays import HallDisplay
from tests.desk.world import World


async def opened(world: World) -> tuple[str, HallDisplay]:
    secret = await hall_displays.open_display(world.desk, "macao", "zh-Hant-MO", world.staff["zone-macao"])
    return secret, await hall_displays.shown_by(world.desk, secret, world.zones["macao"].id)


async def test_its_secret_opens_its_own_hall(world: World) -> None:
    _, display = await opened(world)
    assert (display.zone_id, display.language) == (world.zones["macao"].id, "zh-Hant-MO")


async def test_its_secret_opens_no_other_hall(sqlite_world: World) -> None:
    secret, _ = await opened(sqlite_world)
    with pytest.raises(NotAllowed):
        await hall_displays.shown_by(sqlite_world.desk, secret, sqlite_world.zones["hongkong"].id)


async def test_ended_it_shows_nothing_any_more(world: World) -> None:
    secret, display = await opened(world)
    await hall_displays.end(world.desk, display.id, world.staff["supervisor1"])
    with pytest.raises(NotAllowed):
        await hall_displays.shown_by(world.desk, secret, display.zone_id)


async def test_it_is_ended_once(sqlite_world: World) -> None:
    _, display = await opened(sqlite_world)
    await hall_displays.end(sqlite_world.desk, display.id, sqlite_world.staff["zone-macao"])
    with pytest.raises(Stale):
        await hall_displays.end(sqlite_world.desk, display.id, sqlite_world.staff["zone-macao"])


async def test_opened_long_ago_it_shows_nothing_any_more(sqlite_world: World) -> None:
    secret, display = await opened(sqlite_world)
    sqlite_world.clock.pass_by(days=90)
    with pytest.raises(NotAllowed):
        await hall_displays.shown_by(sqlite_world.desk, secret, display.zone_id)


async def test_nobody_opens_another_zones_hall(sqlite_world: World) -> None:
    with pytest.raises(NotAllowed):
        await hall_displays.open_display(sqlite_world.desk, "hongkong", "en-HK", sqlite_world.staff["zone-macao"])
