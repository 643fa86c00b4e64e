"""Whatever is done to turns in whatever order: none is lost, none is given twice, each call takes the first it may, and
the ledger alone tells the same order as the store after every commit."""

import asyncio
import contextlib
import functools
import random
import shutil
import tempfile
import uuid
from collections.abc import Callable, Coroutine, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import select

from desk.actions import sessions, visits
from desk.actions.meetings import transfers
from desk.actions.turns import missed, placing, tickets
from desk.model.errors import AlreadyInSession, NobodyWaiting
from desk.model.meetings.sendings import Kind, Target
from desk.model.sessions import Session
from desk.model.staff import Staff
from desk.model.turns import routing
from desk.model.turns.order import CARE, Priority, Reason, Rules
from desk.model.turns.placing import Why
from desk.model.turns.replay import Replay
from desk.model.turns.replay import Why as Passing
from desk.store import ledger, tables
from tests.desk.world import World
from tests.fixtures.stores import Cluster

CORNERS = ("MO-01", "MO-02", "HK-01", "X-001", "X-002", "X-003")
CLERKS = ("clerk1", "clerk2", "clerk3", "clerk4")
ITEMS = ("JM-SI-001", "JM-TX-001")
DAY, HALF_HOUR, NONE = timedelta(days=1), timedelta(minutes=30), timedelta(0)
WAITS = {"waiting", "transferred"}
TURNS = st.integers(0, len(CORNERS) - 1)
T = TypeVar("T")
Fresh = Callable[[], AbstractContextManager[str]]


@dataclass(slots=True)
class Turn:
    """What should be true of one turn."""

    visit_id: str
    ticket_id: str
    corner: str
    taken: datetime
    stands: datetime
    line: str
    state: str = "waiting"
    session_id: str = ""
    clerk: str = ""
    kept: tuple[str, datetime] | None = None

    def first(self) -> None:
        """Back in line, before all others."""
        self.state, self.stands, self.session_id, self.clerk = "waiting", self.taken - DAY, "", ""


def some(*states: str) -> Callable[["AnyOrder"], bool]:
    """Whether some turn is in one of these states: what can be done is done the more often."""
    return lambda hall: any(turn.state in states for turn in hall.turns)


