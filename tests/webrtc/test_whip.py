"""The HTTP doors with a real node behind them."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient

from tests.webrtc.conftest import House
from tests.webrtc.peers import Peer, until
from webrtc import tokens, whip

KEY = b"k" * 32
Client = TestClient[web.Request, web.Application]


def headers(party: str = "visit:1", *, consent: str = "receipt-1", minutes: int = 5) -> dict[str, str]:
    token = tokens.mint(
        KEY,
        tokens.Claims(
            party=party,
            consent=consent,
            needs_consent=party.startswith("visit:"),
            expires_at=datetime.now(UTC) + timedelta(minutes=minutes),
        ),
    )
    return {"Authorization": f"Bearer {token}", "Content-Type": "application/sdp"}


@pytest.fixture
async def client(house: House, aiohttp_client: Callable[[web.Application], Awaitable[Client]]) -> Client:
    app = web.Application()
    app.add_routes(whip.routes(house.node, [KEY]))
    return await aiohttp_client(app)


async def test_an_offer_is_answered_with_a_location(client: Client, house: House) -> None:
    async with Peer() as peer:
        response = await client.post("/media/legs", data=await peer.offer(), headers=headers())
        assert (response.status, response.content_type) == (201, "application/sdp")
        await peer.accept(await response.text())
        leg_id = response.headers["Location"].removeprefix("/media/legs/")
        await house.up("visit:1", leg_id)


async def test_delete_ends_the_leg(client: Client, house: House) -> None:
    async with Peer() as peer:
        response = await client.post("/media/legs", data=await peer.offer(), headers=headers())
        deleted = await client.delete(response.headers["Location"], headers=headers())
        again = await client.delete(response.headers["Location"], headers=headers())
        assert (deleted.status, again.status, house.node.leg_of("visit:1")) == (200, 404, None)


async def test_only_the_party_itself_may_end_its_leg(client: Client) -> None:
    async with Peer() as peer:
        response = await client.post("/media/legs", data=await peer.offer(), headers=headers())
        other = await client.delete(response.headers["Location"], headers=headers("visit:2"))
        assert other.status == 403


async def test_patch_with_new_credentials_gets_ours(client: Client) -> None:
    async with Peer() as peer:
        response = await client.post("/media/legs", data=await peer.offer(), headers=headers())
        patched = await client.patch(
            response.headers["Location"],
            data="a=ice-ufrag:EsAw\r\na=ice-pwd:P2uYro0UCOQ4zxjKXaWCBui1\r\n",
            headers=headers() | {"Content-Type": "application/trickle-ice-sdpfrag"},
        )
        text = await patched.text()
        assert patched.status == 200
        assert "a=ice-ufrag:" in text
        assert "a=candidate:" in text


async def test_an_applicant_without_consent_is_refused(client: Client) -> None:
    async with Peer() as peer:
        response = await client.post("/media/legs", data=await peer.offer(), headers=headers(consent=""))
        assert (response.status, (await response.json())["code"]) == (403, "consent-missing")


async def test_a_clerk_needs_no_consent_of_their_own(client: Client) -> None:
    async with Peer() as peer:
        response = await client.post("/media/legs", data=await peer.offer(), headers=headers("staff:1", consent=""))
        assert response.status == 201


@pytest.mark.parametrize(
    ("change", "data", "status"),
    [
        pytest.param({"Authorization": ""}, "x", 401, id="no-token"),
        pytest.param({"Authorization": "Bearer x.y"}, "x", 401, id="bad-token"),
        pytest.param({"Authorization": "Basic eDp5"}, "x", 401, id="other-scheme"),
        pytest.param(headers(minutes=-1), "x", 401, id="expired-token"),
        pytest.param({"Content-Type": "text/plain"}, "x", 415, id="wrong-type"),
        pytest.param({}, "v=0" * 30000, 413, id="too-long"),
        pytest.param({}, "", 400, id="no-body"),
        pytest.param({}, "v=0\r\n", 422, id="no-offer"),
        pytest.param({}, b"\xff\xfe", 422, id="not-text"),
    ],
)
async def test_what_breaks_the_protocol_is_refused(
    client: Client, change: dict[str, str], data: str | bytes, status: int
) -> None:
    response = await client.post("/media/legs", data=data, headers=headers() | change)
    assert (response.status, response.content_type) == (status, "application/problem+json")


async def test_a_leg_of_nobody_is_not_found(client: Client) -> None:
    assert (await client.delete("/media/legs/none", headers=headers())).status == 404


async def test_a_leg_through_the_door_is_told(client: Client, house: House) -> None:
    async with Peer() as peer:
        response = await client.post("/media/legs", data=await peer.offer(), headers=headers())
        await peer.accept(await response.text())
        await until(lambda: house.events)
        assert type(house.events[0]).__name__ == "LegUp"
