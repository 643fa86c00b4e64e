"""Tests of lines: begun at the corner, run on whichever process has the leg, and told to corner and clerk.

The fact that a test began is what starts it, so that it is the same with media here or elsewhere: the process that has
the leg hears it, gives the applicant their own packets back for a few seconds, and enters what it measured.
"""

import asyncio

import structlog

from desk.actions import consented
from desk.actions.desk import Desk
from desk.actions.quality import line_of
from desk.model.errors import NotReady
from desk.model.events import Event, Tag
from desk.model.line_tests import LASTS, LineTest, State, seen
from desk.model.quality import Line, Trouble, judge
from desk.model.sessions import applicant_party
from desk.model.turns.tickets import State as TicketState
from desk.store import consents, line_tests, visits
from desk.store.turns import tickets
from desk.store.unit import Unit
from webrtc.echo import echo
from webrtc.node import Node

log = structlog.get_logger("desk.line_tests")


async def begin(desk: Desk, visit_id: str) -> None:
    """Begins a test, unless one runs. Raises ConsentNeeded; NotReady without a leg, or when the turn has come."""
    async with desk.store.write() as unit:
        await consented.require(unit.connection, visit_id)
        ticket = await tickets.of_visit(unit.connection, visit_id)
        if ticket is None or ticket.state is not TicketState.WAITING or not desk.media.is_up(applicant_party(visit_id)):
            raise NotReady("no line to test, or no time")
        known = seen(await line_tests.of_visit(unit.connection, visit_id), unit.now)
        if known is not None and known.state is State.RUNNING:
            return
        test = LineTest(visit_id=visit_id, begun_at=unit.now, state=State.RUNNING, trouble=Trouble.NONE)
        await line_tests.put(unit, test)
        await _record(unit, Tag.LINE_TEST_BEGUN, visit_id)


async def finish(desk: Desk, visit_id: str, line: Line | None) -> None:
    """What was measured; None where the test came to nothing."""
    async with desk.store.write() as unit:
        known = await line_tests.of_visit(unit.connection, visit_id)
        if known is None or known.state is not State.RUNNING:
            return
        if line is None:
            await line_tests.drop(unit, visit_id)
            await _record(unit, Tag.LINE_TEST_DROPPED, visit_id)
            return
        found = judge(line)
        test = LineTest(
            visit_id=visit_id, begun_at=known.begun_at, state=State(found.grade.value), trouble=found.trouble
        )
        await line_tests.put(unit, test, line)
        await _record(unit, Tag.LINE_TESTED, visit_id, grade=found.grade.value, trouble=found.trouble.value)


async def _record(unit: Unit, tag: Tag, visit_id: str, **data: str | int) -> None:
    visit = await visits.get(unit.connection, visit_id)
    unit.record(
        Event(tag=tag, subject=visit_id, actor=f"visit:{visit_id}", zone_id=visit.zone_id, visit_id=visit_id, data=data)
    )


class Tester:
    """Runs the tests of those whose legs are on this process's node."""

    def __init__(self, node: Node) -> None:
        self._node = node
        self._heard: asyncio.Queue[str] = asyncio.Queue()

    def hear(self, event: Event) -> None:
        """Called by the bus; never blocks."""
        if event.tag is Tag.LINE_TEST_BEGUN:
            self._heard.put_nowait(event.visit_id)

    async def run(self, desk: Desk) -> None:
        """Until cancelled; tests of several people run side by side."""
        async with asyncio.TaskGroup() as running:
            while True:
                running.create_task(self._test(desk, await self._heard.get()))

    async def _test(self, desk: Desk, visit_id: str) -> None:
        try:
            leg = self._node.leg_of(applicant_party(visit_id))
            if leg is not None and leg.up:
                await finish(desk, visit_id, await self._measure(desk, visit_id))
        except Exception:  # one test's fault must not end the others; the corner gives it up by itself
            log.exception("line_test.failed")

    async def _measure(self, desk: Desk, visit_id: str) -> Line | None:
        async with desk.store.read() as connection:
            consent = await consents.standing(connection, visit_id)
        if consent is None:
            return None
        found = await echo(
            self._node,
            applicant_party(visit_id),
            bridge_id=f"test:{visit_id}",
            consent=consent.id,
            seconds=LASTS.total_seconds(),
        )
        if found is None or not found.span:
            return None
        return line_of(found.span, found.round_trip)
