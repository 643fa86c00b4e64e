"""Web and media in processes of their own on one PostgreSQL: what is committed in the one is joined in the other."""

import asyncio
import re
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass

import pytest

from tests.fixtures.desk_server import DeskServer
from tests.fixtures.stores import Cluster
from tests.journeys.lines import LONG, Line, Nodes
from tests.journeys.players import Applicant, Member
from tests.webrtc.peers import BLUE, GREEN, Peer, until

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600), pytest.mark.asyncio(loop_scope="session")]
DATABASE = "apart"


@pytest.fixture(scope="module")
def apart(
    start_desk: Callable[..., DeskServer], postgres_cluster: Cluster, free_ports: Callable[[], int]
) -> Iterator[tuple[DeskServer, Nodes]]:
    """A desk without media of its own, and media nodes to be started beside it."""
    postgres_cluster.call("createdb", "--template", "template0", DATABASE)
    desk = start_desk(DESK_DATABASE_URL=postgres_cluster.url(DATABASE), DESK_MEDIA_APART="1", DESK_DRAIN_SECONDS="30")
    nodes = Nodes(desk.settings, free_ports, desk.log.parent / "media.log")
    yield desk, nodes
    nodes.stop()


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """A meeting over video that is going on."""

    session: str
    applicant: Applicant
    clerk: Member
    left: Line
    right: Line

    async def end(self) -> int:
        """The clerk ends it; the status."""
        status, _ = await self.clerk.call("POST", f"/api/sessions/{self.session}/end")
        return status


@asynccontextmanager
async def a_call(apart: tuple[DeskServer, Nodes], clerk: str, corner: str) -> AsyncIterator[Call]:
    """Both see each other."""
    desk, nodes = apart
    async with AsyncExitStack() as stack:
        applicant = await stack.enter_async_context(Applicant(desk, corner))
        member = await stack.enter_async_context(Member(desk, clerk))
        await applicant.to_ticket()
        await member.sign_in()
        left = await stack.enter_async_context(Line(applicant, "corner", nodes, colour=GREEN))
        right = await stack.enter_async_context(Line(member, "console", nodes, colour=BLUE))
        status, called = await member.call("POST", "/api/tickets/call-next")
        assert status == 201, called
        status, _ = await applicant.call("POST", f"/api/sessions/{called['session']}/answer")
        assert status == 200
        await left.sees(BLUE)
        await right.sees(GREEN)
        yield Call(session=called["session"], applicant=applicant, clerk=member, left=left, right=right)
        await applicant.leave()


async def test_a_visit_is_joined_on_the_node_and_recorded_there(apart: tuple[DeskServer, Nodes]) -> None:
    desk, nodes = apart
    await nodes.start("one")
    async with a_call(apart, "clerk1", "MO-01") as call:
        assert await call.end() == 200
        folder = desk.data_dir / "recordings" / call.session / "one"
        await until(lambda: list(folder.glob("*.mkv")), LONG)


async def test_who_withdraws_is_shown_out_by_the_node(apart: tuple[DeskServer, Nodes]) -> None:
    desk, nodes = apart
    await nodes.start("one")
    async with a_call(apart, "clerk1", "MO-01") as call:
        found = re.search(r'name="number" value="([^"]+)"', (await call.applicant.get("/corner/visit")).text)
        assert found
        shown, peer = call.left.peer, call.right.peer
        assert shown is not None
        assert peer is not None
        page = await call.applicant.post("/corner/my-data/withdraw", number=found.group(1))
        assert page.url.path == "/corner/withdrawn"
        await until(lambda: not shown.connected, LONG)
        await _until_silent(peer)
        folder = desk.data_dir / "recordings" / call.session / "one"
        await until(lambda: list(folder.glob("*.mkv")), LONG)


async def _until_silent(peer: Peer) -> None:
    """Waits until a whole second brings no picture and no sound."""
    async with asyncio.timeout(LONG):
        before = (-1, -1)
        while (peer.frames, peer.sounds) != before:
            before = (peer.frames, peer.sounds)
            await asyncio.sleep(1.0)