class AnyOrder(RuleBasedStateMachine):
    """A hall of six corners and four clerks, who do what they like."""

    def __init__(self, fresh: Fresh) -> None:
        super().__init__()
        self.stack = contextlib.ExitStack()
        self.runner = self.stack.enter_context(asyncio.Runner())
        url = self.stack.enter_context(fresh())
        folder = Path(self.stack.enter_context(tempfile.TemporaryDirectory()))
        self.world: World = self.run(World(url, folder).enter())
        self.run(self.world.add_corners(3))
        self.turns: list[Turn] = []
        self.replay, self.read = Replay(self._serves), 0
        self.lines = {
            clerk: frozenset(
                routing.lines_of(
                    self._staff(clerk).serves or [zone.id for zone in self.world.zones.values()],
                    self._staff(clerk).skills,
                    self._staff(clerk).speaks,
                    self._staff(clerk).window,
                )
            )
            for clerk in CLERKS
        }

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        return self.runner.run(work)

    def teardown(self) -> None:
        self.run(self.world.leave())
        self.stack.close()

    # ── What may be done ──────────────────────────────────────────────────────────────────────────────────

    @initialize()
    def some_wait(self) -> None:
        for place in range(4):
            self.take(place, ITEMS[place % 2], Reason.NONE)

    @rule(place=TURNS, item=st.sampled_from(ITEMS), care=st.sampled_from([Reason.NONE, *sorted(CARE)]))
    def take(self, place: int, item: str, care: Reason) -> None:
        corner = CORNERS[place]
        if any(turn.corner == corner for turn in self.turns):
            return
        self.world.clock.pass_by(seconds=40)
        visit = self.run(self.world.visit_to("confirmed", corner=corner, item=item))
        ticket = self.run(tickets.take(self.world.desk, visit.id, reason=care))
        now = self.world.clock()
        stands = now - (HALF_HOUR if care else NONE)
        self.turns.append(
            Turn(visit_id=visit.id, ticket_id=ticket.id, corner=corner, taken=now, stands=stands, line=ticket.line)
        )

    @rule(clerk=st.sampled_from(CLERKS))
    def call(self, clerk: str) -> None:
        self._called([clerk])

    @rule(clerks=st.permutations(CLERKS))
    def call_at_once(self, clerks: list[str]) -> None:
        self._called(clerks)

    @precondition(some("called"))
    @rule(place=TURNS)
    def answer(self, place: int) -> None:
        if turn := self._one(place, "called"):
            self.run(sessions.answer(self.world.desk, turn.session_id, turn.visit_id))
            turn.state = "in-session"

    @precondition(some("called"))
    @rule(place=TURNS)
    def miss(self, place: int) -> None:
        if turn := self._one(place, "called"):
            self.run(missed.miss(self.world.desk, turn.ticket_id, self._staff(turn.clerk)))
            turn.state, turn.session_id, turn.clerk = "missed", "", ""

    @precondition(some("missed", "parked"))
    @rule(place=TURNS)
    def come_back(self, place: int) -> None:
        turn = self._one(place, "missed", "parked")
        if turn is None:
            return
        was = turn.state
        self.run(missed.come_back(self.world.desk, turn.visit_id))
        turn.first()
        if was == "parked":  # behind the first few, wherever these stand
            turn.stands = self.run(self.world.ticket(turn.visit_id)).stands_at

    @precondition(some("in-session", "held"))
    @rule(place=TURNS)
    def park(self, place: int) -> None:
        if turn := self._one(place, "in-session", "held"):
            self.run(missed.park(self.world.desk, turn.session_id, self._staff(turn.clerk)))
            turn.state, turn.session_id, turn.clerk = "parked", "", ""

    @precondition(some("in-session", "held"))
    @rule(place=TURNS)
    def hold_or_resume(self, place: int) -> None:
        if turn := self._one(place, "in-session", "held"):
            held = turn.state == "in-session"
            self.run(sessions.hold(self.world.desk, turn.session_id, self._staff(turn.clerk), held=held))
            turn.state = "held" if held else "in-session"

    @precondition(some("called", "in-session", "held"))
    @rule(place=TURNS)
    def put_back(self, place: int) -> None:
        if turn := self._one(place, "called", "in-session", "held"):
            if turn.state != "called":
                turn.kept = (self._staff(turn.clerk).id, self.world.clock() + Rules().keep_for)
            self.run(sessions.put_back(self.world.desk, turn.session_id, self._staff(turn.clerk)))
            turn.first()

    @precondition(some("called", "in-session", "held"))
    @rule(place=TURNS)
    def end(self, place: int) -> None:
        if turn := self._one(place, "called", "in-session", "held"):
            self.run(sessions.end(self.world.desk, turn.session_id, self._staff(turn.clerk)))
            if turn.state == "called":
                turn.first()
            else:
                turn.state, turn.session_id, turn.clerk = "done", "", ""

    @precondition(some("in-session", "held"))
    @rule(place=TURNS)
    def send_on(self, place: int) -> None:
        turn = self._one(place, "in-session", "held")
        line = routing.line_of_window(self._staff("clerk3").window)
        if turn is None or turn.clerk == "clerk3":
            return
        target, clerk = Target(kind=Kind.WINDOW, name=self._staff("clerk3").window), self._staff(turn.clerk)
        self.run(transfers.send_on(self.world.desk, turn.session_id, clerk, target, "", despite=True))
        turn.first()
        turn.state, turn.line = "transferred", line

    @precondition(some(*WAITS))
    @rule(place=TURNS)
    def put_first(self, place: int) -> None:
        if turn := self._one(place, *WAITS):
            by = self.world.staff["supervisor1"]
            told = Priority.CARE, Reason.PREGNANT, Why.SEEN, by
            self.run(placing.place(self.world.desk, turn.ticket_id, *told))
            turn.stands = turn.taken - HALF_HOUR

    @rule(place=TURNS)
    def leave(self, place: int) -> None:
        if turn := self._one(place, "done") or (self._one(0) if place == 0 else None):
            self.run(visits.leave(self.world.desk, turn.visit_id))
            turn.state = turn.state if turn.state == "done" else "cancelled"
            turn.corner = turn.session_id = turn.clerk = ""

    @rule()
    def time_passes(self) -> None:
        self.world.clock.pass_by(minutes=1)

    # ── What is true whatever was done ────────────────────────────────────────────────────────────────────

    @invariant()
    def no_turn_is_lost(self) -> None:
        kept = {ticket_id: state for ticket_id, state, _ in self.run(self._standing())}
        assert kept == {turn.ticket_id: turn.state for turn in self.turns}

    @invariant()
    def clerks_and_turns_have_one_session_at_most(self) -> None:
        open_now = self.run(self._open_sessions())
        expected = sorted((turn.session_id, turn.ticket_id) for turn in self.turns if turn.session_id)
        assert sorted((one, ticket) for one, ticket, _ in open_now) == expected
        assert len({clerk for *_, clerk in open_now}) == len(open_now)

    @invariant()
    def the_ledger_tells_the_order_of_the_store(self) -> None:
        for link in self.run(self._new_links()):
            call = self.replay.read(link.entry)
            assert call is None or Passing.MOVING not in {passed.why for passed in call.passed}
            self.read = link.entry.position
        order = [ticket_id for ticket_id, state, _ in self.run(self._standing()) if state in WAITS]
        assert self.replay.order() == order
        assert order == [turn.ticket_id for turn in self._in_line()]

    # ── How it is done ────────────────────────────────────────────────────────────────────────────────────

    def _called(self, clerks: list[str]) -> None:
        """They call at the same moment; each gets what they would get one after the other, or the same refusal."""

        async def at_once() -> list[Session | BaseException]:
            calls = (tickets.call_next(self.world.desk, self._staff(clerk)) for clerk in clerks)
            return await asyncio.gather(*calls, return_exceptions=True)

        for clerk, end in zip(clerks, self.run(at_once()), strict=True):
            busy = any(turn.clerk == clerk for turn in self.turns)
            turn = None if busy else next((one for one in self._in_line() if self._may_take(clerk, one)), None)
            if turn is None:
                assert isinstance(end, AlreadyInSession if busy else NobodyWaiting), end
            else:
                assert isinstance(end, Session), end
                assert end.ticket_id == turn.ticket_id
                turn.state, turn.session_id, turn.clerk, turn.kept = "called", end.id, clerk, None

    def _may_take(self, clerk: str, turn: Turn) -> bool:
        mine = turn.kept is None or turn.kept[1] <= self.world.clock() or turn.kept[0] == self._staff(clerk).id
        return mine and turn.line in self.lines[clerk]

    def _in_line(self) -> list[Turn]:
        return sorted((turn for turn in self.turns if turn.state in WAITS), key=lambda one: (one.stands, one.ticket_id))

    def _one(self, place: int, *states: str) -> Turn | None:
        """One of those whose visit sits at a corner and whose turn is in one of these states."""
        found = [turn for turn in self.turns if turn.corner and (not states or turn.state in states)]
        return found[place % len(found)] if found else None

    def _staff(self, login: str) -> Staff:
        return self.world.staff[login]

    def _serves(self, clerk_id: str, line: str) -> bool:
        return any(line in self.lines[login] for login in CLERKS if self._staff(login).id == clerk_id)

    async def _standing(self) -> list[tuple[str, str, datetime]]:
        t = tables.tickets.c
        async with self.world.store.read() as connection:
            found = await connection.execute(select(t.id, t.state, t.stands_at).order_by(t.stands_at, t.id))
            return [(row.id, row.state, row.stands_at) for row in found]

    async def _open_sessions(self) -> list[tuple[str, str, str]]:
        s = tables.sessions.c
        query = select(s.id, s.ticket_id, s.clerk_id).where(s.state.in_(("ringing", "live", "held")))
        async with self.world.store.read() as connection:
            return [(row.id, row.ticket_id, row.clerk_id) for row in await connection.execute(query)]

    async def _new_links(self) -> list[Any]:
        async with self.world.store.read() as connection:
            return await ledger.links(connection, self.read, 1_000)


