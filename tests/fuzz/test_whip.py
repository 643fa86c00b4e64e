"""Malformed requests at the node's doors: each is refused with a status of its own, and never with a 500."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from tests.fuzz.conftest import PATIENCE
from tests.fuzz.mutations import ODD, SEEDS, Chance
from tests.webrtc.conftest import House
from tests.webrtc.peers import Peer, until
from webrtc import tokens, whip
from webrtc.errors import BadToken

KEY = b"k" * 32
CLAIMS = tokens.Claims(party="staff:1", expires_at=datetime(2100, 1, 1, tzinfo=UTC))
TYPES = ("application/sdp", "application/trickle-ice-sdpfrag", "text/plain", "", "application/sdp; charset=x", ";", "é")
TAGS = ("*", '"x"', 'W/"x"', "", '"', ",", '"a", "b', "x" * 3000)
ENCODINGS = ("identity", "gzip", "deflate", "br", "x", "gzip, gzip")
Serve = Callable[[web.Application], Awaitable[TestServer]]


def request(chance: Chance, paths: list[str], offer: bytes) -> bytes:
    """One request as bytes: any of its parts may be wrong."""
    token = tokens.mint(KEY, CLAIMS)
    bearer = chance.choice((f"Bearer {token}", f"bearer  {token}", token, "Bearer " + token[:-1], "Bearer .", *ODD[:4]))
    body = chance.choice((offer, chance.spoil(offer), b"", b"\xff\xfe", bytes(70_000), chance.some(0, 3000)))
    lines = [
        f"{chance.choice(('POST', 'PATCH', 'DELETE', 'GET', 'OPTIONS'))} {chance.choice(paths)} HTTP/1.1",
        "Host: localhost",
        f"Authorization: {bearer}",
        f"Content-Type: {chance.choice(TYPES)}",
    ]
    if chance.random() < 0.7:
        lines.append(f"If-Match: {chance.choice(TAGS)}")
    if chance.random() < 0.3:
        lines.append(f"Content-Encoding: {chance.choice(ENCODINGS)}")
    if chance.random() < 0.3:
        lines.append("Transfer-Encoding: chunked")
        body = f"{len(body):x}\r\n".encode() + body + chance.choice((b"\r\n0\r\n\r\n", b"\r\nzz\r\n", b""))
    else:
        lines.append(f"Content-Length: {chance.choice((len(body), len(body), len(body) + 9, len(body) // 2))}")
    return "\r\n".join(lines).encode() + b"\r\nConnection: close\r\n\r\n" + body


async def status(server: TestServer, data: bytes) -> int:
    """What is answered to the bytes; 0 where the line is closed without an answer."""
    reader, writer = await asyncio.open_connection(server.host, server.port)
    try:
        writer.write(data)
        await writer.drain()
        writer.write_eof()
        async with asyncio.timeout(PATIENCE):
            said = await reader.readline()
        return int(said.split()[1]) if said else 0
    except ConnectionError:
        return 0
    finally:
        writer.close()


@pytest.mark.parametrize("seed", SEEDS)
async def test_whatever_is_asked_nothing_of_ours_falls_over(house: House, aiohttp_server: Serve, seed: int) -> None:
    app = web.Application()
    app.add_routes(whip.routes(house.node, [KEY]))
    server = await aiohttp_server(app)
    chance = Chance(seed)
    async with Peer() as peer:
        offer = (await peer.offer()).encode()
    standing = await house.node.answer("staff:1", offer.decode())
    paths = [
        "/media/legs",
        f"/media/legs/{standing.leg_id}",
        "/media/legs/x",
        "/media/legs/%00",
        "/media/legs/" + "x" * 500,
    ]
    said = [await status(server, request(chance, paths, offer)) for _ in range(300)]
    assert sorted({code for code in said if code >= 500}) == []


async def test_a_body_that_breaks_off_ends_its_request_and_no_more(house: House, aiohttp_server: Serve) -> None:
    app = web.Application()
    app.add_routes(whip.routes(house.node, [KEY]))
    server = await aiohttp_server(app)
    head = f"POST /media/legs HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {tokens.mint(KEY, CLAIMS)}\r\n"
    before = len(asyncio.all_tasks())
    for _ in range(20):
        _, writer = await asyncio.open_connection(server.host, server.port)
        writer.write(head.encode() + b"Content-Type: application/sdp\r\nContent-Length: 900\r\n\r\nv=0\r\n")
        await writer.drain()
        writer.transport.abort()
    await until(lambda: len(asyncio.all_tasks()) <= before + 1, PATIENCE)
    assert house.node.legs() == ()


@pytest.mark.parametrize("seed", SEEDS)
def test_a_spoiled_token_is_a_bad_token(seed: int) -> None:
    chance = Chance(seed)
    now = datetime.now(UTC)
    good = tokens.mint(KEY, CLAIMS)
    for _ in range(3000):
        spoiled = chance.spoil(good.encode()).decode("utf-8", "surrogateescape") + chance.choice(("", "", *ODD))
        if spoiled != good:
            with pytest.raises(BadToken):
                tokens.read([KEY], spoiled, now)


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(b"", id="empty"),
        pytest.param(b"1", id="number"),
        pytest.param(b"[]", id="list"),
        pytest.param(b"{}", id="no-claims"),
        pytest.param(b"[" * 900, id="nested"),
        pytest.param(b"\xff", id="no-text"),
        pytest.param(b'{"exp":null}', id="no-end"),
        pytest.param(b'{"party":1,"consent":[],"needs":{},"exp":1e999}', id="no-end-in-sight"),
        pytest.param(b'{"party":"x","consent":"","needs":0,"exp":' + b"9" * 400 + b"}", id="too-late-an-end"),
    ],
)
def test_a_token_of_ours_whose_claims_cannot_be_read_is_a_bad_token(body: bytes) -> None:
    token = f"{tokens._encode(body)}.{tokens._encode(tokens._sign(KEY, body))}"
    with pytest.raises(BadToken):
        tokens.read([KEY], token, datetime.now(UTC) - timedelta(days=1))