async def test_how_lines_on_a_node_fare_is_read_at_the_console(apart: tuple[DeskServer, Nodes]) -> None:
    await apart[1].start("one")
    async with a_call(apart, "clerk1", "MO-01") as call:
        await shown(call.clerk, "/console", r'class="line-of" data-seat="applicant" data-grade="(good|fair|poor)"')


async def test_a_line_to_a_node_is_tested_while_waiting(apart: tuple[DeskServer, Nodes]) -> None:
    desk, nodes = apart
    await nodes.start("one")
    async with Applicant(desk, "MO-01") as applicant:
        await applicant.to_ticket()
        async with Line(applicant, "corner", nodes, colour=GREEN):
            async with asyncio.timeout(LONG):
                # The web hears from the node that the leg is up a moment after the leg itself.
                while (await applicant.call("POST", "/api/visits/line-test"))[0] != 200:  # noqa: ASYNC110
                    await asyncio.sleep(0.2)
            await shown(applicant, "/corner/visit", r'data-test="(good|fair|poor)"')
        await applicant.leave()


async def shown(player: Applicant | Member, path: str, words: str) -> None:
    """Waits until the page says so."""
    async with asyncio.timeout(LONG):
        while not re.search(words, (await player.get(path)).text):  # noqa: ASYNC110  # a page raises no event
            await asyncio.sleep(0.5)


async def test_the_next_visit_is_placed_on_the_node_that_carries_less(apart: tuple[DeskServer, Nodes]) -> None:
    nodes = apart[1]
    await nodes.only("one")
    async with a_call(apart, "clerk1", "MO-01") as first:
        await nodes.start("two")
        async with a_call(apart, "clerk2", "MO-02") as second:
            assert (first.left.node, first.right.node) == ("one", "one")
            assert (second.left.node, second.right.node) == ("two", "two")


async def test_a_clerk_who_is_warm_on_another_node_comes_to_the_applicants(apart: tuple[DeskServer, Nodes]) -> None:
    desk, nodes = apart
    await nodes.only("one")
    async with Applicant(desk, "MO-01") as applicant, Member(desk, "clerk1") as clerk:
        await applicant.to_ticket()
        await clerk.sign_in()
        async with Line(applicant, "corner", nodes, colour=GREEN) as left:
            await nodes.start("two")
            async with Line(clerk, "console", nodes, colour=BLUE) as right:
                warm = right.node
                _, called = await clerk.call("POST", "/api/tickets/call-next")
                await right.is_on("one")
                await applicant.call("POST", f"/api/sessions/{called['session']}/answer")
                await left.sees(BLUE)
                await right.sees(GREEN)
        await applicant.leave()
    assert (warm, left.opened, right.opened) == ("two", 1, 2)


async def test_a_call_whose_node_is_killed_goes_on_at_another(apart: tuple[DeskServer, Nodes]) -> None:
    nodes = apart[1]
    await nodes.start("one")
    await nodes.start("two")
    async with a_call(apart, "clerk1", "MO-01") as call:
        other = "two" if call.left.node == "one" else "one"
        nodes.kill(call.left.node)
        await asyncio.gather(call.left.is_on(other), call.right.is_on(other))
        await call.left.sees(BLUE)
        await call.right.sees(GREEN)
        assert await call.end() == 200


async def test_a_draining_node_hands_its_call_on_and_ends(apart: tuple[DeskServer, Nodes]) -> None:
    nodes = apart[1]
    await nodes.start("one")
    await nodes.start("two")
    async with a_call(apart, "clerk1", "MO-01") as call:
        here = call.left.node
        other = "two" if here == "one" else "one"
        assert await nodes.drain(here) == 0
        assert (call.left.node, call.right.node) == (other, other)
        await call.left.sees(BLUE)
        await call.right.sees(GREEN)
        assert await call.end() == 200
