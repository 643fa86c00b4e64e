"""Tests of lines: begun while waiting and at no other time, run where the leg is, told to whoever is concerned."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from desk.actions import line_tests
from desk.actions.turns import tickets
from desk.model.errors import ConsentNeeded, NotReady
from desk.model.events import Tag
from desk.model.line_tests import GIVEN_UP, LineTest, State, seen
from desk.model.quality import Trouble
from desk.model.sessions import applicant_party
from desk.model.visits import Visit
from desk.store import line_tests as rows
from tests.desk.model.test_quality import LINE
from tests.desk.world import World
from tests.webrtc.peers import Peer, until
from webrtc.node import Node
from webrtc.settings import NodeSettings


async def waiting(world: World) -> Visit:
    """An applicant who waits, leg up."""
    visit = await world.visit_to("ticketed")
    world.media.up.add(applicant_party(visit.id))
    return visit


async def found(world: World, visit: Visit) -> LineTest | None:
    async with world.store.read() as connection:
        return await rows.of_visit(connection, visit.id)


async def test_whoever_waits_may_have_the_line_tested(world: World) -> None:
    visit = await waiting(world)
    await line_tests.begin(world.desk, visit.id)
    test = await found(world, visit)
    assert test is not None
    assert test.state is State.RUNNING


async def test_twice_at_once_is_one_test(sqlite_world: World) -> None:
    visit = await waiting(sqlite_world)
    await line_tests.begin(sqlite_world.desk, visit.id)
    await line_tests.begin(sqlite_world.desk, visit.id)
    assert (await sqlite_world.tags()).count(Tag.LINE_TEST_BEGUN) == 1


async def test_a_test_of_which_nothing_was_heard_may_be_begun_again(sqlite_world: World) -> None:
    visit = await waiting(sqlite_world)
    await line_tests.begin(sqlite_world.desk, visit.id)
    sqlite_world.clock.pass_by(seconds=GIVEN_UP.total_seconds() + 1)
    await line_tests.begin(sqlite_world.desk, visit.id)
    assert (await sqlite_world.tags()).count(Tag.LINE_TEST_BEGUN) == 2


async def test_without_a_leg_there_is_no_line_to_test(sqlite_world: World) -> None:
    visit = await sqlite_world.visit_to("ticketed")
    with pytest.raises(NotReady):
        await line_tests.begin(sqlite_world.desk, visit.id)


async def test_before_the_consent_nothing_is_tested(sqlite_world: World) -> None:
    visit = await sqlite_world.visit_to("choosing")
    with pytest.raises(ConsentNeeded):
        await line_tests.begin(sqlite_world.desk, visit.id)


async def test_once_called_there_is_no_time_for_a_test(sqlite_world: World) -> None:
    visit = await waiting(sqlite_world)
    await tickets.call_next(sqlite_world.desk, sqlite_world.clerk)
    with pytest.raises(NotReady):
        await line_tests.begin(sqlite_world.desk, visit.id)


async def test_the_result_is_the_grade_of_the_line(world: World) -> None:
    visit = await waiting(world)
    await line_tests.begin(world.desk, visit.id)
    await line_tests.finish(world.desk, visit.id, replace(LINE, round_trip=0.9))
    test = await found(world, visit)
    assert test is not None
    assert (test.state, test.trouble) == (State.POOR, Trouble.DELAY)


async def test_a_test_that_came_to_nothing_is_none(world: World) -> None:
    visit = await waiting(world)
    await line_tests.begin(world.desk, visit.id)
    await line_tests.finish(world.desk, visit.id, None)
    assert (await found(world, visit), (await world.tags())[-1]) == (None, Tag.LINE_TEST_DROPPED)


async def test_a_result_of_no_running_test_is_passed_over(sqlite_world: World) -> None:
    visit = await waiting(sqlite_world)
    await line_tests.finish(sqlite_world.desk, visit.id, LINE)
    assert await found(sqlite_world, visit) is None


async def test_a_result_outlives_the_time_in_which_a_test_is_given_up(sqlite_world: World) -> None:
    visit = await waiting(sqlite_world)
    await line_tests.begin(sqlite_world.desk, visit.id)
    await line_tests.finish(sqlite_world.desk, visit.id, LINE)
    sqlite_world.clock.pass_by(minutes=30)
    test = seen(await found(sqlite_world, visit), sqlite_world.clock())
    assert test is not None
    assert test.state is State.GOOD


class Bench:
    """A node with a tester that follows the world's ledger, as in any process that has a node."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.node = Node(NodeSettings(addresses=("127.0.0.1",)), lambda _: None)
        self.peer = Peer()
        tester = line_tests.Tester(self.node)
        world.store.bus.listen(lambda fact: tester.hear(fact.event))
        self._running = asyncio.ensure_future(tester.run(world.desk))
        self.told = asyncio.Event()
        world.store.bus.listen(
            lambda fact: self.told.set() if fact.event.tag in (Tag.LINE_TESTED, Tag.LINE_TEST_DROPPED) else None
        )

    async def connect(self, party: str) -> None:
        answer = await self.node.answer(party, await self.peer.offer())
        await self.peer.accept(answer.sdp)
        await until(lambda: any(leg.up for leg in self.node.legs()), 20)

    async def close(self) -> None:
        self._running.cancel()
        await asyncio.gather(self._running, return_exceptions=True)
        await self.peer.close()
        await self.node.close()


@pytest.fixture
async def bench(sqlite_world: World) -> AsyncIterator[Bench]:
    here = Bench(sqlite_world)
    yield here
    await here.close()


async def test_a_real_leg_is_tested_and_graded(bench: Bench, sqlite_world: World) -> None:
    visit = await waiting(sqlite_world)
    await bench.connect(applicant_party(visit.id))
    await line_tests.begin(sqlite_world.desk, visit.id)
    await asyncio.wait_for(bench.told.wait(), 60)
    test = await found(sqlite_world, visit)
    assert test is not None
    assert test.state in (State.GOOD, State.FAIR, State.POOR)


async def test_a_call_breaks_the_test_off_and_keeps_the_applicant(bench: Bench, sqlite_world: World) -> None:
    visit = await waiting(sqlite_world)
    party = applicant_party(visit.id)
    await bench.connect(party)
    await line_tests.begin(sqlite_world.desk, visit.id)
    await until(lambda: bench.node.bridge(f"test:{visit.id}") is not None, 30)
    call = bench.node.open_bridge("session", consent="receipt")
    call.seat("applicant", party)
    await asyncio.wait_for(bench.told.wait(), 30)
    assert (await found(sqlite_world, visit), call.has(party)) == (None, True)


async def test_another_nodes_leg_is_left_to_that_node(bench: Bench, sqlite_world: World) -> None:
    visit = await waiting(sqlite_world)
    await line_tests.begin(sqlite_world.desk, visit.id)
    other = await sqlite_world.visit_to("ticketed", corner="MO-02")
    sqlite_world.media.up.add(applicant_party(other.id))
    await bench.connect(applicant_party(other.id))
    await line_tests.begin(sqlite_world.desk, other.id)
    await asyncio.wait_for(bench.told.wait(), 60)
    test = await found(sqlite_world, visit)
    assert test is not None
    assert test.state is State.RUNNING
