"""Whoever is shown out from elsewhere has their screen closed at once, whatever page they had open."""

from collections.abc import Awaitable, Callable

import pytest
from aiohttp import WSCloseCode, WSMsgType

from desk.actions import accounts, corners, staff
from desk.store import staff_sessions
from tests.desk.web.conftest import Client, sign_in, sit_down
from tests.desk.world import World


async def end_session(world: World) -> None:
    async with world.store.read() as connection:
        session = (await staff_sessions.of(connection, world.clerk.id, world.clock()))[0]
    await staff.end_session(world.desk, world.clerk.id, session.id, world.staff["supervisor1"])


async def end_all(world: World) -> None:
    await staff.end_sessions(world.desk, world.clerk.id, world.staff["supervisor1"])


async def disable(world: World) -> None:
    await accounts.disable(world.desk, world.clerk.id, world.staff["administrator1"])


async def invite(world: World) -> None:
    await accounts.invite(world.desk, world.clerk.id, world.staff["administrator1"])


async def revoke(world: World) -> None:
    await corners.revoke(world.desk, world.corners["MO-01"].id, world.staff["administrator1"])


async def led_to(client: Client, screen: str, act: Awaitable[None]) -> tuple[str, int | None]:
    """Where the page is sent once the act is done, and how its socket was closed."""
    to = ""
    async with client.ws_connect(f"/live/{screen}") as opened:
        assert (await opened.receive_json(timeout=30))["kind"] == "fragments"
        await act
        while (message := await opened.receive(timeout=30)).type is WSMsgType.TEXT:
            to = message.json().get("to", to)
        return to, opened.close_code


@pytest.mark.parametrize("act", [end_session, end_all, disable, invite])
async def test_a_console_is_closed(
    client: Client, sqlite_world: World, act: Callable[[World], Awaitable[None]]
) -> None:
    await sign_in(client, sqlite_world, "clerk1")
    told = await led_to(client, "console", act(sqlite_world))
    assert told == ("/staff/sign-in", WSCloseCode.POLICY_VIOLATION)


async def test_a_corner_is_closed(client: Client, sqlite_world: World) -> None:
    await sqlite_world.visit_to("ticketed", corner="MO-01")
    await sit_down(client, sqlite_world)
    told = await led_to(client, "corner", revoke(sqlite_world))
    assert told == ("/corner", WSCloseCode.POLICY_VIOLATION)


async def test_another_clerks_console_stays(client: Client, sqlite_world: World) -> None:
    await sign_in(client, sqlite_world, "clerk2")
    async with client.ws_connect("/live/console") as opened:
        assert (await opened.receive_json(timeout=30))["kind"] == "fragments"
        await disable(sqlite_world)
        async with sqlite_world.store.read() as connection:
            mine = await staff_sessions.of(connection, sqlite_world.staff["clerk2"].id, sqlite_world.clock())
        assert (len(mine), opened.closed) == (1, False)
