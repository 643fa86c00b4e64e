"""Proving once more who one is, in mid-meeting: the browser leaves for the provider, and the meeting waits."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from playwright.async_api import expect

from tests.browser.cameras import CYAN, MAGENTA
from tests.browser.conftest import Open
from tests.browser.looking import sees
from tests.browser.meetings import Hall, Seat, meet, session_of
from tests.browser.seats import LONG_MS, Console
from tests.fixtures.desk_server import DeskServer

pytestmark = [pytest.mark.browser, pytest.mark.timeout(400), pytest.mark.asyncio(loop_scope="session")]

CORNER = "MO-03"


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def hall(desk: DeskServer, at_corner: Open, at_desk: Open) -> AsyncIterator[Hall]:
    """Seats and consoles of the shared desk."""
    yield Hall(desk, at_corner, at_desk)


async def to_provider(seat: Seat, console: Console) -> None:
    """The clerk asks, the card comes, and the applicant is at the provider; the clerk sees that they are away."""
    await console.page.click("[data-action$='/ask-identity'] button")
    await expect(seat.page.locator("#step-up")).to_be_visible(timeout=LONG_MS)
    await seat.page.click(f"#step-up button[value='{seat.corner.person.provider}']")
    await seat.page.wait_for_selector(f"button[value='{seat.corner.person.account}']")
    await expect(console.page.locator("#assurance[data-step-up='away']")).to_be_visible(timeout=LONG_MS)


async def test_the_same_meeting_goes_on_after_a_sign_in_in_its_middle(hall: Hall) -> None:
    async with hall.waiting(CORNER) as seat, hall.console("clerk2") as console:
        session = await meet(seat, console)
        await to_provider(seat, console)
        await seat.page.click(f"button[value='{seat.corner.person.account}']")
        await seat.page.wait_for_url("**/corner/visit")
        await expect(console.page.locator("#assurance[data-step-up='met']")).to_be_visible(timeout=LONG_MS)
        await sees(seat.page, CYAN.colour)
        await sees(console.page, MAGENTA.colour)
        assert await session_of(console) == session


async def test_a_sign_in_that_was_cancelled_leads_back_into_the_meeting(hall: Hall) -> None:
    async with hall.waiting(CORNER) as seat, hall.console("clerk2") as console:
        await meet(seat, console)
        await to_provider(seat, console)
        await seat.page.click("button.cancel")
        await seat.page.wait_for_url("**/corner/visit")
        await expect(seat.page.locator("#step-up .note.care")).to_be_visible(timeout=LONG_MS)
        await expect(console.session("live")).to_be_visible()
