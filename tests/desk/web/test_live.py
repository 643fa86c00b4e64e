"""A live socket outlives a store that is away for a moment, and does not outlive whoever reads it."""

import asyncio
import base64
import json
import socket

import pytest
from aiohttp import WSCloseCode, WSMsgType

from desk.actions import corners, staff
from desk.actions.desk import Desk
from desk.model.errors import StoreUnavailable
from desk.model.events import Event, Tag
from desk.web import cookies
from desk.web.sockets import feeds
from desk.web.sockets.screens import ConsoleScreen
from tests.desk.web.conftest import Client, sign_in, sit_down
from tests.desk.world import World


async def told_until_closed(client: Client, world: World, screen: str, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The kinds of message a page gets when the store goes away, and its door is asked again just then."""

    async def away(_desk: Desk, _secret: str) -> None:
        raise StoreUnavailable("away")

    kinds = []
    async with client.ws_connect(f"/live/{screen}") as opened:
        assert (await opened.receive_json(timeout=5))["kind"] == "fragments"
        monkeypatch.setattr(corners, "whose", away)
        monkeypatch.setattr(staff, "who", away)
        async with world.store.write() as unit:
            unit.record(Event(tag=Tag.STAFF_SIGNED_OUT, subject="another", actor="staff:another"))
        while (message := await opened.receive(timeout=5)).type is WSMsgType.TEXT:
            kinds.append(json.loads(message.data)["kind"])
        assert opened.close_code == WSCloseCode.INTERNAL_ERROR
    return kinds


async def test_the_applicant_stays_where_they_are(
    client: Client, sqlite_world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    await sqlite_world.visit_to("ticketed", corner="MO-01")
    await sit_down(client, sqlite_world)
    assert "go" not in await told_until_closed(client, sqlite_world, "corner", monkeypatch)


async def test_the_clerk_stays_signed_in(client: Client, sqlite_world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    await sign_in(client, sqlite_world, "clerk1")
    assert "go" not in await told_until_closed(client, sqlite_world, "console", monkeypatch)


async def test_the_address_of_a_socket_says_why_it_is_shut(client: Client, sqlite_world: World) -> None:
    await sit_down(client, sqlite_world)
    async with client.get("/live/corner", headers={"Accept": "application/json"}) as answer:
        assert (answer.status, (await answer.json())["code"]) == (409, "not-ready")


async def test_asked_plainly_an_open_door_is_no_page(client: Client, sqlite_world: World) -> None:
    await sqlite_world.visit_to("ticketed", corner="MO-01")
    await sit_down(client, sqlite_world)
    async with client.get("/live/corner", headers={"Accept": "application/json"}) as answer:
        assert answer.status == 400


async def knock(client: Client) -> socket.socket:
    """A console's socket, opened by somebody who then reads nothing."""
    cookie = client.session.cookie_jar.filter_cookies(client.make_url("/"))[cookies.STAFF].value
    lines = (
        "GET /live/console HTTP/1.1",
        f"Host: {client.host}:{client.port}",
        "Upgrade: websocket",
        "Connection: Upgrade",
        f"Sec-WebSocket-Key: {base64.b64encode(bytes(16)).decode()}",
        "Sec-WebSocket-Version: 13",
        f"Cookie: {cookies.STAFF}={cookie}",
    )
    opened = socket.create_connection((client.host, int(client.port or 0)))
    opened.setblocking(False)
    await asyncio.get_running_loop().sock_sendall(opened, ("\r\n".join(lines) + "\r\n\r\n").encode())
    return opened


async def test_who_reads_nothing_is_gone(client: Client, sqlite_world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    async def draw_much(_screen: ConsoleScreen) -> dict[str, str]:
        return {"queue": "x" * 20_000_000}

    monkeypatch.setattr(feeds, "DEAD_SECONDS", 0.5)
    monkeypatch.setattr(ConsoleScreen, "draw", draw_much)
    await sign_in(client, sqlite_world, "clerk1")
    gone = asyncio.Event()
    sqlite_world.store.bus.listen(lambda fact: gone.set() if fact.event.tag is Tag.PRESENCE_WENT else None)
    opened = await knock(client)
    try:
        await asyncio.wait_for(gone.wait(), 10)
    finally:
        opened.close()
