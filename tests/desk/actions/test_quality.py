"""Looking at lines: a real node's legs are entered in the store, whatever process reads them."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from desk.actions import quality
from desk.model.quality import Line
from desk.store import quality as kept
from desk.store.quality import Stream
from tests.desk.world import Meeting, World
from tests.webrtc.peers import Peer
from webrtc.node import Node
from webrtc.quality import LegView
from webrtc.settings import NodeSettings
from webrtc.summary import Direction, Span, Summary

PATIENCE = 30.0


class Looked:
    """A gauge on a node of its own, and what its watcher was told."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.node = Node(NodeSettings(addresses=("127.0.0.1",)), lambda _: None)
        self.roles: set[str] = set()
        self.gauge = quality.Gauge(self.node, self._watch)
        self.peers: list[Peer] = []

    def _watch(self, role: str, _leg: LegView, span: Span) -> None:
        if span:
            self.roles.add(role)

    async def join(self, party: str) -> None:
        peer = Peer()
        self.peers.append(peer)
        answer = await self.node.answer(party, await peer.offer())
        await peer.accept(answer.sdp)

    async def meet(self) -> Meeting:
        """A live session on the node, both legs up."""
        meeting = await self.world.in_session()
        bridge = self.node.open_bridge(meeting.session_id, consent="receipt")
        for seat, party in (("applicant", f"visit:{meeting.visit_id}"), ("clerk", f"staff:{meeting.clerk.id}")):
            await self.join(party)
            bridge.seat(seat, party)
        return meeting

    async def lines(self, meeting: Meeting) -> dict[str, Line]:
        async with self.world.store.read() as connection:
            return await kept.lines_of(connection, meeting.session_id, self.world.clock() - quality.KEPT)

    async def both_lines(self, meeting: Meeting) -> dict[str, Line]:
        """Looks until both lines carry sound and picture both ways."""
        async with asyncio.timeout(PATIENCE):
            while True:
                await self.gauge.look(self.world.desk)
                found = await self.lines(meeting)
                if len(found) == 2 and all(len(line.sent) == len(line.got) == 2 for line in found.values()):
                    return found
                await asyncio.sleep(0.1)

    async def summaries(self, meeting: Meeting) -> dict[Stream, Summary]:
        async with self.world.store.read() as connection:
            return await kept.summaries_of(connection, meeting.session_id)

    async def close(self) -> None:
        for peer in self.peers:
            await peer.close()
        await self.node.close()


@pytest.fixture
async def looked(world: World) -> AsyncIterator[Looked]:
    here = Looked(world)
    yield here
    await here.close()


async def test_both_lines_of_a_session_stand_in_the_store(looked: Looked) -> None:
    found = await looked.both_lines(await looked.meet())
    assert set(found) == {"applicant", "clerk"}


async def test_the_watcher_is_told_each_role(looked: Looked) -> None:
    await looked.both_lines(await looked.meet())
    assert looked.roles >= {"applicant", "clerk"}


async def test_a_leg_without_a_seat_waits(looked: Looked) -> None:
    await looked.join("visit:9")
    async with asyncio.timeout(PATIENCE):
        while "waiting" not in looked.roles:
            await looked.gauge.look(looked.world.desk)
            await asyncio.sleep(0.1)


async def test_the_summary_is_kept_once_the_bridge_is_gone(looked: Looked) -> None:
    meeting = await looked.meet()
    await looked.both_lines(meeting)
    await looked.node.close_bridge(meeting.session_id)
    await looked.gauge.look(looked.world.desk)
    found = await looked.summaries(meeting)
    assert {(s.seat, s.direction.value, s.kind) for s in found} == {
        (seat, way, kind) for seat in ("applicant", "clerk") for way in ("sent", "got") for kind in ("audio", "video")
    }


async def test_what_is_left_is_entered_when_the_node_stops(looked: Looked) -> None:
    meeting = await looked.meet()
    await looked.both_lines(meeting)
    await looked.gauge.settle(looked.world.desk)
    assert await looked.summaries(meeting)


async def test_summaries_of_two_processes_add_up(world: World) -> None:
    meeting = await world.in_session()
    stream = Stream(session_id=meeting.session_id, seat="applicant", direction=Direction.SENT, kind="video")
    for packets in (100, 20):
        async with world.store.write() as unit:
            await kept.add(unit, stream, Summary(seconds=2.0, packets=packets, lost=1))
    async with world.store.read() as connection:
        found = await kept.summaries_of(connection, meeting.session_id)
    assert found == {stream: Summary(seconds=4.0, packets=120, lost=2)}


async def test_old_figures_are_forgotten(world: World) -> None:
    meeting = await world.in_session()
    async with world.store.write() as unit:
        await kept.note_line(unit, meeting.session_id, "clerk", Line(round_trip=0.1, sent=(), got=()))
    async with world.store.write() as unit:
        await kept.forget_lines(unit, unit.now + quality.KEPT)
    async with world.store.read() as connection:
        assert await kept.lines_of(connection, meeting.session_id, world.clock() - quality.KEPT) == {}
