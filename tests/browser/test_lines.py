"""How lines fare stands on the screens in words: tested while waiting, and told to the clerk in the meeting."""

import re
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from playwright.async_api import expect

from tests.browser.conftest import Open
from tests.browser.meetings import Hall, meet
from tests.browser.seats import LONG_MS
from tests.fixtures.desk_server import DeskServer

pytestmark = [pytest.mark.browser, pytest.mark.timeout(400), pytest.mark.asyncio(loop_scope="session")]

CORNER = "MO-02"
TESTED = ":is([data-test=good], [data-test=fair], [data-test=poor])"


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def hall(desk: DeskServer, at_corner: Open, at_desk: Open) -> AsyncIterator[Hall]:
    """Seats and consoles of the shared desk."""
    yield Hall(desk, at_corner, at_desk)


async def test_the_line_is_tested_while_waiting_and_told_in_words(hall: Hall) -> None:
    async with hall.waiting(CORNER) as seat:
        test = seat.page.locator(f"line-test{TESTED}")
        await expect(test.locator("p")).to_be_visible(timeout=LONG_MS)


async def test_the_test_is_silent_and_the_leg_is_heard_again_afterwards(hall: Hall) -> None:
    async with hall.waiting(CORNER) as seat:
        await expect(seat.page.locator("line-test[data-test=running]")).to_be_visible(timeout=LONG_MS)
        muted = "() => document.querySelector('media-leg video[data-remote]').muted"
        during = await seat.page.evaluate(muted)
        await expect(seat.page.locator(f"line-test{TESTED}")).to_be_visible(timeout=LONG_MS)
        assert (during, await seat.page.evaluate(muted)) == (True, False)


async def test_the_clerk_reads_how_both_lines_fare(hall: Hall) -> None:
    async with hall.waiting(CORNER) as seat, hall.console("clerk1") as console:
        await meet(seat, console)
        for who in ("applicant", "clerk"):
            line = console.page.locator(f"#line .line-of[data-seat={who}] .tag")
            await expect(line).to_have_text(re.compile("良好|一般|较差"), timeout=LONG_MS)
