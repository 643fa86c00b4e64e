"""A live socket outlives a store that is away for a moment: its page is not sent elsewhere, and connects again."""

import json

import pytest
from aiohttp import WSCloseCode, WSMsgType

from desk.actions import corners, staff
from desk.actions.desk import Desk
from desk.model.errors import StoreUnavailable
from desk.model.events import Event, Tag
from tests.desk.web.conftest import Client, sign_in, sit_down
from tests.desk.world import World


async def told_until_closed(client: Client, world: World, screen: str, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The kinds of message a page gets when the store goes away, and its door is asked again just then."""

    async def away(_desk: Desk, _secret: str) -> None:
        raise StoreUnavailable("away")

    kinds = []
    async with client.ws_connect(f"/live/{screen}") as socket:
        assert (await socket.receive_json(timeout=5))["kind"] == "fragments"
        monkeypatch.setattr(corners, "whose", away)
        monkeypatch.setattr(staff, "who", away)
        async with world.store.write() as unit:
            unit.record(Event(tag=Tag.STAFF_SIGNED_OUT, subject="another", actor="staff:another"))
        while (message := await socket.receive(timeout=5)).type is WSMsgType.TEXT:
            kinds.append(json.loads(message.data)["kind"])
        assert socket.close_code == WSCloseCode.INTERNAL_ERROR
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
