"""Where nothing but a TURN server can be reached, picture and sound go through it: a real coturn, by its own secret."""

import asyncio
import secrets
import shutil
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
import pytest_asyncio

from tests.browser.media.conftest import PEOPLE, Meet
from tests.browser.media.stage import Stage
from webrtc.turn import credentials

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240), pytest.mark.asyncio(loop_scope="session")]

HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """A TURN server that runs."""

    url: str
    secret: str

    def grant(self, party: str) -> dict[str, object]:
        """What a party's grant holds where only this server may be used."""
        given = credentials(self.secret, party, now=datetime.now(UTC), lifetime=HOUR)
        server = {"urls": [self.url], "username": given.username, "credential": given.credential}
        return {"iceServers": [server], "iceTransportPolicy": "relay"}


@pytest_asyncio.fixture(loop_scope="session")
async def coturn(free_ports: Callable[[], int]) -> AsyncIterator[Turn]:
    """coturn on loopback, for loopback."""
    program = shutil.which("turnserver")
    if program is None:
        pytest.fail("coturn is missing: run make test-needs.")
    port, secret = free_ports(), secrets.token_hex(16)
    options = {
        "listening-ip": "127.0.0.1",
        "relay-ip": "127.0.0.1",
        "listening-port": str(port),
        "realm": "desk",
        "static-auth-secret": secret,
        "log-file": "stdout",
        "pidfile": "/dev/null",
    }
    flags = ["use-auth-secret", "fingerprint", "allow-loopback-peers", "no-tls", "no-dtls", "no-cli", "simple-log"]
    words = [*(f"--{name}={value}" for name, value in options.items()), *(f"--{name}" for name in flags)]
    server = await asyncio.create_subprocess_exec(
        program, "-n", *words, stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.DEVNULL
    )
    try:
        await _listens(port)
        yield Turn(url=f"turn:127.0.0.1:{port}?transport=udp", secret=secret)
    finally:
        server.terminate()
        await server.wait()


async def _listens(port: int) -> None:
    async with asyncio.timeout(30):
        while True:
            try:
                _, writer = await asyncio.open_connection("127.0.0.1", port)
            except OSError:
                await asyncio.sleep(0.05)
            else:
                return writer.close()


async def test_a_corner_that_reaches_only_the_turn_server_is_seen_and_sees(
    meet: Meet, stage: Stage, coturn: Turn
) -> None:
    party = PEOPLE["applicant"][0]
    stage.grants[party] = coturn.grant(party)
    async with meet("applicant", seat="applicant") as applicant, meet("clerk", seat="clerk") as clerk:
        await applicant.sees(clerk)
        await clerk.sees(applicant)
        await clerk.hears(applicant)
        assert (await applicant.pair())[0] == "relay"
        assert (await clerk.pair())[0] != "relay"
