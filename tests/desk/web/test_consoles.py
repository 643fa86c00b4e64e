"""A clerk works at one console: opening another sends the older page away, with a word."""

from tests.desk.web.conftest import Client, get_page, sign_in
from tests.desk.world import World


async def test_the_older_console_gives_way(client: Client, sqlite_world: World) -> None:
    await sign_in(client, sqlite_world, "clerk1")
    async with client.ws_connect("/live/console") as older:
        assert (await older.receive_json(timeout=30))["kind"] == "fragments"
        async with client.ws_connect("/live/console") as newer:
            assert (await newer.receive_json(timeout=30))["kind"] == "fragments"
            assert await older.receive_json(timeout=30) == {"kind": "go", "to": "/staff/sign-in?elsewhere"}


async def test_another_clerks_console_stays(client: Client, sqlite_world: World) -> None:
    await sign_in(client, sqlite_world, "clerk1")
    async with client.ws_connect("/live/console") as first:
        await first.receive_json(timeout=30)
        await sign_in(client, sqlite_world, "clerk2")
        async with client.ws_connect("/live/console") as second:
            await second.receive_json(timeout=30)
            assert not first.closed


async def test_the_page_says_where_to_go_on(client: Client) -> None:
    _, page = await get_page(client, "/staff/sign-in?elsewhere", **{"Accept-Language": "en"})
    assert "The console was opened in another window." in page