def play(fresh: Fresh, examples: int, steps: int) -> None:
    """So many halls, so many steps each; what fails is told as it happened, not made shorter."""
    chosen = settings(
        max_examples=examples,
        stateful_step_count=steps,
        deadline=None,
        database=None,
        phases=(Phase.explicit, Phase.generate),
        suppress_health_check=list(HealthCheck),
    )
    run_state_machine_as_test(lambda: AnyOrder(fresh), settings=chosen)  # type: ignore[arg-type]  # takes any maker of a machine


def walk(fresh: Fresh, steps: int) -> None:
    """A long day in one hall: so many steps by chance, each kind as likely as another, all looked at after each."""
    chance, hall = random.Random(20261121), AnyOrder(fresh)
    at_place = (hall.answer, hall.miss, hall.come_back, hall.park, hall.hold_or_resume, hall.put_back, hall.end)
    try:
        hall.some_wait()
        for _ in range(steps):
            place = chance.randrange(len(CORNERS))
            steps_now: list[Callable[[], None]] = [
                functools.partial(hall.take, place, chance.choice(ITEMS), chance.choice([Reason.NONE, *sorted(CARE)])),
                *[functools.partial(hall.call, chance.choice(CLERKS))] * 3,
                functools.partial(hall.call_at_once, chance.sample(CLERKS, len(CLERKS))),
                *(functools.partial(each, place) for each in (*at_place, hall.send_on, hall.put_first, hall.leave)),
                hall.time_passes,
            ]
            chance.choice(steps_now)()
            hall.no_turn_is_lost()
            hall.clerks_and_turns_have_one_session_at_most()
            hall.the_ledger_tells_the_order_of_the_store()
    finally:
        hall.teardown()


