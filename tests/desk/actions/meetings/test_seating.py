"""A node of its own seats whom the ledger tells of, and makes good what it missed."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from dataclasses import replace

import pytest

from desk.actions import sessions
from desk.actions.media_follow import Follower, take_up
from desk.actions.meetings import consults, supervision
from desk.model.meetings.participants import Mode, Participant, Seated
from desk.model.sessions import staff_party
from tests.desk.actions.meetings.people import opened, window
from tests.desk.fakes import FakeMedia
from tests.desk.world import Meeting, World


class NodesMedia(FakeMedia):
    """The media of another process, with a bell that rings when people were arranged."""

    def __init__(self) -> None:
        super().__init__()
        self.bell = asyncio.Event()

    async def arrange(self, bridge_id: str, others: Mapping[str, Seated], *, aside: bool) -> None:
        await super().arrange(bridge_id, others, aside=aside)
        self.bell.set()

    async def shows(self, seats: dict[str, Mode]) -> None:
        """Waits until these sit there, whatever the bridge."""
        async with asyncio.timeout(10):
            while [{seat: one.mode for seat, one in found.items()} for found in self.others.values()] != [seats]:
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


async def consulted(world: World, meeting: Meeting) -> Participant:
    await opened(world, "clerk2")
    one = await consults.ask(world.desk, meeting.session_id, meeting.clerk, window(world.staff["clerk2"]))
    await consults.accept(world.desk, one.id, world.staff["clerk2"])
    return one


async def test_a_colleague_is_seated_and_leaves_on_the_node(sqlite_world: World, node: NodesMedia) -> None:
    meeting = await sqlite_world.in_session()
    one = await consulted(sqlite_world, meeting)
    await node.shows({"expert": Mode.ASIDE})
    aside = set(node.aside)
    await consults.leave(sqlite_world.desk, one.id, sqlite_world.staff["clerk2"])
    await node.shows({})
    assert (aside, node.aside) == ({meeting.session_id}, set())


async def test_a_supervisor_changes_their_mode_on_the_node(sqlite_world: World, node: NodesMedia) -> None:
    meeting = await sqlite_world.in_session()
    boss = sqlite_world.staff["supervisor1"]
    for mode in (Mode.LISTENING, Mode.WHISPERING, Mode.SPEAKING):
        await supervision.be_there(sqlite_world.desk, meeting.session_id, boss, mode)
        await node.shows({"supervisor": mode})
    assert node.aside == set()


async def test_who_takes_over_is_the_clerk_on_the_node(sqlite_world: World, node: NodesMedia) -> None:
    meeting = await sqlite_world.in_session()
    boss = sqlite_world.staff["supervisor1"]
    await supervision.be_there(sqlite_world.desk, meeting.session_id, boss)
    await node.shows({"supervisor": Mode.LISTENING})
    await supervision.take_over(sqlite_world.desk, meeting.session_id, boss)
    await node.shows({})
    assert node.joined[meeting.session_id].seats["clerk"] == staff_party(boss.id)


async def test_who_left_unheard_sits_there_no_more(sqlite_world: World) -> None:
    meeting = await sqlite_world.in_session()
    one = await consulted(sqlite_world, meeting)
    media = FakeMedia()
    desk = replace(sqlite_world.desk, media=media)
    await take_up(desk, "")
    before = dict(media.others)
    await consults.leave(sqlite_world.desk, one.id, sqlite_world.staff["clerk2"])
    await take_up(desk, "")
    assert list(before[meeting.session_id]) == ["expert"]
    assert media.others == {meeting.session_id: {}}


async def test_after_a_start_a_talk_aside_is_aside(sqlite_world: World) -> None:
    meeting = await sqlite_world.in_session()
    await consulted(sqlite_world, meeting)
    media = FakeMedia()
    await take_up(replace(sqlite_world.desk, media=media), "")
    assert media.aside == {meeting.session_id}


async def test_on_hold_everybody_keeps_their_place(sqlite_world: World) -> None:
    meeting = await sqlite_world.in_session()
    await consulted(sqlite_world, meeting)
    await sessions.hold(sqlite_world.desk, meeting.session_id, meeting.clerk, held=True)
    media = FakeMedia()
    await take_up(replace(sqlite_world.desk, media=media), "")
    assert (media.held, list(media.others[meeting.session_id])) == ({meeting.session_id}, ["expert"])
