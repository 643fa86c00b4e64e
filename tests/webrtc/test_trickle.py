"""A node that uses a relay itself reaches a browser only by the candidates that the browser tells."""

import pathlib
import re
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import pytest

from tests.webrtc.conftest import SETTINGS, House
from tests.webrtc.peers import Peer, until
from webrtc import turn
from webrtc.settings import IceServer, NodeSettings

SECRET = "a secret for one test"
CANDIDATES = re.compile(r"^a=(?:candidate:.*|end-of-candidates)\r\n", re.MULTILINE)


@pytest.fixture
def relay(free_ports: Callable[[], int], tmp_path: pathlib.Path) -> Iterator[IceServer]:
    """A coturn on loopback, with credentials for a node."""
    if shutil.which("turnserver") is None:
        pytest.fail("coturn is missing: run make test-needs.")
    port, log = free_ports(), tmp_path / "log"
    command = [
        "turnserver", "-n", "--use-auth-secret", f"--static-auth-secret={SECRET}", "--realm=test", "--no-cli",
        f"--listening-port={port}", "--listening-ip=127.0.0.1", "--relay-ip=127.0.0.1", "--allow-loopback-peers",
        "--no-tls", "--no-dtls", "--log-file=stdout", f"--pidfile={tmp_path}/pid", f"--userdb={tmp_path}/db",
    ]  # fmt: skip
    with log.open("wb") as out:
        server = subprocess.Popen(command, stdout=out, stderr=subprocess.STDOUT, cwd=tmp_path)
    until_heard = time.monotonic() + 20
    while "Total General servers" not in log.read_text(errors="replace") and time.monotonic() < until_heard:
        time.sleep(0.05)
    given = turn.credentials(SECRET, "node", now=datetime.now(UTC), lifetime=timedelta(minutes=5))
    yield IceServer(urls=(f"turn:127.0.0.1:{port}",), username=given.username, credential=given.credential)
    server.terminate()
    try:
        server.wait(5)
    except subprocess.TimeoutExpired:
        server.kill()
        server.wait()


async def test_candidates_that_come_later_are_where_it_is_found(
    make_house: Callable[[NodeSettings], House], relay: IceServer
) -> None:
    house = make_house(NodeSettings(addresses=SETTINGS.addresses, ice_servers=(relay,), relay_only=True))
    async with Peer() as peer:
        offer = await peer.offer()
        answer = await house.node.answer("visit:1", CANDIDATES.sub("", offer))
        await peer.accept(answer.sdp)
        told = [line for line in offer.splitlines() if line.startswith(("a=ice-ufrag", "a=ice-pwd", "a=candidate"))]
        assert await house.node.restart(answer.leg_id, "\r\n".join(told)) is None
        await until(lambda: peer.connected)
