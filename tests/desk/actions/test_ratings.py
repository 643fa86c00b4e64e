"""A visit is rated once, in five levels."""

import pytest

from desk.actions import ratings
from desk.model.errors import NotAChoice, NotReady
from desk.store import receipts
from tests.desk.world import World


async def level(world: World, visit_id: str) -> int:
    async with world.store.read() as connection:
        return await receipts.rating_of(connection, visit_id)


async def test_the_first_rating_stands(world: World) -> None:
    meeting = await world.in_session()
    for given in (4, 1):
        await ratings.rate(world.desk, meeting.visit_id, given)
    assert await level(world, meeting.visit_id) == 4
    assert (await world.tags()).count("rating.given") == 1


@pytest.mark.parametrize("given", [0, 6, -1])
async def test_a_level_that_is_not_offered_is_refused(sqlite_world: World, given: int) -> None:
    meeting = await sqlite_world.in_session()
    with pytest.raises(NotAChoice):
        await ratings.rate(sqlite_world.desk, meeting.visit_id, given)


async def test_before_anything_was_handled_there_is_nothing_to_rate(sqlite_world: World) -> None:
    visit = await sqlite_world.visit_to("ticketed")
    with pytest.raises(NotReady):
        await ratings.rate(sqlite_world.desk, visit.id, 5)


async def test_a_visit_without_a_rating_has_none(sqlite_world: World) -> None:
    visit = await sqlite_world.visit_to("ticketed")
    assert await level(sqlite_world, visit.id) == 0
