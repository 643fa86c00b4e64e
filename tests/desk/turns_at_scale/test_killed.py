"""Workers are killed at random while clerks serve: each turn is served once, none is lost, the order is kept.

Real processes hold ten clerks each, who call the next, are answered, hold, put back, take back and end, by the desk's
own actions. Every few seconds, and not before some turns more were done, one process gets SIGKILL in the midst of
whatever it does. Mostly its clerks are soon back in another process and go on with what they were at; now and then they
stay away for longer than the grace, and the processes that are left break their meetings off, as a web process's keeper
does.

What must hold at the end:
- every turn was done, and done once: the ledger tells of one move to `done`, and of no move after it;
- nobody was in two meetings at once, neither a clerk nor an applicant, at any entry of the ledger;
- the ledger's chain verifies;
- the order: entries of the ledger are in the order of commits. When a call is entered, turns that stand before it in
  the same line (by `stands_at`, then id) and are not kept for another clerk may only be such as were in flight at that
  moment: their call, or their return to the line, was being committed. Each clerk has one call in flight at the most,
  so no call goes past more turns than there are clerks, and no turn is gone past by more calls than there are clerks
  between one entry to the line and its call.
"""

import asyncio
import contextlib
import json
import os
import random
import signal
import sys
import time
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import func, select, update

from bench import _crowd
from desk.model.chance import utc_now
from desk.model.events import Tag
from desk.model.turns.tickets import State
from desk.store import ledger, tables, verification
from desk.store.unit import Store
from tests.desk.turns_at_scale.replay import Replay, Told, every_turn_done_once
from tests.desk.world import World
from tests.fixtures.programs import ROOT

KEEP_SECONDS = 1
"""For so long a broken meeting's turn is kept for its clerk."""
AWAY_SECONDS = 4.0
PAGE = 5_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """How many; between two deaths pass `pause` seconds, and `progress` turns. `patience`: seconds for all."""

    tickets: int
    workers: int
    clerks_each: int
    pause: tuple[float, float] = (3.5, 8.0)
    progress: int
    patience: float

    @property
    def clerks(self) -> int:
        return self.workers * self.clerks_each