@pytest.fixture
def fresh_file(seeded_file: Path, tmp_path: Path) -> Fresh:
    """SQLite stores with the demonstration in them."""

    @contextlib.contextmanager
    def fresh() -> Iterator[str]:
        path = tmp_path / f"{uuid.uuid4().hex}.sqlite"
        shutil.copyfile(seeded_file, path)
        yield f"sqlite:///{path}"

    return fresh


@pytest.fixture
def fresh_database(postgres_cluster: Cluster, seeded_database: str) -> Fresh:
    """PostgreSQL databases with the demonstration in them."""

    @contextlib.contextmanager
    def fresh() -> Iterator[str]:
        name = f"t_{uuid.uuid4().hex}"
        postgres_cluster.call("createdb", "--template", seeded_database, name)
        yield postgres_cluster.url(name)
        postgres_cluster.call("dropdb", "--force", name)

    return fresh


@pytest.mark.parametrize("stores", ["fresh_file", "fresh_database"])
def test_turns_hold_in_any_order(request: pytest.FixtureRequest, stores: str) -> None:
    play(request.getfixturevalue(stores), 4, 40)


@pytest.mark.parametrize("stores", ["fresh_file", "fresh_database"])
def test_turns_hold_through_a_long_day(request: pytest.FixtureRequest, stores: str) -> None:
    walk(request.getfixturevalue(stores), 250)
