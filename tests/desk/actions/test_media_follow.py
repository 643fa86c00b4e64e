"""A media node that stands alone joins and parts what the ledger tells of."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from desk.actions import sessions, visits
from desk.actions.media_follow import Follower
from tests.desk.fakes import FakeMedia
from tests.desk.world import World


class NodesMedia(FakeMedia):
    """The media of another process, with a bell that rings when something was asked of it."""

    def __init__(self) -> None:
        super().__init__()
        self.bell = asyncio.Event()

    def hold(self, bridge_id: str, held: bool) -> None:
        super().hold(bridge_id, held)
        self.bell.set()

    async def part(self, bridge_id: str) -> None:
        await super().part(bridge_id)
        self.bell.set()

    async def drop(self, party: str) -> None:
        await super().drop(party)
        self.bell.set()

    async def asked(self) -> None:
        async with asyncio.timeout(5):
            await self.bell.wait()
        self.bell.clear()


@pytest.fixture
async def node(sqlite_world: World) -> AsyncIterator[NodesMedia]:
    """The media of a node that follows the world's ledger."""
    media, follower = NodesMedia(), Follower()
    sqlite_world.store.bus.listen(lambda fact: follower.hear(fact.event))
    running = asyncio.create_task(follower.run(replace(sqlite_world.desk, media=media)))
    yield media
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)


async def test_what_was_answered_is_joined_on_the_node(sqlite_world: World, node: NodesMedia) -> None:
    meeting = await sqlite_world.in_session()
    await node.asked()
    assert node.joined == {meeting.session_id: sqlite_world.media.joined[meeting.session_id]}


async def test_what_is_held_is_held_on_the_node(sqlite_world: World, node: NodesMedia) -> None:
    meeting = await sqlite_world.in_session()
    await node.asked()
    await sessions.hold(sqlite_world.desk, meeting.session_id, meeting.clerk, held=True)
    await node.asked()
    assert node.held == {meeting.session_id}


async def test_what_ended_is_parted_on_the_node(sqlite_world: World, node: NodesMedia) -> None:
    meeting = await sqlite_world.in_session()
    await node.asked()
    await sessions.end(sqlite_world.desk, meeting.session_id, meeting.clerk)
    await node.asked()
    assert node.parted == [meeting.session_id]


async def test_who_left_is_hung_up_on_the_node(sqlite_world: World, node: NodesMedia) -> None:
    visit = await sqlite_world.visit_to("ticketed")
    await visits.leave(sqlite_world.desk, visit.id)
    await node.asked()
    assert node.dropped == [f"visit:{visit.id}"]
