"""A mainland account is bound at a corner by the pages alone, signs its owner in, and no longer does once undone."""

import contextlib
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from playwright.async_api import Page, expect

from tests.browser.conftest import CORNER_SCREEN, Open
from tests.browser.seats import LONG_MS, Corner, go_by
from tests.fixtures.desk_server import DeskServer
from tests.journeys.players import ITEM, PEOPLE, new_phone

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300), pytest.mark.asyncio(loop_scope="session")]

CORNER, LANGUAGE, MAINLAND = "HK-01", "zh-Hant-HK", "guangdong"
MASK, WHOLE = "H123*****", "H12345678"


@pytest_asyncio.fixture(loop_scope="session")
async def corner(desk: DeskServer, at_corner: Open) -> AsyncIterator[Corner]:
    """A corner whose applicant has an account on either side."""
    async with contextlib.AsyncExitStack() as stack:
        context = await stack.enter_async_context(at_corner(viewport=CORNER_SCREEN))
        made = Corner(await context.new_page(), desk, person=PEOPLE["chan"], phone=new_phone())
        await made.register(CORNER)
        yield made


async def to_identity(corner: Corner) -> None:
    """A new visit that has come to the question how to sign in."""
    page = corner.page
    await page.goto(f"{corner.desk.url}/corner")
    await go_by(page, f"button[value='{LANGUAGE}']", "**/corner/items")
    await page.goto(f"{corner.desk.url}/corner/items/{ITEM}")
    await go_by(page, f"form[action='/corner/items/{ITEM}'] button", "**/corner/consent")
    await corner.consent()


async def at_mainland(page: Page, account: str) -> None:
    """Off to the mainland's provider, and signed in there."""
    await page.click(f"button[value='{MAINLAND}']")
    await page.click(f"button.person[value='{account}']")


async def bind(page: Page, account: str) -> None:
    """The offer beside the way, its consent, the sign-in."""
    await go_by(page, "#binding a", "**/corner/binding")
    for box in await page.locator("input[type=checkbox]").all():
        await box.check()
    await at_mainland(page, account)
    await expect(page.locator("dl#binding")).to_contain_text(MASK, timeout=LONG_MS)


async def test_either_account_signs_in_until_the_binding_is_undone(corner: Corner) -> None:
    page, account = corner.page, corner.person.account
    await to_identity(corner)
    await corner.sign_in()
    await bind(page, account)
    assert WHOLE not in await page.content()
    await corner.leave()

    await to_identity(corner)
    await page.click("#mainland summary")
    await at_mainland(page, account)
    await page.wait_for_url("**/corner/document")
    await expect(page.locator("#binding")).to_contain_text(MASK)
    await go_by(page, "#binding a", "**/corner/binding")
    await page.click("[data-opens=undo]")
    await page.click("dialog#undo form button")
    await expect(page.locator("article.notice")).to_be_visible(timeout=LONG_MS)
    await corner.leave()

    await to_identity(corner)
    await page.click("#mainland summary")
    await at_mainland(page, account)
    await expect(page.locator("#problem")).to_be_visible(timeout=LONG_MS)
    await corner.leave()
