"""A page says that somebody types in a field: the page of whom they sit with is told, and nobody else's."""

import asyncio
from typing import Any

from aiohttp import ClientWebSocketResponse

from tests.desk.web.conftest import Client, sign_in, sit_down
from tests.desk.world import World

WAIT = 30.0
Socket = ClientWebSocketResponse[bool]


async def until(socket: Socket, kind: str) -> dict[str, Any]:
    """The next message of this kind."""
    async with asyncio.timeout(WAIT):
        while True:
            message: dict[str, Any] = await socket.receive_json()
            if message["kind"] == kind:
                return message


async def test_each_side_is_told_in_which_field_the_other_types(client: Client, sqlite_world: World) -> None:
    await sqlite_world.in_session(corner="MO-01", clerk="clerk1")
    await sit_down(client, sqlite_world, "MO-01")
    await sign_in(client, sqlite_world, "clerk1")
    async with client.ws_connect("/live/corner") as corner, client.ws_connect("/live/console") as console:
        await until(corner, "fragments")
        await until(console, "fragments")
        await corner.send_json({"kind": "typing", "field": "employer"})
        assert await until(console, "typing") == {"kind": "typing", "field": "employer"}
        await console.send_json({"kind": "typing", "field": "remark"})
        assert await until(corner, "typing") == {"kind": "typing", "field": "remark"}


async def test_what_is_no_message_of_ours_is_passed_over(client: Client, sqlite_world: World) -> None:
    await sqlite_world.in_session(corner="MO-01", clerk="clerk1")
    await sit_down(client, sqlite_world, "MO-01")
    await sign_in(client, sqlite_world, "clerk1")
    async with client.ws_connect("/live/corner") as corner, client.ws_connect("/live/console") as console:
        await until(console, "fragments")
        for said in ("", "{", "[]", "5", '{"kind": "typing", "field": 5}', '{"kind": "typing", "field": "<b>"}'):
            await corner.send_str(said)
        await console.send_json({"kind": "typing", "field": "remark"})
        assert (await until(corner, "typing"))["field"] == "remark"
        assert not console.closed
