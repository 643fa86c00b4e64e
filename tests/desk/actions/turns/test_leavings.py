"""Who left before they were served may say why, at that corner, for a while, and once."""

import pytest
from sqlalchemy import select

from desk.actions import visits
from desk.actions.turns import leavings
from desk.model.errors import NotAChoice
from desk.model.events import Tag
from desk.model.visits import Visit
from desk.store.tables import tickets
from tests.desk.world import World

WAITED = "waited-too-long"


async def gave_up(world: World) -> Visit:
    visit = await world.visit_to("ticketed")
    await visits.leave(world.desk, visit.id)
    return visit


async def left(world: World, visit: Visit) -> str:
    async with world.store.read() as connection:
        query = select(tickets.c.left).where(tickets.c.visit_id == visit.id)
        return str((await connection.execute(query)).scalar_one())


async def test_the_reason_is_kept_with_the_turn(world: World) -> None:
    visit = await gave_up(world)
    await leavings.tell(world.desk, visit.corner_id, WAITED)
    assert await left(world, visit) == WAITED


async def test_it_is_a_fact_of_the_visit(sqlite_world: World) -> None:
    visit = await gave_up(sqlite_world)
    await leavings.tell(sqlite_world.desk, visit.corner_id, WAITED)
    assert (await sqlite_world.tags())[-1] == Tag.VISIT_CLOSED_WHY


async def test_the_first_word_stands(world: World) -> None:
    visit = await gave_up(world)
    for why in (WAITED, "other"):
        await leavings.tell(world.desk, visit.corner_id, why)
    assert await left(world, visit) == WAITED


async def test_after_a_while_nobody_is_asked(world: World) -> None:
    visit = await gave_up(world)
    world.clock.pass_by(seconds=181)
    assert not await leavings.is_asked(world.desk, visit.corner_id)


async def test_who_left_without_a_turn_is_not_asked(sqlite_world: World) -> None:
    visit = await sqlite_world.visit_to("confirmed")
    await visits.leave(sqlite_world.desk, visit.id)
    assert not await leavings.is_asked(sqlite_world.desk, visit.corner_id)


async def test_who_was_served_is_not_asked(sqlite_world: World) -> None:
    meeting, _ = await sqlite_world.done()
    await visits.leave(sqlite_world.desk, meeting.visit_id)
    visit = await sqlite_world.visit(meeting.visit_id)
    assert not await leavings.is_asked(sqlite_world.desk, visit.corner_id)


async def test_while_the_next_person_sits_there_nobody_is_asked(world: World) -> None:
    visit = await gave_up(world)
    world.clock.pass_by(seconds=5)
    await world.visit_to("choosing")
    assert not await leavings.is_asked(world.desk, visit.corner_id)


@pytest.mark.parametrize("said", ["consent-withdrawn", "no-show", "not-told", "", "gone"])
async def test_what_is_not_offered_cannot_be_said(sqlite_world: World, said: str) -> None:
    visit = await gave_up(sqlite_world)
    with pytest.raises(NotAChoice):
        await leavings.tell(sqlite_world.desk, visit.corner_id, said)
