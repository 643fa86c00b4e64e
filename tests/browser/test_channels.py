"""A meeting that goes on by sound alone, or in writing: cameras stop at their source, and no word is lost."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from playwright.async_api import Page, expect

from tests.browser.conftest import Open
from tests.browser.meetings import Hall, meet
from tests.browser.seats import LONG_MS
from tests.fixtures.desk_server import DeskServer

pytestmark = [pytest.mark.browser, pytest.mark.timeout(400), pytest.mark.asyncio(loop_scope="session")]

CORNER = "MO-02"
LINE = "裡面的范先生，𨋢"
LIVE_TRACKS = """() => document.querySelector('media-leg').stream.getTracks()
  .filter(track => track.readyState === 'live').map(track => track.kind).sort().join(' ')"""


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def hall(desk: DeskServer, at_corner: Open, at_desk: Open) -> AsyncIterator[Hall]:
    """Seats and consoles of the shared desk."""
    yield Hall(desk, at_corner, at_desk)


async def takes(page: Page, kinds: str) -> None:
    """Waits until the page takes just these from its camera and microphone."""
    await page.wait_for_function(f"kinds => ({LIVE_TRACKS})() === kinds", arg=kinds, timeout=LONG_MS)


async def test_sound_alone_stops_both_cameras_and_writing_the_microphones_too(hall: Hall) -> None:
    async with hall.waiting(CORNER) as seat, hall.console("clerk2") as console:
        await meet(seat, console)
        await seat.page.click("#channels-video summary")
        await seat.page.click(".channels [data-body*=hear] button")
        await takes(seat.page, "audio")
        await takes(console.page, "audio")
        await console.page.click("#chat [data-body*=write] button")
        await takes(seat.page, "")
        await takes(console.page, "")
        await console.page.click("#chat [data-body*=see] button")
        await takes(seat.page, "audio video")


async def held(page: Page) -> str:
    """All that the browser's storage holds of this page's origin."""
    return str(await page.evaluate("() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }])"))


async def test_who_has_neither_camera_nor_microphone_writes_and_nothing_sent_is_lost(hall: Hall) -> None:
    async with hall.waiting(CORNER, may=()) as seat, hall.console("clerk2") as console:
        await console.call_next()
        await seat.corner.begin()
        await expect(seat.page.locator("#stage[data-channel=text]")).to_be_visible(timeout=LONG_MS)
        await seat.page.fill("#chat-text", LINE)
        assert LINE not in await held(seat.page)
        await seat.page.route("**/chat", lambda route: route.abort())
        await seat.page.click("chat-form [data-send]")
        await expect(seat.page.locator("#chat-form[data-state=failed]")).to_be_attached(timeout=LONG_MS)
        await expect(seat.page.locator("#chat-text")).to_have_value(LINE)
        assert LINE not in await held(seat.page)
        await seat.page.unroute("**/chat")
        await expect(console.page.locator("#chat li[data-by=applicant] details.original span")).to_have_text(
            LINE, timeout=LONG_MS
        )
        await console.page.fill("#chat-text", "请稍等")
        await console.page.keyboard.press("Enter")
        await expect(seat.page.locator("#chat li[data-by=clerk] .turned")).to_have_text("請稍等", timeout=LONG_MS)
        await expect(seat.page.locator("#chat-text")).to_have_value("")


async def test_a_statement_half_written_at_a_corner_lies_nowhere_in_the_browser_and_a_clerks_message_does(
    hall: Hall,
) -> None:
    async with hall.waiting(CORNER) as seat, hall.console("clerk2") as console:
        await meet(seat, console)
        await seat.page.click("#stating-applicant summary")
        await seat.page.fill("#state-text-applicant", LINE)
        assert LINE not in await held(seat.page)
        await seat.page.click("#state-applicant [data-send]")
        await expect(console.page.locator(".statements details.original span").first).to_have_text(
            LINE, timeout=LONG_MS
        )
        assert LINE not in await held(seat.page)
        if not await console.page.locator("#chat-text").is_visible():
            await console.page.click("#chat [data-body*=write] button")
        await console.page.fill("#chat-text", "请稍等")
        await console.page.reload(wait_until="domcontentloaded")
        await expect(console.page.locator("#chat-text")).to_have_value("请稍等", timeout=LONG_MS)


async def test_a_slip_is_shown_and_the_page_beneath_stays_up(hall: Hall) -> None:
    async with hall.waiting(CORNER) as seat:
        await seat.page.click("[data-draws=slip]")
        await expect(seat.page.locator(".slip-dialog .slip-letters")).to_be_visible(timeout=LONG_MS)
        assert await seat.page.locator(".slip-dialog .slip-code svg").count() == 1
        await seat.corner.leg("up")
        await seat.page.click(".slip-dialog [data-closes]")
        await expect(seat.page.locator("[data-opens=step-away]")).to_be_visible(timeout=LONG_MS)
