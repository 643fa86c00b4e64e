"""Themes as the store keeps them, and what one visit opened of them."""

import pytest

from desk.model.catalogue import themes as model
from desk.model.catalogue.themes import Move, Opening, Outcome, Theme, Why
from desk.model.errors import Stale
from desk.model.items import Item
from desk.store import items
from desk.store.catalogue import themes
from tests.desk.world import World, demo_data

CODE = "YJS-002"


async def theme_of(world: World) -> tuple[Theme, list[Item]]:
    async with world.store.read() as connection:
        theme = await themes.current(connection, CODE, world.clock())
        return theme, [await items.current(connection, code, world.clock()) for code in theme.items]


async def opened(world: World) -> tuple[Theme, Opening]:
    """A visit that opened the theme of buying a home."""
    theme, found = await theme_of(world)
    visit = await world.visit_to("choosing")
    opening = model.opened(theme, found, world.store.chance.id(), visit.id, world.clock())
    async with world.store.write() as unit:
        await themes.open_(unit, opening)
    return theme, opening


async def change(world: World, before: Opening, after: Opening) -> None:
    async with world.store.write() as unit:
        await themes.change(unit, before, after)


async def stored(world: World, visit_id: str) -> Opening:
    async with world.store.read() as connection:
        return await themes.of_visit(connection, visit_id)


async def test_the_demonstrations_themes_are_in_force(world: World) -> None:
    async with world.store.read() as connection:
        found = await themes.in_force(connection, world.clock())
    assert [theme.code for theme in found] == [entry["code"] for entry in demo_data().themes]


async def test_a_theme_brought_again_changes_nothing_and_changed_is_a_new_version(world: World) -> None:
    entry = next(entry for entry in demo_data().themes if entry["code"] == CODE)
    async with world.store.write() as unit:
        assert await themes.bring(unit, [entry]) == 0
        assert await themes.bring(unit, [entry | {"items": entry["items"][:2], "needs": {}}]) == 1
    theme, found = await theme_of(world)
    assert (theme.version, len(found)) == (2, 2)


async def test_buying_a_home_asks_for_the_return_permit_once(world: World) -> None:
    _, found = await theme_of(world)
    asked = [one for one in model.asked(found) if one.paper.code == "home-return-permit"]
    assert [len(one.used_by) for one in asked] == [len(found)]


async def test_what_a_visit_opened_is_read_as_it_was_kept(world: World) -> None:
    _, opening = await opened(world)
    assert await stored(world, opening.visit_id) == opening


async def test_a_failed_item_is_seen_beside_the_others(world: World) -> None:
    theme, opening = await opened(world)
    after = model.moved(theme, opening, "JM-TX-004", Move.FAIL, world.clock(), why=Why.PAPERS)
    await change(world, opening, after)
    found = await stored(world, opening.visit_id)
    assert found == after
    assert {part.state for part in found.parts[1:]} == {model.Step.BLOCKED}
    assert found.state is Outcome.FAILED


async def test_of_two_moves_at_once_one_is_refused(world: World) -> None:
    theme, opening = await opened(world)
    one = model.moved(theme, opening, "JM-TX-004", Move.START, world.clock())
    other = model.moved(theme, opening, "JM-TX-004", Move.SKIP, world.clock())
    await change(world, opening, one)
    with pytest.raises(Stale):
        await change(world, opening, other)
    assert await stored(world, opening.visit_id) == one


async def test_a_visit_opens_one_theme(world: World) -> None:
    _, opening = await opened(world)
    with pytest.raises(Stale):
        async with world.store.write() as unit:
            await themes.open_(unit, opening)


async def test_an_opening_keeps_the_version_it_began_with(world: World) -> None:
    theme, opening = await opened(world)
    entry = next(entry for entry in demo_data().themes if entry["code"] == CODE)
    async with world.store.write() as unit:
        await themes.bring(unit, [entry | {"items": entry["items"][:2], "needs": {}}])
    async with world.store.read() as connection:
        assert await themes.get(connection, CODE, opening.theme_version) == theme
    assert len((await stored(world, opening.visit_id)).parts) == 5
