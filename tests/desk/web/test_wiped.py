"""However a visit ends, the corner's browser is told to wipe its pages, and keeps its seat and its device's key."""

import pytest

from desk.actions import visits
from desk.web import cookies
from tests.desk.web.conftest import Client, call, get_page, sit_down
from tests.desk.world import World

WIPED = '"cache"'
"""Never "storage", which holds the device's key, nor "cookies", which hold the corner's seat."""


async def shown(client: Client, path: str) -> tuple[int, str, str]:
    """Status, what is wiped, and the page."""
    async with client.get(path, headers={"Accept": "text/html"}, allow_redirects=False) as answer:
        return answer.status, answer.headers.get("Clear-Site-Data", ""), await answer.text()


async def left_idle(world: World) -> None:
    """Nobody touched the screen for so long that the visit was closed."""
    await world.visit_to("confirmed")
    world.clock.pass_by(hours=1)
    for visit_id in await visits.left_behind(world.desk):
        await visits.leave(world.desk, visit_id)


@pytest.mark.parametrize("path", ["/corner", "/corner/goodbye", "/corner/withdrawn"])
async def test_where_a_visit_ends_the_browser_forgets_it(client: Client, sqlite_world: World, path: str) -> None:
    await sit_down(client, sqlite_world)
    status, wiped, page = await shown(client, path)
    assert (status, wiped, " data-forgets>" in page) == (200, WIPED, True)


@pytest.mark.parametrize("path", ["/corner/leave", "/corner/step-away"])
async def test_who_goes_is_wiped_on_the_way(client: Client, sqlite_world: World, path: str) -> None:
    await sit_down(client, sqlite_world)
    await sqlite_world.visit_to("ticketed")
    await call(client, "POST", "/api/visits/slip")
    async with client.post(path, allow_redirects=False) as answer:
        assert (answer.status, answer.headers["Clear-Site-Data"]) == (303, WIPED)


async def test_a_page_of_a_visit_that_was_left_idle_is_shown_no_more(client: Client, sqlite_world: World) -> None:
    await sit_down(client, sqlite_world)
    await left_idle(sqlite_world)
    async with client.get("/corner/ticket", headers={"Accept": "text/html"}, allow_redirects=False) as answer:
        led = answer.headers.get("Location", "")
    assert led == "/corner"


async def test_a_visit_has_no_cookie_of_its_own(client: Client, sqlite_world: World) -> None:
    await sit_down(client, sqlite_world)
    await sqlite_world.visit_to("ticketed")
    await get_page(client, "/corner/visit")
    await client.post("/corner/leave", allow_redirects=False)
    assert {cookie.key for cookie in client.session.cookie_jar} == {cookies.CORNER}


async def test_pages_of_a_visit_are_kept_by_no_browser(client: Client, sqlite_world: World) -> None:
    await sit_down(client, sqlite_world)
    await sqlite_world.visit_to("ticketed")
    async with client.get("/corner/visit", headers={"Accept": "text/html"}) as answer:
        assert answer.headers["Cache-Control"] == "no-store"
