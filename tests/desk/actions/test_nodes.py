"""Rooms are placed on the least loaded media node, and anew when a node drains or dies."""

import asyncio
from dataclasses import replace

import pytest

from desk.actions import legs, nodes, visits
from desk.actions.desk import Desk
from desk.actions.turns import tickets
from desk.model.errors import NoMediaNode
from desk.model.nodes import State
from desk.model.visits import Visit
from desk.store import nodes as rows
from tests.desk.world import World


def as_web(world: World) -> Desk:
    """The desk of a web process beside which media are apart."""
    return replace(world.desk, settings=replace(world.desk.settings, media_apart=True))


async def tell(world: World, name: str, legs: int = 0, state: State = State.OPEN) -> None:
    """A node gives a sign of life."""
    settings = replace(world.desk.settings, media_node=name)
    await nodes.beat(replace(world.desk, settings=settings), legs, state)


async def room(world: World, visit: Visit) -> str:
    async with world.store.read() as connection:
        return await rows.node_of(connection, visit.id)


async def test_a_leg_is_granted_on_the_least_loaded_node(world: World) -> None:
    visit = await world.visit_to("ticketed")
    await tell(world, "one", legs=4)
    await tell(world, "two", legs=2)
    assert (await legs.for_applicant(as_web(world), visit.id)).path == "/media/two/legs"


async def test_a_room_stays_where_it_is(world: World) -> None:
    visit = await world.visit_to("ticketed")
    await tell(world, "one")
    await legs.for_applicant(as_web(world), visit.id)
    await tell(world, "one", legs=9)
    await tell(world, "two")
    assert (await legs.for_applicant(as_web(world), visit.id)).node == "one"


async def test_a_placed_room_is_told(sqlite_world: World) -> None:
    visit = await sqlite_world.visit_to("ticketed")
    await tell(sqlite_world, "one")
    await legs.for_applicant(as_web(sqlite_world), visit.id)
    assert (await sqlite_world.tags())[-1] == "room.placed"


async def test_rooms_placed_since_the_last_sign_of_life_count(world: World) -> None:
    first, second = await world.visit_to("ticketed", corner="MO-01"), await world.visit_to("ticketed", corner="MO-02")
    await tell(world, "one")
    await tell(world, "two")
    world.clock.pass_by(seconds=1)
    granted = [(await legs.for_applicant(as_web(world), visit.id)).node for visit in (first, second)]
    assert sorted(granted) == ["one", "two"]


async def test_both_who_ask_at_once_are_sent_to_one_node(world: World) -> None:
    meeting = await world.in_session()
    await tell(world, "one")
    await tell(world, "two")
    desk = as_web(world)
    both = await asyncio.gather(legs.for_applicant(desk, meeting.visit_id), legs.for_staff(desk, meeting.clerk.id))
    assert both[0].node == both[1].node != ""


async def test_the_room_of_a_dead_node_is_placed_anew(world: World) -> None:
    visit = await world.visit_to("ticketed")
    await tell(world, "one")
    await legs.for_applicant(as_web(world), visit.id)
    world.clock.pass_by(seconds=7)
    await tell(world, "two")
    assert (await legs.for_applicant(as_web(world), visit.id)).node == "two"


async def test_a_draining_node_gets_nobody(world: World) -> None:
    visit = await world.visit_to("ticketed")
    await tell(world, "one")
    await legs.for_applicant(as_web(world), visit.id)
    await tell(world, "one", state=State.DRAINING)
    await tell(world, "two", legs=9)
    assert (await legs.for_applicant(as_web(world), visit.id)).node == "two"


async def test_where_only_a_draining_node_lives_the_room_stays(sqlite_world: World) -> None:
    visit = await sqlite_world.visit_to("ticketed")
    await tell(sqlite_world, "one")
    await legs.for_applicant(as_web(sqlite_world), visit.id)
    await tell(sqlite_world, "one", state=State.DRAINING)
    assert (await legs.for_applicant(as_web(sqlite_world), visit.id)).node == "one"


