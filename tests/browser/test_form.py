"""Applicant and clerk fill one form together: each sees who types, no text is lost, and nobody's is overwritten."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from playwright.async_api import Page, expect

from tests.browser.conftest import Open
from tests.browser.meetings import Hall, meet
from tests.browser.seats import LONG_MS, write
from tests.fixtures.desk_server import DeskServer

pytestmark = [pytest.mark.browser, pytest.mark.timeout(400), pytest.mark.asyncio(loop_scope="session")]

CORNER = "MO-03"
OWN, CLERKS, SHARED = "employer", "applicant-name", "remark"
HARD = "范余鍾 裡 后 𨋢"


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def hall(desk: DeskServer, at_corner: Open, at_desk: Open) -> AsyncIterator[Hall]:
    """Seats and consoles of the shared desk."""
    yield Hall(desk, at_corner, at_desk)


async def typed(page: Page, field: str, text: str) -> None:
    """Types behind what stands there, and waits for nothing."""
    control = page.locator(f"#field-{field}")
    await control.press("End")
    await control.press_sequentially(text)


async def state(page: Page, field: str, wanted: str) -> None:
    await expect(page.locator(f"#save-{field}")).to_have_attribute("data-state", wanted, timeout=LONG_MS)


async def value(page: Page, field: str, wanted: str) -> None:
    await expect(page.locator(f"#field-{field}")).to_have_value(wanted, timeout=LONG_MS)


async def test_a_form_is_filled_by_two_hands_and_survives_a_lost_line(hall: Hall) -> None:
    async with hall.waiting(CORNER) as seat, hall.console("clerk2") as console:
        await meet(seat, console)
        corner, clerk = seat.page, console.page

        # Each in their own field, and each sees that the other types.
        await typed(corner, OWN, "企業")
        await expect(clerk.locator(f"[data-field={OWN}] [data-typing] span")).to_be_visible(timeout=LONG_MS)
        await typed(clerk, CLERKS, "李叶")
        await expect(corner.locator(f"[data-field={CLERKS}] [data-typing] span")).to_be_visible(timeout=LONG_MS)
        await expect(clerk.locator(f"#written-{OWN} details.original span")).to_have_text("企業", timeout=LONG_MS)
        await expect(corner.locator(f"#written-{CLERKS} .text")).to_have_text("李叶", timeout=LONG_MS)
        await expect(clerk.locator("[data-typing] span")).to_have_count(0, timeout=LONG_MS)

        # Both in one field: the second is shown the first's words beside their own, and chooses.
        await corner.route("**/fields/remark", lambda route: route.abort())
        await typed(corner, SHARED, HARD)
        await state(corner, SHARED, "failed")
        await write(clerk, SHARED, "请核对")
        await corner.unroute("**/fields/remark")
        await state(corner, SHARED, "conflict")
        await expect(corner.locator(f"#save-{SHARED} [data-theirs]")).to_have_text("请核对")
        await value(corner, SHARED, HARD)
        await value(clerk, SHARED, "请核对")
        await corner.click(f"#save-{SHARED} [data-stay=mine]")
        await state(corner, SHARED, "saved")
        await value(clerk, SHARED, HARD)

        # One side's line is cut while both go on: what was typed meanwhile arrives, on both sides.
        await seat.context.set_offline(True)
        await typed(corner, OWN, "甲")
        await state(corner, OWN, "failed")
        await typed(clerk, CLERKS, "钟")
        await state(clerk, CLERKS, "saved")
        await seat.context.set_offline(False)
        await state(corner, OWN, "saved")
        await expect(clerk.locator(f"#written-{OWN} details.original span")).to_have_text("企業甲", timeout=LONG_MS)
        await expect(corner.locator(f"#written-{CLERKS} .text")).to_have_text("李叶钟", timeout=LONG_MS)

        # The corner's page is loaded anew: what was acknowledged is there, and nothing of it lay in the browser.
        await corner.reload(wait_until="domcontentloaded")
        await value(corner, OWN, "企業甲")
        await value(corner, SHARED, HARD)
        kept = await corner.evaluate("() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }])")
        assert "企業" not in kept
        assert HARD not in kept


async def test_what_does_not_fit_is_said_in_the_page_and_is_not_sent(hall: Hall) -> None:
    async with hall.waiting(CORNER) as seat, hall.console("clerk2") as console:
        await meet(seat, console)
        sent: list[str] = []
        seat.page.on("request", lambda request: sent.append(request.method) if "/fields/" in request.url else None)
        await seat.page.fill(f"#field-{SHARED}", "𨋢" * 501)
        await state(seat.page, SHARED, "unfit-maxLength")
        await expect(seat.page.locator(f"#save-{SHARED} [data-when=unfit-maxLength]")).to_be_visible()
        assert sent == []
        await seat.page.fill(f"#field-{SHARED}", "𨋢" * 500)
        await state(seat.page, SHARED, "saved")
