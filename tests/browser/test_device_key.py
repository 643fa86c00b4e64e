"""A corner's browser makes its key, proves it, keeps it when an applicant leaves, and no page can read it."""

import asyncio

import pytest
from playwright.async_api import Page

from tests.browser.conftest import CORNER_SCREEN, Open
from tests.browser.seats import Corner, go_by
from tests.fixtures.desk_server import DeskServer
from tests.journeys.players import PEOPLE, new_phone

pytestmark = [pytest.mark.browser, pytest.mark.timeout(400), pytest.mark.asyncio(loop_scope="session")]

CORNER = "MO-03"
OWN = """async () => {
  const key = await import("/static/js/lib/device-key.js");
  const own = await key.own();
  const raw = own && await crypto.subtle.exportKey("pkcs8", own.private).then(() => "read", () => "refused");
  return own && { id: own.id, extractable: own.private.extractable, raw };
}"""
SECONDS = 60


async def key_of(page: Page) -> dict[str, object]:
    """The key, once the page has made one."""
    async with asyncio.timeout(SECONDS):
        while (found := await page.evaluate(OWN)) is None:  # noqa: ASYNC110 — the page tells nobody
            await asyncio.sleep(0.2)
    return dict(found)


async def test_the_key_cannot_be_read_and_outlives_a_visit(desk: DeskServer, at_corner: Open) -> None:
    async with at_corner(viewport=CORNER_SCREEN) as context:
        page = await context.new_page()
        corner = Corner(page, desk, person=PEOPLE["lei"], phone=new_phone())
        async with page.expect_response("**/api/corner/key") as proved:
            await corner.register(CORNER)
        assert (await proved.value).status == 200
        first = await key_of(page)
        assert (first["extractable"], first["raw"]) == (False, "refused")
        await go_by(page, "button[value='zh-Hant-MO']", "**/corner/items")
        await page.evaluate("sessionStorage.setItem('x', 'of the applicant')")
        await corner.leave()
        assert await page.evaluate("sessionStorage.length") == 0
        assert await key_of(page) == first
