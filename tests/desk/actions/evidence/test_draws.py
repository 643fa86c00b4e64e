"""A draw is announced before its seed can be known, made once it is, and recorded."""

from datetime import timedelta

import pytest

from desk.actions.evidence import draws
from desk.boards.evidence import draws as board
from desk.boards.reader import Reader
from desk.model.errors import BadInput, NotReady
from desk.model.evidence.draws import CIVIL, Draw
from desk.store.evidence import draws as rows
from desk.store.seals import Sealer
from tests.desk.store.evidence.made import CITY
from tests.desk.world import World, scripts


def reader(world: World) -> Reader:
    return Reader(store=world.store, scripts=scripts(), is_up=lambda _: True)


async def announced(world: World) -> Draw:
    """A draw by tomorrow's first seal, of meetings of today."""
    tomorrow = world.clock().astimezone(CIVIL).date() + timedelta(days=1)
    return await draws.announce(world.desk, tomorrow, 3, world.staff["auditor1"])


async def sealed_tomorrow(world: World) -> None:
    world.clock.pass_by(days=1)
    await world.visit_to("consented", corner="MO-02")
    await Sealer(world.store, CITY, world.desk.settings.heads).seal()


async def test_a_day_that_is_not_to_come_cannot_be_named(world: World) -> None:
    today = world.clock().astimezone(CIVIL).date()
    with pytest.raises(BadInput):
        await draws.announce(world.desk, today, 3, world.staff["auditor1"])


async def test_nothing_is_drawn_before_the_seed_is_there(world: World) -> None:
    draw = await announced(world)
    await Sealer(world.store, CITY, world.desk.settings.heads).seal()
    with pytest.raises(NotReady):
        await draws.make(world.desk, draw.id, world.staff["auditor1"])


async def test_the_seed_is_the_first_seal_of_the_day(world: World) -> None:
    draw = await announced(world)
    await sealed_tomorrow(world)
    made = await draws.make(world.desk, draw.id, world.staff["auditor1"])
    async with world.store.read() as connection:
        seal = await rows.first_seal(connection, world.clock() - timedelta(hours=20))
    assert (made.seal_position, made.seed) == seal


async def test_a_meeting_is_drawn_with_a_reviewer_who_did_not_sit_in_it(world: World) -> None:
    meeting, _ = await world.done(clerk="clerk1")
    draw = await announced(world)
    await sealed_tomorrow(world)
    await draws.make(world.desk, draw.id, world.staff["auditor1"])
    async with world.store.read() as connection:
        [pick] = await rows.picks(connection, draw.id)
    assert pick.session_id == meeting.session_id
    assert pick.reviewer_id in {world.staff[login].id for login in ("auditor1", "supervisor1", "supervisor2")}


async def test_drawn_again_it_is_the_same_draw(world: World) -> None:
    await world.done()
    draw = await announced(world)
    await sealed_tomorrow(world)
    first = await draws.make(world.desk, draw.id, world.staff["auditor1"])
    assert await draws.make(world.desk, draw.id, world.staff["auditor1"]) == first


async def test_the_page_draws_again_and_finds_the_same(world: World) -> None:
    await world.done()
    draw = await announced(world)
    await sealed_tomorrow(world)
    await draws.make(world.desk, draw.id, world.staff["auditor1"])
    [line] = await board.lines(reader(world), world.staff["auditor1"].id)
    assert (line.state, line.same, line.pool, len(line.picks)) == ("made", True, 1, 1)


async def test_both_are_in_the_ledger(world: World) -> None:
    draw = await announced(world)
    await sealed_tomorrow(world)
    await draws.make(world.desk, draw.id, world.staff["auditor1"])
    assert [tag for tag in await world.tags() if tag.startswith("draw.")] == ["draw.announced", "draw.made"]
