"""A process with media joins and parts what the ledger tells of, and makes good what it missed."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from dataclasses import replace

import pytest

from desk.actions import consents, media_follow, nodes, sessions, visits
from desk.actions.desk import Desk
from desk.actions.media_follow import Follower, take_up
from desk.model.errors import StoreUnavailable
from desk.model.nodes import State
from desk.model.notices import Purpose
from desk.model.sessions import Session
from desk.store import nodes as rows
from tests.desk.fakes import FakeMedia
from tests.desk.world import Meeting, World


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


async def test_who_withdrew_is_hung_up_and_parted_on_the_node(sqlite_world: World, node: NodesMedia) -> None:
    meeting = await sqlite_world.in_session()
    await node.asked()
    await consents.withdraw(sqlite_world.desk, meeting.visit_id, Purpose.VISIT, f"visit:{meeting.visit_id}")
    while not (node.dropped and node.parted):
        await node.asked()
    assert (node.dropped, node.parted) == ([f"visit:{meeting.visit_id}"], [meeting.session_id])


@pytest.mark.parametrize("how", ["withdrew", "left"])
async def test_who_is_gone_unheard_is_hung_up(sqlite_world: World, how: str) -> None:
    """As at a node whose connection to the store was away when it was told."""
    visit, media = await sqlite_world.visit_to("ticketed"), FakeMedia()
    media.up = {f"visit:{visit.id}", "staff:1"}
    if how == "withdrew":
        await consents.withdraw(sqlite_world.desk, visit.id, Purpose.VISIT, "staff:1")
    else:
        await visits.leave(sqlite_world.desk, visit.id)
    await take_up(replace(sqlite_world.desk, media=media), "")
    assert media.dropped == [f"visit:{visit.id}"]


async def test_who_waits_keeps_their_leg(sqlite_world: World) -> None:
    visit, media = await sqlite_world.visit_to("ticketed"), FakeMedia()
    media.up = {f"visit:{visit.id}"}
    await take_up(replace(sqlite_world.desk, media=media), "")
    assert media.dropped == []


async def place(world: World, meeting: Meeting, node: str) -> None:
    """The meeting's room is on this node, wherever it was."""
    async with world.store.write() as unit:
        before = await rows.node_of(unit.connection, meeting.visit_id)
        await rows.place(unit, meeting.visit_id, before, node)


async def test_after_a_start_what_was_live_is_joined_and_what_was_held_is_held(sqlite_world: World) -> None:
    live = await sqlite_world.in_session(corner="MO-01", clerk="clerk1")
    held = await sqlite_world.in_session(corner="MO-02", clerk="clerk2")
    await sessions.hold(sqlite_world.desk, held.session_id, held.clerk, held=True)
    await sqlite_world.called(corner="MO-03", clerk="clerk3", item="JM-TX-001")
    media = FakeMedia()
    assert await take_up(replace(sqlite_world.desk, media=media), "") == 2
    assert set(media.joined) == {live.session_id, held.session_id}
    assert media.held == {held.session_id}


async def test_what_ended_unheard_is_parted(sqlite_world: World) -> None:
    meeting = await sqlite_world.in_session()
    media = FakeMedia()
    await take_up(replace(sqlite_world.desk, media=media), "")
    await sessions.end(sqlite_world.desk, meeting.session_id, meeting.clerk)
    await take_up(replace(sqlite_world.desk, media=media), "")
    assert media.joined == {}


async def test_what_was_resumed_unheard_is_resumed(sqlite_world: World) -> None:
    meeting = await sqlite_world.in_session()
    media = FakeMedia()
    await sessions.hold(sqlite_world.desk, meeting.session_id, meeting.clerk, held=True)
    await take_up(replace(sqlite_world.desk, media=media), "")
    await sessions.hold(sqlite_world.desk, meeting.session_id, meeting.clerk, held=False)
    await take_up(replace(sqlite_world.desk, media=media), "")
    assert media.held == set()


async def test_a_bridge_that_is_no_session_is_left_alone(sqlite_world: World) -> None:
    media = FakeMedia()
    media.join("test:one", "receipt", {})
    await take_up(replace(sqlite_world.desk, media=media), "")
    assert set(media.joined) == {"test:one"}


