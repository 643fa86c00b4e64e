"""The server of `bench.live`: a whole web process on a store of its own, in which clerks call, answer and put back.

It is told what to do in lines of JSON on its standard input, and answers each with one.
"""

import asyncio
import json
import os
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import uvloop

import server
from bench import _crowd
from desk import config
from desk.actions import sessions
from desk.actions.desk import Desk
from desk.actions.turns import tickets
from desk.boards import zone
from desk.chores import demonstration
from desk.config import Settings
from desk.model.events import Tag
from desk.model.staff import Role, Staff
from desk.store import staff, staff_sessions
from desk.store.bus import Fact
from desk.web.site import SITE
from desk.web.sockets import frames
from desk.web.sockets.live import SOCKETS
from desk.web.sockets.screens import ZoneScreen
from i18n import languages

WAITING, CLERKS = 40, 8
TICK = 0.002


class Watch:
    """How late a timer rings: what the loop's longest stall was since it was asked last."""

    def __init__(self) -> None:
        self._longest = 0.0

    async def run(self) -> None:
        while True:
            began = time.monotonic()
            await asyncio.sleep(TICK)
            self._longest = max(self._longest, time.monotonic() - began - TICK)

    def longest(self) -> float:
        longest, self._longest = self._longest, 0.0
        return longest


class Bench:
    """What the bench asks of this process."""

    def __init__(self, parts: server.Parts, clerks: list[Staff], secrets: dict[str, str]) -> None:
        self._secrets = secrets
        self._parts, self._desk, self._clerks = parts, parts.desk, clerks
        self._commits: list[tuple[int, float, str]] = []
        self._watch = Watch()
        self._watching = asyncio.create_task(self._watch.run())
        self._turn = 0
        self._hush = parts.desk.store.bus.listen(self._note)

    def _note(self, fact: Fact) -> None:
        if fact.event.tag is Tag.TICKET_MOVED:
            self._commits.append((fact.seq, time.monotonic(), fact.event.zone_id))

    async def write(self, count: int, apart: float) -> dict[str, Any]:
        """So many commits, so far apart; each with its number, its moment, and its zone."""
        self._commits.clear()
        self._watch.longest()
        drawn, used = self._drawings(), time.process_time()
        began = time.monotonic()
        steps = self._steps()
        for each in range(count):
            await asyncio.sleep(max(0.0, began + each * apart - time.monotonic()))
            await anext(steps)
        await asyncio.sleep(1.0)
        return {
            "commits": self._commits,
            "drawings": self._drawings() - drawn,
            "cpu": time.process_time() - used,
            "stall": self._watch.longest(),
        }

    async def _steps(self) -> AsyncIterator[None]:
        """One clerk after the other calls the next, is answered, and puts the turn back."""
        while True:
            clerk = self._clerks[self._turn % len(self._clerks)]
            self._turn += 1
            session = await tickets.call_next(self._desk, clerk)
            yield
            await sessions.answer(self._desk, session.id, session.visit_id)
            yield
            await sessions.put_back(self._desk, session.id, clerk)
            yield

    def _drawings(self) -> int:
        return sum(channel.drawings for channel in self._channels)

    @property
    def _channels(self) -> Any:
        return self._parts.app[SOCKETS].channels

    def open(self) -> dict[str, Any]:
        """How many pages and channels are open."""
        return {"pages": len(self._parts.app[SOCKETS].open), "channels": len(list(self._channels))}

    async def drawn(self) -> dict[str, Any]:
        """What stands behind each door: zone, cookie, and every fragment of the board, drawn anew."""
        return {"boards": [[each.zone_id, self._secrets[each.language], await each.draw()] for each in self._boards()]}

    async def alone(self, pages: int) -> dict[str, Any]:
        """Processor time of one commit where each of so many pages draws and encodes for itself."""
        screens = self._boards()
        used = time.process_time()
        for each in range(pages):
            drawn = await screens[each % len(screens)].draw()
            assert not isinstance(drawn, str)
            frames.fragments(0, drawn)
        return {"cpu": time.process_time() - used}

    def _boards(self) -> list[ZoneScreen]:
        return [channel.screen for channel in self._channels if isinstance(channel.screen, ZoneScreen)]

    async def end(self) -> None:
        self._hush()
        self._watching.cancel()


@asynccontextmanager
async def prepared(settings: Settings) -> AsyncIterator[tuple[Bench, dict[str, Any]]]:
    """The desk at work with its crowd; and what a page needs to open a board, for each zone and language."""
    await demonstration.fill(settings)
    parts = server.build(settings)
    async with server.started(parts):
        desk = parts.desk
        clerks = await _crowd.clerks(desk.store, CLERKS)
        await _crowd.applicants(desk.store, WAITING)
        secrets = await _watchers(desk)
        bench = Bench(parts, clerks, secrets)
        known = [zone_id for zone_id, _ in await zone.zones(parts.app[SITE].reader, "en-HK")]
        doors = [{"zone": zone_id, "secret": secret} for zone_id in known for secret in secrets.values()]
        yield bench, {"port": settings.port, "doors": doors}
        await bench.end()


async def _watchers(desk: Desk) -> dict[str, str]:
    """Cookies of supervisors who watch the boards, by their language."""
    secrets: dict[str, str] = {}
    async with desk.store.write() as unit:
        for language in languages.LANGUAGES:
            person = Staff(
                id=unit.chance.id(),
                login=f"watch-{language.tag.lower()}",
                name="看板",
                role=Role.SUPERVISOR,
                zone_id="",
                language=language.tag,
                window="",
                skills=(),
            )
            await staff.add(unit, person, "none")
            secrets[language.tag] = unit.chance.secret()
            await staff_sessions.begin(unit, person.id, secrets[language.tag])
    return secrets


async def main(folder: Path, port: int) -> None:
    """Until its standard input ends. What it logs goes where errors go: nobody reads answers while pages are asked."""
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "w")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    settings = config.read(
        {"DESK_DATA_DIR": str(folder), "DESK_PORT": str(port), "DESK_DEMO": "1", "DESK_MEDIA_APART": "1"}
    )
    async with prepared(settings) as (bench, told):
        print(json.dumps(told), file=answers, flush=True)
        while line := await asyncio.to_thread(sys.stdin.readline):
            word = json.loads(line)
            answer = getattr(bench, word.pop("do"))(**word)
            print(json.dumps(await answer if asyncio.iscoroutine(answer) else answer), file=answers, flush=True)


if __name__ == "__main__":
    uvloop.run(main(Path(sys.argv[1]), int(sys.argv[2])))