async def test_without_a_node_no_leg_is_granted(sqlite_world: World) -> None:
    visit = await sqlite_world.visit_to("ticketed")
    with pytest.raises(NoMediaNode):
        await legs.for_applicant(as_web(sqlite_world), visit.id)


async def test_a_clerk_without_a_meeting_is_warm_on_the_least_loaded_node(sqlite_world: World) -> None:
    await tell(sqlite_world, "one", legs=1)
    await tell(sqlite_world, "two")
    assert (await legs.for_staff(as_web(sqlite_world), sqlite_world.clerk.id)).node == "two"


async def test_a_clerk_who_called_is_sent_to_the_applicants_node(sqlite_world: World) -> None:
    visit = await sqlite_world.visit_to("ticketed")
    await tell(sqlite_world, "one")
    await legs.for_applicant(as_web(sqlite_world), visit.id)
    await tell(sqlite_world, "one", legs=9)
    await tell(sqlite_world, "two")
    await tickets.call_next(sqlite_world.desk, sqlite_world.clerk)
    assert (await legs.for_staff(as_web(sqlite_world), sqlite_world.clerk.id)).node == "one"


async def test_clearing_a_node_moves_all_its_rooms(world: World) -> None:
    visits_there = [await world.visit_to("ticketed", corner=corner) for corner in ("MO-01", "MO-02")]
    await tell(world, "one")
    for visit in visits_there:
        await legs.for_applicant(as_web(world), visit.id)
    await tell(world, "one", state=State.DRAINING)
    await tell(world, "two")
    assert await nodes.clear(world.desk, "one") == 2
    assert [await room(world, visit) for visit in visits_there] == ["two", "two"]


async def test_clearing_the_only_node_moves_nothing(sqlite_world: World) -> None:
    visit = await sqlite_world.visit_to("ticketed")
    await tell(sqlite_world, "one")
    await legs.for_applicant(as_web(sqlite_world), visit.id)
    await tell(sqlite_world, "one", state=State.DRAINING)
    assert await nodes.clear(sqlite_world.desk, "one") == 0
    assert await room(sqlite_world, visit) == "one"


async def test_a_node_that_gives_no_sign_of_life_is_dead(world: World) -> None:
    await tell(world, "one")
    world.clock.pass_by(seconds=7)
    await tell(world, "two")
    assert await nodes.dead(world.desk) == ["one"]


async def test_with_no_living_node_none_is_called_dead(sqlite_world: World) -> None:
    await tell(sqlite_world, "one")
    sqlite_world.clock.pass_by(seconds=7)
    assert await nodes.dead(sqlite_world.desk) == []


async def test_who_left_needs_no_room(world: World) -> None:
    visit = await world.visit_to("ticketed")
    await tell(world, "one")
    await legs.for_applicant(as_web(world), visit.id)
    await visits.leave(world.desk, visit.id)
    assert await room(world, visit) == ""


async def test_a_leg_that_moves_is_up_on_both_nodes_for_a_moment(sqlite_world: World) -> None:
    for name in ("one", "two"):
        settings = replace(sqlite_world.desk.settings, media_node=name)
        await legs.note(replace(sqlite_world.desk, settings=settings), "staff:1", "up")
    assert sorted(await legs.up(sqlite_world.desk)) == [("staff:1", "one"), ("staff:1", "two")]


async def test_of_a_dead_nodes_legs_none_is_up(sqlite_world: World) -> None:
    for name in ("one", "two"):
        settings = replace(sqlite_world.desk.settings, media_node=name)
        await legs.note(replace(sqlite_world.desk, settings=settings), "staff:1", "up")
    await legs.forget(sqlite_world.desk, "one")
    assert await legs.up(sqlite_world.desk) == [("staff:1", "two")]
