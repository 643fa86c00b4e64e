"""A media node alone tells that it lives, and is emptied before it stops."""

import asyncio
from dataclasses import replace
from datetime import timedelta

from desk.actions import legs, nodes
from desk.actions.desk import Desk
from desk.actions.media_life import Life
from desk.model.nodes import State
from desk.store import nodes as rows
from tests.desk.world import World
from webrtc.node import Node
from webrtc.settings import NodeSettings


def as_node(world: World, name: str) -> Desk:
    settings = replace(world.desk.settings, media_apart=True, media_node=name, drain=timedelta(0))
    return replace(world.desk, settings=settings)


def a_node() -> Node:
    return Node(NodeSettings(addresses=("127.0.0.1",)), lambda _event: None)


async def states(world: World) -> dict[str, State]:
    async with world.store.read() as connection:
        return {node.name: node.state for node in await rows.every(connection)}


async def test_a_node_that_runs_takes_rooms(sqlite_world: World) -> None:
    running = asyncio.ensure_future(Life(a_node()).run(as_node(sqlite_world, "one")))
    async with asyncio.timeout(10):
        while not await states(sqlite_world):  # noqa: ASYNC110  # a row in the store raises no event
            await asyncio.sleep(0.01)
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    assert await states(sqlite_world) == {"one": State.OPEN}


async def test_a_node_that_drains_says_so_and_takes_no_leg(sqlite_world: World) -> None:
    node = a_node()
    assert await Life(node).drain(as_node(sqlite_world, "one")) == 0
    assert await states(sqlite_world) == {"one": State.DRAINING}
    assert node.draining


async def test_the_rooms_of_a_node_that_drains_are_placed_on_another(sqlite_world: World) -> None:
    visit = await sqlite_world.visit_to("ticketed")
    one = as_node(sqlite_world, "one")
    await nodes.beat(one, 0, State.OPEN)
    await legs.for_applicant(one, visit.id)
    await nodes.beat(as_node(sqlite_world, "two"), 0, State.OPEN)
    await Life(a_node()).drain(one)
    async with sqlite_world.store.read() as connection:
        assert await rows.node_of(connection, visit.id) == "two"


async def test_a_node_that_stopped_is_forgotten_with_its_legs(sqlite_world: World) -> None:
    one = as_node(sqlite_world, "one")
    await nodes.beat(one, 1, State.OPEN)
    await legs.note(one, "staff:1", "up")
    await Life(a_node()).end(one)
    assert (await states(sqlite_world), await legs.up(one)) == ({}, [])
