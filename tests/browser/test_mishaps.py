"""What goes wrong at a corner is said in the person's language, with what to do, and nothing is lost."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from playwright.async_api import Page, expect

from desk.web.drawing import Pages
from i18n.catalogues import Catalogues
from tests.browser.cameras import CYAN, MAGENTA
from tests.browser.conftest import CORNER_SCREEN, Open
from tests.browser.looking import hears, moves, sees
from tests.browser.meetings import Hall, meet, session_of
from tests.browser.seats import LONG_MS, Corner, go_by, write
from tests.fixtures.desk_server import DeskServer
from tests.fixtures.programs import ROOT
from tests.journeys.kept import segments_of
from tests.journeys.players import new_phone

pytestmark = [pytest.mark.browser, pytest.mark.timeout(400), pytest.mark.asyncio(loop_scope="session")]

CORNER = "MO-02"
DRAFT = "裡面的范先生"


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def hall(desk: DeskServer, at_corner: Open, at_desk: Open) -> AsyncIterator[Hall]:
    """Seats and consoles of the shared desk."""
    yield Hall(desk, at_corner, at_desk)


@pytest.fixture(scope="module")
def pages() -> Pages:
    """The sentences as people read them."""
    return Pages(ROOT / "templates", Catalogues(), demo=True)


async def says(page: Page, pages: Pages, code: str, language: str) -> None:
    """Waits until the page says what is wrong, in that language."""
    await expect(page.locator("#problem p")).to_have_text(pages.sentence(code, language), timeout=LONG_MS)


async def test_a_wrong_check_digit_is_told_and_the_number_stays(hall: Hall, pages: Pages) -> None:
    async with hall.seat("HK-02", person="chan", language="zh-Hant-HK") as seat:
        await seat.applicant.sit_down()
        await seat.applicant.choose()
        await seat.applicant.consent()
        await seat.applicant.sign_in()
        await hall.take_cookie(seat)
        await seat.page.goto(f"{hall.desk.url}/corner/document")
        await seat.corner.show_document("A123456(7)")
        await says(seat.page, pages, "wrong-check-digit", "zh-Hant-HK")
        await expect(seat.page.locator("[name=number]")).to_have_value("A123456(7)")
        await seat.corner.show_document()
        await seat.page.wait_for_url("**/corner/phone")


async def test_after_five_wrong_codes_another_number_leads_on(hall: Hall, pages: Pages) -> None:
    async with hall.seat(CORNER) as seat:
        await seat.applicant.to_phone()
        await seat.applicant.give_phone()
        right = await seat.applicant.code_for(seat.applicant.phone)
        await hall.take_cookie(seat)
        await seat.page.goto(f"{hall.desk.url}/corner/code")
        wrong = f"{(int(right) + 1) % 1_000_000:06d}"
        for expected in (*["wrong-code"] * 4, "code-locked"):
            await seat.page.fill("[name=code]", wrong)
            await go_by(seat.page, "form[action='/corner/code'] button.large", "**/corner/code")
            await says(seat.page, pages, expected, "zh-Hant-MO")
        seat.corner.phone = new_phone()
        await seat.page.click("a[href='/corner/phone']")
        inbox = await seat.context.new_page()
        await seat.corner.confirm_phone(inbox)


async def test_a_sign_in_that_was_cancelled_can_be_made_again(hall: Hall, pages: Pages) -> None:
    async with hall.seat(CORNER) as seat:
        await seat.applicant.sit_down()
        await seat.applicant.choose()
        await seat.applicant.consent()
        await hall.take_cookie(seat)
        await seat.page.goto(f"{hall.desk.url}/corner/identity")
        await seat.corner.to_provider()
        await seat.page.click("button.cancel")
        await says(seat.page, pages, "sign-in-cancelled", "zh-Hant-MO")
        await seat.corner.sign_in()


async def test_without_a_camera_the_meeting_goes_on_with_sound(hall: Hall) -> None:
    async with hall.waiting(CORNER, may=("microphone",)) as seat, hall.console("clerk2") as console:
        await expect(seat.page.locator("media-leg")).to_have_attribute("data-media", "audio")
        await expect(seat.page.locator("device-check [data-when-media=audio]")).to_be_visible()
        await meet(seat, console)
        assert await hears(console.page) > 0


async def test_without_camera_and_microphone_a_helper_can_be_called(hall: Hall) -> None:
    async with hall.waiting(CORNER, may=()) as seat:
        await expect(seat.page.locator("media-leg")).to_have_attribute("data-media", "none")
        await expect(seat.page.locator("device-check [data-when-media=none]")).to_be_visible()
        await seat.page.click("[data-action='/api/visits/help'] button")
        await expect(seat.page.locator("#stage .note.good")).to_be_visible(timeout=LONG_MS)


async def test_a_second_browser_takes_the_corner_over_and_the_first_is_told(
    hall: Hall, at_corner: Open, pages: Pages
) -> None:
    async with hall.waiting(CORNER) as seat, at_corner(viewport=CORNER_SCREEN) as context:
        ticket = await seat.page.inner_text("#stage .slip .number")
        second = Corner(await context.new_page(), hall.desk, person=seat.applicant.person, phone=seat.applicant.phone)
        await second.page.goto(f"{hall.desk.url}/corner/enrol")
        await second.page.fill("[name=corner]", CORNER)
        await second.page.fill("[name=key]", hall.desk.secrets.corners[CORNER])
        await second.page.keyboard.press("Enter")
        await go_by(second.page, "form:has([name=take-over]) button", "**/corner/visit")
        assert await second.page.inner_text("#stage .slip .number") == ticket
        await second.leg("up")
        await says(seat.page, pages, "corner-moved", "en-HK")
        await second.leave()


async def test_a_page_that_was_cut_off_when_its_visit_ended_is_led_on(hall: Hall) -> None:
    async with hall.waiting(CORNER) as seat:
        await seat.page.evaluate("() => { window.cut = document.querySelector('live-page'); window.cut.remove(); }")
        await seat.applicant.leave()
        await seat.page.evaluate("() => document.body.append(window.cut)")
        await seat.page.wait_for_url("**/corner", timeout=LONG_MS)


async def test_a_clerk_who_goes_away_is_replaced_and_the_draft_stays(hall: Hall) -> None:
    async with hall.waiting(CORNER) as seat, hall.seat("MO-03", person="wong") as other:
        async with hall.console("clerk1") as console:
            first = await meet(seat, console)
            await write(seat.page, "employer", DRAFT)
            await other.applicant.to_ticket()
        await expect(seat.page.locator("#stage > .note.care:not(#weak-line)")).to_be_visible(timeout=LONG_MS)
        await expect(seat.corner.stage("returning")).to_be_visible(timeout=LONG_MS)
        ticket = await seat.page.inner_text("#stage .slip .number")
        async with hall.console("clerk2") as console:
            second = await meet(seat, console)
            assert second != first
            assert await console.page.inner_text("#session .ticket-number") == ticket
            await expect(console.page.locator("#written-employer [lang=zh-Hant-MO]")).to_have_text(DRAFT)
            await expect(seat.page.locator("#field-employer")).to_have_value(DRAFT)
            await sees(console.page, MAGENTA.colour)


async def test_a_reload_comes_back_to_the_same_session(hall: Hall) -> None:
    async with hall.waiting(CORNER) as seat, hall.console("clerk2") as console:
        session = await meet(seat, console)
        await sees(console.page, MAGENTA.colour)
        await write(seat.page, "employer", DRAFT)
        await seat.page.reload()
        await expect(seat.corner.stage("live")).to_be_visible(timeout=LONG_MS)
        await expect(seat.page.locator("#field-employer")).to_have_value(DRAFT)
        await sees(seat.page, CYAN.colour)
        await moves(console.page)
        await sees(console.page, MAGENTA.colour)
        assert await session_of(console) == session


async def test_a_reloaded_console_comes_back_to_the_same_session(hall: Hall) -> None:
    async with hall.waiting(CORNER) as seat, hall.console("clerk2") as console:
        session = await meet(seat, console)
        await sees(console.page, MAGENTA.colour)
        await console.page.reload()
        await expect(console.session("live")).to_be_visible(timeout=LONG_MS)
        assert await session_of(console) == session
        await sees(console.page, MAGENTA.colour)
        await moves(seat.page)
        await sees(seat.page, CYAN.colour)


async def test_a_killed_server_comes_back_with_everything(hall: Hall, desk: DeskServer) -> None:
    async with hall.waiting(CORNER) as seat, hall.console("clerk2") as console:
        session = await meet(seat, console)
        ticket = await console.page.inner_text("#session .ticket-number")
        await write(seat.page, "employer", DRAFT)
        await moves(console.page)
        desk.restart(kill=True)
        await moves(seat.page)
        await moves(console.page)
        await sees(seat.page, CYAN.colour)
        await sees(console.page, MAGENTA.colour)
        assert await session_of(console) == session
        assert await console.page.inner_text("#session .ticket-number") == ticket
        await seat.page.reload()
        await expect(seat.page.locator("#field-employer")).to_have_value(DRAFT)
        await console.end()
        await expect(seat.corner.stage("finished")).to_be_visible(timeout=LONG_MS)
    kept = await segments_of(desk, session)
    assert len(kept) >= 2
    assert [set(segment.seats) for segment in kept] == [{"applicant", "clerk"}] * len(kept)
