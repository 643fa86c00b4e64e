"""Web and media in two processes on one PostgreSQL: what is committed in the one is joined in the other."""

import contextlib
import os
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator

import aiohttp
import pytest

from tests.fixtures.desk_server import DeskServer
from tests.fixtures.programs import ROOT
from tests.fixtures.stores import Cluster
from tests.journeys.players import Applicant, Browser, Member
from tests.webrtc.peers import BLUE, GREEN, Peer

pytestmark = [pytest.mark.slow, pytest.mark.timeout(240), pytest.mark.asyncio(loop_scope="session")]
LONG = 40.0
START_SECONDS = 60.0
DATABASE = "apart"


@pytest.fixture(scope="module")
def apart(
    start_desk: Callable[..., DeskServer], postgres_cluster: Cluster, free_ports: Callable[[], int]
) -> Iterator[tuple[DeskServer, str]]:
    """A desk without media of its own, and the address of the media node beside it."""
    postgres_cluster.call("createdb", "--template", "template0", DATABASE)
    url = postgres_cluster.url(DATABASE)
    desk = start_desk(DESK_DATABASE_URL=url, DESK_MEDIA_NODE="one")
    port = free_ports()
    settings = desk.settings | {"DESK_PORT": str(port)}
    with (desk.log.parent / "media.log").open("ab") as log:
        node = subprocess.Popen(
            [sys.executable, "server.py", "media", "--node", "one"],
            cwd=ROOT,
            env=dict(os.environ) | settings,
            stdout=subprocess.DEVNULL,
            stderr=log,
        )
    try:
        _wait_for(f"http://127.0.0.1:{port}/healthz", node)
        yield desk, f"http://127.0.0.1:{port}"
    finally:
        node.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            node.wait(15)
        node.kill()


async def test_a_visit_is_joined_on_the_node_and_recorded_there(apart: tuple[DeskServer, str]) -> None:
    desk, node = apart
    async with (
        Applicant(desk, "MO-02", person="lei", language="zh-Hant-MO") as applicant,
        Member(desk, "clerk1") as clerk,
    ):
        await applicant.to_ticket()
        await clerk.sign_in()
        async with Peer(colour=GREEN) as left, Peer(colour=BLUE) as right:
            await _open_leg(applicant, node, left, "/api/legs/applicant")
            await _open_leg(clerk, node, right, "/api/legs/staff")
            status, called = await clerk.call("POST", "/api/tickets/call-next")
            assert status == 201, called
            status, _ = await applicant.call("POST", f"/api/sessions/{called['session']}/answer")
            assert status == 200
            await left.sees(BLUE, timeout=LONG)
            await right.sees(GREEN, timeout=LONG)
            status, _ = await clerk.call("POST", f"/api/sessions/{called['session']}/end")
            assert status == 200
        await applicant.leave()
    assert list((desk.data_dir / "recordings" / called["session"]).glob("*.mkv"))


async def _open_leg(who: Browser, node: str, peer: Peer, grant: str) -> None:
    status, given = await who.call("POST", grant, {})
    assert status == 200, given
    assert given["url"] == "/media/one/legs"
    headers = {"Authorization": f"Bearer {given['token']}", "Content-Type": "application/sdp"}
    async with (
        aiohttp.ClientSession() as http,
        http.post(node + given["url"], data=await peer.offer(), headers=headers) as answer,
    ):
        assert answer.status == 201
        await peer.accept(await answer.text())


def _wait_for(url: str, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until and process.poll() is None:
        try:
            with urllib.request.urlopen(url, timeout=2):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    pytest.fail("the media node did not start")
