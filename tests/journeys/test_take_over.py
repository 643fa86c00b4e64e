"""Two web processes on one PostgreSQL: when one is killed, its clerks go on at the other, or their turns go back."""

import asyncio
import json
import os
import re
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from typing import Any

import aiohttp
import pytest

from tests.fixtures.desk_server import DeskServer
from tests.fixtures.programs import ROOT
from tests.fixtures.stores import Cluster
from tests.journeys.players import Applicant, Member

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600), pytest.mark.asyncio(loop_scope="session")]
DATABASE = "taken_over"
LONG = 120.0
GRACE_SECONDS = 12.0
"""Longer than the grace of these processes: a session that would be broken off is by then."""


class Second:
    """Another web process on the same store: `server.py serve`."""

    def __init__(self, desk: DeskServer, port: int) -> None:
        self.url = f"http://localhost:{port}"
        self._log = desk.log.parent / "second.log"
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                [sys.executable, "server.py", "serve"],
                cwd=ROOT,
                env=os.environ | desk.settings | {"DESK_PORT": str(port), "DESK_DEMO": "1"},
                stdout=subprocess.DEVNULL,
                stderr=log,
            )

    async def answers(self) -> None:
        """Returns once it does."""
        async with asyncio.timeout(LONG):
            while not await asyncio.to_thread(self._healthy):
                assert self._process.poll() is None, self._log.read_text()[-4000:]
                await asyncio.sleep(0.1)

    def _healthy(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.url}/healthz", timeout=2) as answer:
                return int(answer.status) == 200
        except (urllib.error.URLError, OSError):
            return False

    def kill(self) -> None:
        """SIGKILL."""
        self._process.kill()
        self._process.wait()


@pytest.fixture(scope="module")
def first(start_desk: Callable[..., DeskServer], postgres_cluster: Cluster) -> DeskServer:
    """The process that stays."""
    postgres_cluster.call("createdb", "--template", "template0", DATABASE)
    return start_desk(DESK_DATABASE_URL=postgres_cluster.url(DATABASE), DESK_MEDIA_APART="1", DESK_CLERK_GRACE="3")


@dataclass(frozen=True, slots=True, kw_only=True)
class Meeting:
    """A clerk whose page is held by the second process, which is then killed, in a meeting with an applicant."""

    applicant: Applicant
    clerk: Member
    session: str


@asynccontextmanager
async def cut_off(first: DeskServer, port: int, corner: str) -> AsyncIterator[Meeting]:
    async with AsyncExitStack() as stack:
        second = Second(first, port)
        stack.callback(second.kill)
        applicant = await stack.enter_async_context(Applicant(first, corner))
        clerk = await stack.enter_async_context(Member(first, "clerk1"))
        await second.answers()
        await applicant.to_ticket()
        await clerk.sign_in()
        async with clerk.http.ws_connect(f"{second.url}/live/console", origin=second.url, max_msg_size=0) as page:
            await page.receive_json(timeout=LONG)
            status, called = await clerk.call("POST", "/api/tickets/call-next")
            assert status == 201, called
            status, _ = await applicant.call("POST", f"/api/sessions/{called['session']}/answer")
            assert status == 200
            await shows(page, "session", "live")
            second.kill()
        yield Meeting(applicant=applicant, clerk=clerk, session=called["session"])
        await applicant.leave()


def at(member: Member | Applicant, screen: str) -> "aiohttp.client._WSRequestContextManager":
    url = member.desk.url
    return member.http.ws_connect(f"{url}/live/{screen}", origin=url, max_msg_size=0)


async def shows(page: "aiohttp.ClientWebSocketResponse[Any]", fragment: str, state: str) -> None:
    """Waits until the fragment is drawn in this state."""
    async with asyncio.timeout(LONG):
        while True:
            message = json.loads((await page.receive()).data)
            if message["kind"] == "ping":
                await page.send_json({"kind": "pong"})
            drawn = message.get("fragments", {}).get(fragment, "")
            if re.search(rf'<section id="{fragment}"[^>]*data-(?:state|kind)="{state}"', drawn):
                return


async def test_a_clerk_goes_on_at_the_other_process(first: DeskServer, free_ports: Callable[[], int]) -> None:
    async with cut_off(first, free_ports(), "MO-01") as meeting, at(meeting.clerk, "console") as page:
        await shows(page, "session", "live")
        await asyncio.sleep(GRACE_SECONDS)
        status, _ = await meeting.clerk.call("POST", f"/api/sessions/{meeting.session}/hold", {"held": True})
        assert status == 200


async def test_the_turn_of_a_clerk_who_stays_away_goes_back(first: DeskServer, free_ports: Callable[[], int]) -> None:
    async with cut_off(first, free_ports(), "MO-02") as meeting, at(meeting.applicant, "corner") as page:
        await shows(page, "stage", "returning")
