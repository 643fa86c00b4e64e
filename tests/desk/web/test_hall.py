"""The hall's screen: a display's cookie opens it and nothing else; a call tells a number and a place, and no more."""

import re

from desk.actions.turns import tickets
from desk.web import cookies
from desk.web.routes import ROUTES
from tests.desk.web.conftest import Client, get_page, post_form, sign_in
from tests.desk.world import World

HTML = {"Accept": "text/html"}


async def become_display(client: Client, world: World) -> None:
    await sign_in(client, world, "zone-macao")
    assert await post_form(client, "/hall/macao", language="zh-Hant-MO") == (303, "/hall/macao")


async def called(world: World) -> None:
    await world.visit_to("ticketed", corner="MO-02", language="pt-MO")
    await tickets.call_next(world.desk, world.clerk)


async def test_nobody_sees_a_hall_without_a_right_to(client: Client, sqlite_world: World) -> None:
    async with client.get("/hall/macao", headers={"Accept": "application/json"}) as answer:
        assert answer.status == 401


async def test_staff_of_another_zone_do_not_see_it(client: Client, sqlite_world: World) -> None:
    await sign_in(client, sqlite_world, "zone-hongkong")
    assert (await get_page(client, "/hall/macao"))[0] == 403


async def test_a_clerk_does_not_see_it(client: Client, sqlite_world: World) -> None:
    await sign_in(client, sqlite_world, "clerk1")
    assert (await get_page(client, "/hall/macao"))[0] == 403


async def test_who_opens_a_display_is_signed_out_there(client: Client, sqlite_world: World) -> None:
    await become_display(client, sqlite_world)
    kept = {cookie.key for cookie in client.session.cookie_jar if cookie.value}
    assert (cookies.HALL in kept, cookies.STAFF in kept) == (True, False)
    assert "staff.signed-out" in await sqlite_world.tags()


async def test_a_display_shows_its_hall(client: Client, sqlite_world: World) -> None:
    await become_display(client, sqlite_world)
    assert (await get_page(client, "/hall/macao"))[0] == 200


async def test_a_display_shows_no_other_hall(client: Client, sqlite_world: World) -> None:
    await become_display(client, sqlite_world)
    assert (await get_page(client, "/hall/hongkong"))[0] == 403


async def test_a_display_opens_no_closed_door(client: Client, sqlite_world: World) -> None:
    await become_display(client, sqlite_world)
    opened = []
    for method, path, door in ROUTES:
        if door.name in ("open", "metrics"):
            continue
        where = re.sub(r"\{[a-z_]+\}", "0" * 32, path)
        async with client.request(method, where, headers={"Accept": "application/json"}, data={}) as answer:
            if answer.status not in (401, 403):
                opened.append((method, path, answer.status))
    assert opened == []


async def test_ended_by_staff_it_shows_nothing_any_more(client: Client, sqlite_world: World) -> None:
    await become_display(client, sqlite_world)
    secret = next(each.value for each in client.session.cookie_jar if each.key == cookies.HALL)
    await sign_in(client, sqlite_world, "zone-macao")
    _, page = await get_page(client, "/zone/halls")
    path = re.search(r'action="(/zone/halls/[^"]+/end)"', page)
    assert path is not None
    await post_form(client, path[1], zone=sqlite_world.zones["macao"].id)
    client.session.cookie_jar.clear()
    client.session.cookie_jar.update_cookies({cookies.HALL: secret}, client.make_url("/"))
    assert (await get_page(client, "/hall/macao"))[0] == 403


async def test_a_call_is_said_in_four_languages_the_applicants_own_first(client: Client, sqlite_world: World) -> None:
    await become_display(client, sqlite_world)
    await called(sqlite_world)
    _, page = await get_page(client, "/hall/macao")
    assert re.findall(r'data-say="[^"]+" lang="([^"]+)"', page) == ["pt-MO", "zh-Hant-MO", "zh-Hans-CN", "en-HK"]


async def test_a_number_is_said_sign_by_sign_with_the_corners_name_in_that_language(
    client: Client, sqlite_world: World
) -> None:
    await become_display(client, sqlite_world)
    await called(sqlite_world)
    _, page = await get_page(client, "/hall/macao")
    said = dict(re.findall(r'data-say="[^"]+" lang="([^"]+)" hidden>([^<]+)<', page))
    assert said["en-HK"] == "Number A 0 0 1, please go to Corner 2 (hall)."
    assert "Posto 2 (átrio)" in said["pt-MO"]


async def test_no_item_and_no_name_is_on_the_screen(client: Client, sqlite_world: World) -> None:
    await become_display(client, sqlite_world)
    await called(sqlite_world)
    _, page = await get_page(client, "/hall/macao")
    item = await sqlite_world.item()
    assert not [title for title in item.title.values() if title in page]
    assert sqlite_world.clerk.name not in page


async def test_the_screens_socket_opens_to_the_display(client: Client, sqlite_world: World) -> None:
    await become_display(client, sqlite_world)
    async with client.ws_connect("/live/hall-macao") as socket:
        drawn = await socket.receive_json(timeout=60)
    assert list(drawn["fragments"]) == ["calls"]


async def test_the_screens_socket_opens_to_nobody_else(client: Client, sqlite_world: World) -> None:
    async with client.get("/live/hall-macao", headers={"Accept": "application/json"}) as answer:
        assert answer.status == 401
