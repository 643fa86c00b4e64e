"""The page on which a sealed bag is looked through: what came is told sheet by sheet, and what did not."""

from aiohttp import FormData

from tests.desk.actions.materials.test_originals import CODE, NUMBER, scan, sealed
from tests.desk.web.conftest import Client, get_page, sign_in
from tests.desk.world import World

PAGE = "/console/bags"


async def bring(client: Client, content: bytes, *codes: str, number: str = NUMBER) -> tuple[int, str]:
    """Status and page, once a scan was sent."""
    form = FormData()
    form.add_field("sheets", content, filename="scan.jpg", content_type="image/jpeg")
    for code in codes:
        form.add_field(f"material-{code}", "on")
    async with client.post(f"{PAGE}/{number}", data=form, headers={"Accept": "text/html"}) as answer:
        return answer.status, await answer.text()


async def test_the_page_asks_for_a_number(client: Client, sqlite_world: World) -> None:
    await sign_in(client, sqlite_world, "clerk1")
    status, page = await get_page(client, PAGE)
    assert (status, 'name="number"' in page, 'id="bag"' in page) == (200, True, False)


async def test_a_bag_that_waits_shows_what_should_be_in_it(client: Client, sqlite_world: World) -> None:
    await sealed(sqlite_world, 2)
    await sign_in(client, sqlite_world, "clerk1")
    _, page = await get_page(client, f"{PAGE}?number={NUMBER.lower()}")
    assert ('data-state="sealed"' in page, f"material-{CODE}" in page) == (True, True)


async def test_a_sheet_that_came_and_one_that_did_not_are_told(client: Client, sqlite_world: World) -> None:
    await sealed(sqlite_world, 2)
    await sign_in(client, sqlite_world, "clerk1")
    status, page = await bring(client, scan(0), CODE)
    assert (status, 'data-verdict="matched"' in page, page.count("data-missing")) == (200, True, 1)


async def test_a_swapped_sheet_is_told(client: Client, sqlite_world: World) -> None:
    await sealed(sqlite_world, 1)
    await sign_in(client, sqlite_world, "clerk1")
    _, page = await bring(client, scan(7), CODE)
    assert ('data-state="amiss"' in page, 'data-verdict="unknown"' in page) == (True, True)


async def test_a_whole_bag_is_asked_for_no_more(client: Client, sqlite_world: World) -> None:
    await sealed(sqlite_world, 1)
    await sign_in(client, sqlite_world, "clerk1")
    _, page = await bring(client, scan(0), CODE)
    assert ('data-state="whole"' in page, 'name="sheets"' in page) == (True, False)


async def test_a_bag_that_nobody_sealed_is_missing(client: Client, sqlite_world: World) -> None:
    await sign_in(client, sqlite_world, "clerk1")
    assert (await get_page(client, f"{PAGE}?number=NO-SUCH-BAG"))[0] == 404


async def test_what_is_no_picture_is_refused_on_the_page(client: Client, sqlite_world: World) -> None:
    await sealed(sqlite_world, 1)
    await sign_in(client, sqlite_world, "clerk1")
    status, page = await bring(client, b"no picture", CODE)
    assert (status >= 400, 'id="bag"' in page) == (True, True)
