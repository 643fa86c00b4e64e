"""Worker processes for trials by death: each serves its clerks by the desk's own actions until somebody kills it.

`python -m tests.desk.turns_at_scale.workers URL FOLDER` reads everything in once; then, for each line of JSON on its
standard input, it forks a worker and prints its process id. Workers end with it.
"""

import asyncio
import contextlib
import ctypes
import json
import os
import random
import signal
import sys
import traceback
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import uvloop

from desk.actions import presence, sessions
from desk.actions.desk import Desk
from desk.actions.turns import tickets
from desk.model.chance import utc_now
from desk.model.errors import DeskError, NobodyWaiting
from desk.model.sessions import Session, State, staff_party
from desk.model.staff import Staff
from desk.store import sessions as session_rows
from desk.store import staff as staff_rows
from desk.web import keeper, logs
from desk.web.keeper import Keeper
from desk.web.sockets.live import Sockets
from tests.desk.world import World, catalogues, scripts

SIGN_SECONDS = 0.5
GRACE = timedelta(seconds=2)
"""After so long without a sign of life a clerk is taken for gone."""
LOOK_AGAIN_SECONDS = 0.1
HOLDS, PUTS_BACK, TAKES_BACK, WAITS = 0.06, 0.03, 0.03, 0.02
"""In so many of all calls the clerk holds the meeting, puts the turn back, takes the call back, dawdles."""
DIES_WITH_PARENT = 1
"""prctl(2): PR_SET_PDEATHSIG."""


class Worker:
    """One process, and the clerks whose consoles it holds."""

    def __init__(self, desk: Desk, clerks: Sequence[Staff], seed: int) -> None:
        self._desk, self._clerks, self._random = desk, clerks, random.Random(seed)
        sockets = Sockets()
        for clerk in clerks:
            sockets.add(staff_party(clerk.id))
        self._keeper, self._parties = Keeper(desk, sockets), sockets.parties()

    async def run(self) -> None:
        """Until it is killed."""
        async with asyncio.TaskGroup() as group:
            group.create_task(self._keep())
            for clerk in self._clerks:
                group.create_task(self._serve(clerk))

    async def _keep(self) -> None:
        """Signs of life; and the meetings of clerks who give none any more are broken off."""
        while True:
            with contextlib.suppress(DeskError):
                await presence.stay(self._desk, self._parties)
                await self._keeper.break_off()
            await asyncio.sleep(SIGN_SECONDS)

    async def _serve(self, clerk: Staff) -> None:
        """Goes on with what the clerk was at, and calls one after the other."""
        session, is_sure = None, False
        while True:
            try:
                if not is_sure:
                    session, is_sure = await self._open(clerk), True
                await self._meet(clerk, session or await tickets.call_next(self._desk, clerk))
                session = None
            except NobodyWaiting:
                await asyncio.sleep(LOOK_AGAIN_SECONDS)
            except DeskError:
                # Somebody was first, or the meeting is over meanwhile: what stands is read anew.
                is_sure = False
                await asyncio.sleep(LOOK_AGAIN_SECONDS * self._random.random())

    async def _open(self, clerk: Staff) -> Session | None:
        async with self._desk.store.read() as connection:
            return await session_rows.open_of_clerk(connection, clerk.id)

    async def _meet(self, clerk: Staff, session: Session) -> None:
        chance = self._random.random
        if session.state is State.RINGING and chance() >= TAKES_BACK:
            await sessions.answer(self._desk, session.id, session.visit_id)
        if session.state is State.HELD:
            await sessions.hold(self._desk, session.id, clerk, held=False)
        elif chance() < HOLDS:
            await sessions.hold(self._desk, session.id, clerk, held=True)
            await sessions.hold(self._desk, session.id, clerk, held=False)
        if chance() < WAITS:
            await asyncio.sleep(2 * SIGN_SECONDS)
        if chance() < PUTS_BACK:
            await sessions.put_back(self._desk, session.id, clerk)
        else:
            await sessions.end(self._desk, session.id, clerk)


async def _work(url: str, folder: Path, first: int, last: int, seed: int) -> None:
    world = World(url, folder)
    world.store.clock = utc_now
    desk = replace(world.desk, settings=replace(world.desk.settings, clerk_grace=GRACE))
    async with world.store.read() as connection:
        every = {person.login: person for person in await staff_rows.every(connection)}
    await Worker(desk, [every[f"crowd{each}"] for each in range(first, last)], seed).run()


def _fork(url: str, folder: Path, told: dict[str, int]) -> int:
    pid = os.fork()
    if pid:
        return pid
    try:
        ctypes.CDLL(None).prctl(DIES_WITH_PARENT, signal.SIGKILL)
        # What it logs must not stand among answers, in a pipe that nobody empties.
        os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
        uvloop.run(_work(url, folder, told["first"], told["last"], told["seed"]))
    except BaseException:
        traceback.print_exc()
    finally:
        os._exit(1)


def main(url: str, folder: Path) -> None:
    """Until its standard input ends."""
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    keeper.TICK_SECONDS = GRACE.total_seconds() / keeper.STAY_TICKS / 2
    logs.configure("json")
    scripts()
    catalogues()
    print(json.dumps({"ready": True}), flush=True)
    for line in sys.stdin:
        print(json.dumps({"pid": _fork(url, folder, json.loads(line))}), flush=True)


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