class EndsMeanwhile(FakeMedia):
    """A media plane under whose hands the meeting ends, and whose own parting comes too early."""

    def __init__(self, world: World, meeting: Meeting) -> None:
        super().__init__()
        self.ended = asyncio.Event()
        self._world, self._meeting = world, meeting

    def join(self, bridge_id: str, consent: str, seats: Mapping[str, str]) -> None:
        assert self.ended.is_set()
        super().join(bridge_id, consent, seats)


async def test_what_ends_while_it_is_taken_up_does_not_stay_joined(
    sqlite_world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    meeting = await sqlite_world.in_session()
    media = EndsMeanwhile(sqlite_world, meeting)
    on_node = sessions.on_node

    async def then_it_ends(desk: Desk, node: str) -> list[Session]:
        found = await on_node(desk, node)
        await sessions.end(sqlite_world.desk, meeting.session_id, meeting.clerk)
        media.ended.set()
        return found

    monkeypatch.setattr(sessions, "on_node", then_it_ends)
    await take_up(replace(sqlite_world.desk, media=media), "")
    assert media.joined == {}


async def test_a_node_joins_only_the_sessions_of_its_own_rooms(sqlite_world: World) -> None:
    here = await sqlite_world.in_session(corner="MO-01", clerk="clerk1")
    there = await sqlite_world.in_session(corner="MO-02", clerk="clerk2")
    await place(sqlite_world, here, "one")
    await place(sqlite_world, there, "two")
    media = FakeMedia()
    await take_up(replace(sqlite_world.desk, media=media), "one")
    assert set(media.joined) == {here.session_id}


async def test_a_meeting_that_moved_stays_joined_until_its_legs_have_left(sqlite_world: World) -> None:
    meeting = await sqlite_world.in_session()
    await place(sqlite_world, meeting, "one")
    media = FakeMedia(up={f"visit:{meeting.visit_id}"})
    await take_up(replace(sqlite_world.desk, media=media), "one")
    await place(sqlite_world, meeting, "two")
    await take_up(replace(sqlite_world.desk, media=media), "one")
    assert set(media.joined) == {meeting.session_id}
    media.up.clear()
    await take_up(replace(sqlite_world.desk, media=media), "one")
    assert media.joined == {}


async def test_a_room_placed_here_is_taken_up_at_once(sqlite_world: World) -> None:
    meeting = await sqlite_world.in_session()
    media, follower = NodesMedia(), Follower("two")
    sqlite_world.store.bus.listen(lambda fact: follower.hear(fact.event))
    await place(sqlite_world, meeting, "one")
    running = asyncio.create_task(follower.run(replace(sqlite_world.desk, media=media)))
    settings = replace(sqlite_world.desk.settings, media_node="two")
    await nodes.beat(replace(sqlite_world.desk, settings=settings), 0, State.OPEN)
    await nodes.clear(sqlite_world.desk, "one")
    await media.asked()
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    assert set(media.joined) == {meeting.session_id}


async def test_an_answer_that_could_not_be_joined_is_joined_a_moment_later(
    sqlite_world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_bridge_id: str, _consent: str, _seats: Mapping[str, str]) -> None:
        raise RuntimeError("no socket left")

    with monkeypatch.context() as away:
        away.setattr(FakeMedia, "join", broken)
        meeting = await sqlite_world.in_session()
    assert sqlite_world.media.joined == {}
    await take_up(sqlite_world.desk, "")
    assert set(sqlite_world.media.joined) == {meeting.session_id}


async def test_a_store_that_was_away_is_asked_again(sqlite_world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    meeting = await sqlite_world.in_session()
    media, on_node, asked = NodesMedia(), sessions.on_node, asyncio.Event()

    async def away(desk: Desk, node: str) -> list[Session]:
        if asked.is_set():
            return await on_node(desk, node)
        asked.set()
        raise StoreUnavailable("away")

    monkeypatch.setattr(sessions, "on_node", away)
    monkeypatch.setattr(media_follow, "AGAIN_SECONDS", 0.01)
    running = asyncio.create_task(Follower().run(replace(sqlite_world.desk, media=media)))
    await media.asked()
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    assert set(media.joined) == {meeting.session_id}
