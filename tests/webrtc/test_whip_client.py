"""A client written from RFC 9725 alone, which knows nothing of our page, opens a leg, restarts ICE and ends it."""

import re
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urljoin

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from tests.webrtc.conftest import House
from tests.webrtc.peers import BLUE, GREEN, Peer
from webrtc import tokens, whip

KEY = b"k" * 32
CREDENTIALS = re.compile(r"^a=ice-(ufrag|pwd):(\S+)", re.MULTILINE)


class Client:
    """What RFC 9725 asks of a WHIP client: an endpoint and a bearer token are all it is given."""

    def __init__(self, endpoint: str, token: str, peer: Peer) -> None:
        self._endpoint, self._peer = endpoint, peer
        self._http = aiohttp.ClientSession(headers={"Authorization": f"Bearer {token}"})
        self._session = ""
        self._tag = ""

    async def publish(self) -> None:
        """Section 4.2: POST the offer, take the answer of a 201, keep Location and ETag."""
        offer = await self._peer.offer()
        how = {"Content-Type": "application/sdp"}
        async with self._http.post(self._endpoint, data=offer, headers=how) as answer:
            assert (answer.status, answer.content_type) == (201, "application/sdp")
            self._session = urljoin(str(answer.url), answer.headers["Location"])
            self._tag = answer.headers["ETag"]
            await self._peer.accept(await answer.text())

    async def trickle(self) -> None:
        """Section 4.3.2: PATCH with the entity-tag of the ICE session; 204."""
        assert (await self._patch(self._fragment(), self._tag))[0] == 204

    async def restart(self) -> None:
        """Section 4.3.3: new credentials with `If-Match: "*"`; 200 brings the server's and another entity-tag."""
        connection: Any = self._ice
        connection._local_username, connection._local_password = "newEnough", "new" * 10
        status, told, tag = await self._patch(self._fragment(), "*")
        assert status == 200
        assert tag != self._tag
        self._tag = tag
        said = dict(CREDENTIALS.findall(told))
        connection.remote_username, connection.remote_password = said["ufrag"], said["pwd"]

    async def stale(self) -> int:
        """Section 4.3.1: the status for the entity-tag of an ICE session that was restarted since."""
        return (await self._patch(self._fragment(), '"of-another-time"'))[0]

    async def end(self) -> None:
        """Section 4.2: DELETE ends the session; 200."""
        async with self._http.delete(self._session) as answer:
            assert answer.status == 200

    async def close(self) -> None:
        await self._http.close()

    @property
    def _ice(self) -> Any:
        return self._peer.connection.getTransceivers()[0].receiver.transport.transport._connection

    def _fragment(self) -> str:
        candidates = "".join(f"a=candidate:{one.to_sdp()}\r\n" for one in self._ice.local_candidates)
        return (
            "a=group:BUNDLE 0\r\n"
            "m=audio 9 UDP/TLS/RTP/SAVPF 111\r\na=mid:0\r\n"
            f"a=ice-ufrag:{self._ice.local_username}\r\na=ice-pwd:{self._ice.local_password}\r\n"
            f"{candidates}a=end-of-candidates\r\n"
        )

    async def _patch(self, fragment: str, tag: str) -> tuple[int, str, str]:
        how = {"Content-Type": "application/trickle-ice-sdpfrag", "If-Match": tag}
        async with self._http.patch(self._session, data=fragment, headers=how) as answer:
            return answer.status, await answer.text(), answer.headers.get("ETag", "")


@pytest.fixture
async def endpoint(house: House, aiohttp_server: Callable[[web.Application], Awaitable[TestServer]]) -> str:
    app = web.Application()
    app.add_routes(whip.routes(house.node, [KEY]))
    return str((await aiohttp_server(app)).make_url("/media/legs"))


def token(party: str) -> str:
    return tokens.mint(
        KEY, tokens.Claims(party=party, consent="receipt-1", expires_at=datetime.now(UTC) + timedelta(minutes=2))
    )


async def test_any_whip_client_with_a_token_is_seen_and_sees(house: House, endpoint: str) -> None:
    bridge = house.node.open_bridge("b", consent="receipt-1")
    bridge.seat("applicant", "visit:1")
    bridge.seat("clerk", "staff:1")
    async with Peer(colour=GREEN) as left, Peer(colour=BLUE) as right:
        clients = Client(endpoint, token("visit:1"), left), Client(endpoint, token("staff:1"), right)
        for client in clients:
            await client.publish()
            await client.trickle()
        await left.sees(BLUE)
        await right.sees(GREEN)
        for client in clients:
            await client.end()
            await client.close()
    assert house.node.legs() == ()


async def test_its_ice_restart_keeps_the_leg_and_the_picture(house: House, endpoint: str) -> None:
    bridge = house.node.open_bridge("b", consent="receipt-1")
    bridge.seat("applicant", "visit:1")
    bridge.seat("clerk", "staff:1")
    right = await house.join("staff:1", colour=BLUE)
    async with Peer(colour=GREEN) as left:
        client = Client(endpoint, token("visit:1"), left)
        await client.publish()
        await right.sees(GREEN)
        before = house.node.leg_of("visit:1")
        await client.restart()
        assert await client.stale() == 412
        right.pictures.clear()
        await right.sees(GREEN)
        after = house.node.leg_of("visit:1")
        await client.close()
    assert before is not None
    assert after is not None
    assert before.leg_id == after.leg_id
