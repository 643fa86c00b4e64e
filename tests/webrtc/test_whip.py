"""The HTTP doors with a real node behind them."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient

from tests.webrtc.conftest import House
from tests.webrtc.peers import Peer, until
from webrtc import tokens, whip
from webrtc.errors import ConsentUnknown, PartyGone

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


NEW = "a=ice-ufrag:EsAw\r\na=ice-pwd:P2uYro0UCOQ4zxjKXaWCBui1\r\n"


def patch(party: str = "visit:1", session: str | None = "*") -> dict[str, str]:
    """The headers of a PATCH for this ICE session (None: for none named)."""
    how = headers(party) | {"Content-Type": "application/trickle-ice-sdpfrag"}
    return how if session is None else how | {"If-Match": session}


def trickled(offer: str) -> str:
    """What the offer said of ICE already, as a fragment."""
    return "\r\n".join(line for line in offer.splitlines() if line.startswith(("a=ice-", "a=candidate"))) + "\r\n"


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


async def test_delete_ends_the_leg_however_often(client: Client, house: House) -> None:
    async with Peer() as peer:
        response = await client.post("/media/legs", data=await peer.offer(), headers=headers())
        deleted = await client.delete(response.headers["Location"], headers=headers())
        again = await client.delete(response.headers["Location"], headers=headers())
        assert (deleted.status, again.status, house.node.leg_of("visit:1")) == (200, 200, None)


async def test_only_the_party_itself_may_end_its_leg(client: Client) -> None:
    async with Peer() as peer:
        response = await client.post("/media/legs", data=await peer.offer(), headers=headers())
        other = await client.delete(response.headers["Location"], headers=headers("visit:2"))
        assert other.status == 403


async def test_only_the_party_itself_may_patch_its_leg(client: Client, house: House) -> None:
    async with Peer() as peer:
        response = await client.post("/media/legs", data=await peer.offer(), headers=headers())
        before = house.node.ice_session(house.node.legs()[0].leg_id)
        other = await client.patch(response.headers["Location"], data=NEW, headers=patch(party="visit:2"))
        assert (other.status, house.node.ice_session(house.node.legs()[0].leg_id)) == (403, before)


async def test_who_was_shown_out_opens_no_leg_with_a_young_token(client: Client, house: House) -> None:
    await house.node.expel("visit:1")
    async with Peer() as peer:
        response = await client.post("/media/legs", data=await peer.offer(), headers=headers())
        assert (response.status, (await response.json())["code"]) == (403, "party-gone")


async def test_who_is_shown_out_has_no_leg_any_more(client: Client, house: House) -> None:
    async with Peer() as peer:
        await client.post("/media/legs", data=await peer.offer(), headers=headers())
        await house.node.expel("visit:1")
        assert house.node.legs() == ()


async def test_a_draining_node_says_when_to_try_again(client: Client, house: House) -> None:
    house.node.refuse_legs()
    async with Peer() as peer:
        response = await client.post("/media/legs", data=await peer.offer(), headers=headers())
        assert (response.status, "Retry-After" in response.headers) == (503, True)


async def test_patch_with_new_credentials_gets_ours(client: Client) -> None:
    async with Peer() as peer:
        response = await client.post("/media/legs", data=await peer.offer(), headers=headers())
        patched = await client.patch(response.headers["Location"], data=NEW, headers=patch())
        text = await patched.text()
        assert patched.status == 200
        assert "a=ice-ufrag:" in text
        assert "a=candidate:" in text


async def test_a_restart_begins_another_ice_session(client: Client) -> None:
    async with Peer() as peer:
        response = await client.post("/media/legs", data=await peer.offer(), headers=headers())
        patched = await client.patch(response.headers["Location"], data=NEW, headers=patch())
        assert patched.headers["ETag"] != response.headers["ETag"]


@pytest.mark.parametrize(
    ("named", "status"),
    [
        pytest.param(None, 428, id="none"),
        pytest.param('"another"', 412, id="another"),
        pytest.param('W/"{tag}"', 412, id="weak"),
        pytest.param('"another", "{tag}"', 204, id="one-of-two"),
        pytest.param('"{tag}"', 204, id="this"),
        pytest.param("*", 204, id="any"),
    ],
)
async def test_a_trickle_names_its_ice_session(client: Client, named: str | None, status: int) -> None:
    async with Peer() as peer:
        offer = await peer.offer()
        response = await client.post("/media/legs", data=offer, headers=headers())
        tag = response.headers["ETag"].strip('"')
        how = patch(session=None if named is None else named.format(tag=tag))
        patched = await client.patch(response.headers["Location"], data=trickled(offer), headers=how)
        assert patched.status == status


async def test_a_fragment_that_cannot_be_read_changes_nothing(client: Client, house: House) -> None:
    async with Peer() as peer:
        response = await client.post("/media/legs", data=await peer.offer(), headers=headers())
        patched = await client.patch(response.headers["Location"], data="a=ice-ufrag:EsAw\r\n", headers=patch())
        assert patched.status == 422
        assert response.headers["ETag"] == f'"{house.node.ice_session(house.node.legs()[0].leg_id)}"'


async def test_ice_servers_are_told_to_who_knows_none(
    house: House, aiohttp_client: Callable[[web.Application], Awaitable[Client]]
) -> None:
    app = web.Application()
    turn = {"urls": ["turn:turn.example:3478?transport=udp"], "username": "9:visit:1", "credential": "a+b="}
    app.add_routes(whip.routes(house.node, [KEY], ices=lambda party: [{"urls": ["stun:stun.example"]}, turn]))
    client = await aiohttp_client(app)
    async with Peer() as peer:
        response = await client.post("/media/legs", data=await peer.offer(), headers=headers())
        assert response.headers.getall("Link") == [
            '<stun:stun.example>; rel="ice-server"',
            '<turn:turn.example:3478?transport=udp>; rel="ice-server"; username="9:visit:1"; credential="a+b="; '
            'credential-type="password"',
        ]


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
    assert (await client.patch("/media/legs/none", data=NEW, headers=patch())).status == 404


async def test_nobody_ends_a_leg_without_a_token(client: Client) -> None:
    assert (await client.delete("/media/legs/none")).status == 401


async def test_a_leg_through_the_door_is_told(client: Client, house: House) -> None:
    async with Peer() as peer:
        response = await client.post("/media/legs", data=await peer.offer(), headers=headers())
        await peer.accept(await response.text())
        await until(lambda: house.events)
        assert type(house.events[0]).__name__ == "LegUp"


@pytest.fixture
def standing() -> set[str]:
    """The receipts that stand."""
    return {"receipt-1"}


@pytest.fixture
async def asking(
    house: House, standing: set[str], aiohttp_client: Callable[[web.Application], Awaitable[Client]]
) -> Client:
    """Doors that ask whether a receipt stands."""

    async def stands(receipt: str) -> bool:
        return receipt in standing

    app = web.Application()
    app.add_routes(whip.routes(house.node, [KEY], stands=stands))
    return await aiohttp_client(app)


async def test_a_receipt_that_stands_opens_a_leg(asking: Client) -> None:
    async with Peer() as peer:
        response = await asking.post("/media/legs", data=await peer.offer(), headers=headers())
        assert response.status == 201


async def test_a_token_from_before_a_withdrawal_opens_nothing(asking: Client, standing: set[str], house: House) -> None:
    """Also at a node that was started since, and so never showed the party out."""
    token = headers()
    standing.clear()
    async with Peer() as peer:
        response = await asking.post("/media/legs", data=await peer.offer(), headers=token)
        assert (response.status, (await response.json())["code"]) == (403, "consent-missing")
    assert house.node.legs() == ()


async def test_a_token_with_a_receipt_made_up_opens_nothing(asking: Client) -> None:
    async with Peer() as peer:
        response = await asking.post("/media/legs", data=await peer.offer(), headers=headers(consent="made-up"))
        assert response.status == 403


async def test_while_nobody_can_be_asked_no_leg_is_opened(
    house: House, aiohttp_client: Callable[[web.Application], Awaitable[Client]]
) -> None:
    async def stands(_receipt: str) -> bool:
        raise ConsentUnknown("nobody to ask")

    app = web.Application()
    app.add_routes(whip.routes(house.node, [KEY], stands=stands))
    client = await aiohttp_client(app)
    async with Peer() as peer:
        response = await client.post("/media/legs", data=await peer.offer(), headers=headers())
        assert (response.status, "Retry-After" in response.headers) == (503, True)


async def test_who_is_shown_out_while_their_offer_is_answered_has_no_leg(house: House) -> None:
    """Whoever withdraws in that very moment must not have a leg a moment later."""
    async with Peer() as peer:
        answering = asyncio.ensure_future(house.node.answer("visit:1", await peer.offer()))
        await asyncio.sleep(0)
        await house.node.expel("visit:1")
        with pytest.raises(PartyGone):
            await answering
    assert house.node.legs() == ()