class Nursery:
    """Begins workers, and kills them."""

    def __init__(self, process: Process, trial: Trial) -> None:
        self._process, self._trial = process, trial
        self.alive: dict[int, int] = {}
        self.killed = self.done = 0

    async def begin(self, team: int) -> None:
        """Clerks of this team sit down at a new process."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        first = team * self._trial.clerks_each
        told = {"first": first, "last": first + self._trial.clerks_each, "seed": random.randrange(1 << 30)}
        self._process.stdin.write(json.dumps(told).encode() + b"\n")
        self.alive[team] = json.loads(await self._process.stdout.readline())["pid"]

    def kill(self, team: int) -> None:
        """Its process dies."""
        with contextlib.suppress(ProcessLookupError):
            os.kill(self.alive.pop(team), signal.SIGKILL)
        self.killed += 1

    async def torment(self) -> None:
        """Until cancelled."""
        async with asyncio.TaskGroup() as group:
            while True:
                done = self.done
                await asyncio.sleep(random.uniform(*self._trial.pause))
                while self.done - done < self._trial.progress:  # noqa: ASYNC110  # it is counted elsewhere
                    await asyncio.sleep(0.1)
                team = random.choice(sorted(self.alive) or [-1])
                if team >= 0:
                    self.kill(team)
                    group.create_task(self._come_back(team, random.random() < 0.2))

    async def _come_back(self, team: int, late: bool) -> None:
        await asyncio.sleep(AWAY_SECONDS if late else random.uniform(0.0, 1.0))
        await self.begin(team)


@asynccontextmanager
async def nursery(url: str, folder: Path, trial: Trial) -> AsyncIterator[Nursery]:
    """Every team at work."""
    command = (sys.executable, "-m", "tests.desk.turns_at_scale.workers", url, str(folder))
    process = await asyncio.create_subprocess_exec(*command, cwd=ROOT, stdin=PIPE, stdout=PIPE)
    assert process.stdout is not None
    made = Nursery(process, trial)
    try:
        await process.stdout.readline()
        for team in range(trial.workers):
            await made.begin(team)
        yield made
    finally:
        for team in tuple(made.alive):
            made.kill(team)
        process.kill()
        await process.wait()


async def fill(store: Store, trial: Trial) -> list[str]:
    """Clerks and turns. Gives the ids of the turns."""
    async with store.write() as unit:
        await unit.connection.execute(update(tables.zones).values(rules={"keep_for": KEEP_SECONDS}))
    await _crowd.clerks(store, trial.clerks)
    return [ticket.id for ticket in await _crowd.applicants(store, trial.tickets)]


async def until_all_done(store: Store, made: Nursery, trial: Trial) -> None:
    counted = select(func.count()).select_from(tables.tickets).where(tables.tickets.c.state == State.DONE)
    async with asyncio.timeout(trial.patience):
        while made.done < trial.tickets:
            async with store.read() as connection:
                made.done = (await connection.execute(counted)).scalar_one()
            await asyncio.sleep(0.25)


async def played(store: Store) -> Replay:
    replay, after = Replay(), 0
    async with store.read() as connection:
        while links := await ledger.links(connection, after, PAGE):
            entries = [link.entry for link in links]
            after = entries[-1].position
            replay.play(
                Told(tag=Tag(e.tag), subject=e.subject, actor=e.actor, visit_id=e.visit_id, data=dict(e.data))
                for e in entries
            )
    return replay


async def try_by_death(url: str, folder: Path, trial: Trial) -> None:
    world = World(url, folder)
    store = world.store
    store.clock = utc_now
    turns = await fill(store, trial)
    began = time.monotonic()
    async with nursery(url, folder, trial) as made:
        tormenting = asyncio.create_task(made.torment())
        await until_all_done(store, made, trial)
        tormenting.cancel()
        await asyncio.gather(tormenting, return_exceptions=True)
    took = time.monotonic() - began
    replay = await played(store)
    async with store.read() as connection:
        report = await verification.verify(connection, {}, ())
    print(f"{trial.tickets} turns in {took:.1f} s, {made.killed} deaths, {replay.meetings} meetings, "
          f"{replay.broke} broke off, gone past {replay.most_passed}, past {replay.deepest}")  # fmt: skip
    await store.close()
    assert replay.broken == []
    assert every_turn_done_once(replay, turns) == []
    assert report.finding is None
    assert made.killed > 0
    assert replay.most_passed <= trial.clerks
    assert replay.deepest <= trial.clerks
    assert replay.meeting_of == {}


@pytest.mark.timeout(450)
async def test_fifty_clerks_serve_five_thousand_turns_though_processes_die(postgres_copy: str, tmp_path: Path) -> None:
    trial = Trial(tickets=5_000, workers=5, clerks_each=10, progress=50, patience=400)
    await try_by_death(postgres_copy, tmp_path, trial)


@pytest.mark.timeout(240)
async def test_several_processes_share_one_file_though_they_die(sqlite_copy: str, tmp_path: Path) -> None:
    trial = Trial(tickets=300, workers=3, clerks_each=4, progress=20, patience=200)
    await try_by_death(sqlite_copy, tmp_path, trial)


def test_a_replay_tells_who_was_gone_past() -> None:
    """The measure of the order is itself held: of two in one line, the second is called first."""

    def told(subject: str, state: str, hour: int) -> Told:
        stands = datetime(2026, 11, 21, hour, tzinfo=UTC).isoformat()
        data: dict[str, str | int] = {"state": state, "line": "a", "stands_at": stands, "clerk": ""}
        return Told(tag=Tag.TICKET_MOVED, subject=subject, actor="", visit_id="", data=data)

    replay = Replay().play([told("x", "waiting", 1), told("y", "waiting", 2), told("y", "called", 2)])
    assert (replay.most_passed, replay.deepest) == (1, 1)


def test_a_replay_tells_of_a_turn_served_twice() -> None:
    data: dict[str, str | int] = {"state": "done", "line": "a", "stands_at": "2026-11-21T00:00:00+00:00", "clerk": ""}
    told = Told(tag=Tag.TICKET_MOVED, subject="x", actor="", visit_id="", data=data)
    assert Replay().play([told, told]).broken == ["a turn moved after it was done: x"]
