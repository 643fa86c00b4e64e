"""One Chromium for all people of these tests, and a stage of its own for each test."""

import contextlib
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager

import pytest_asyncio
from playwright.async_api import Browser, async_playwright

from tests.browser.conftest import FLAGS
from tests.browser.media.people import Person, person
from tests.browser.media.stage import Stage

MAGENTA, CYAN, GREEN, AMBER = (205, 30, 200), (20, 180, 185), (40, 160, 40), (220, 150, 20)

Meet = Callable[..., AbstractAsyncContextManager[Person]]
"""Opens the page of a role: applicant, clerk, other (another clerk), helper, supervisor."""
PEOPLE = {
    "applicant": ("visit:1", MAGENTA, 440.0),
    "clerk": ("staff:1", CYAN, 700.0),
    "other": ("staff:2", GREEN, 1000.0),
    "helper": ("staff:3", AMBER, 1300.0),
    "supervisor": ("staff:4", AMBER, 1600.0),
}


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def media_browser(chromium_path: str) -> AsyncIterator[Browser]:
    """A Chromium that plays sound without being touched."""
    async with async_playwright() as playwright:
        flags = [*FLAGS, "--autoplay-policy=no-user-gesture-required"]
        browser = await playwright.chromium.launch(executable_path=chromium_path, args=flags)
        yield browser
        await browser.close()


@pytest_asyncio.fixture(loop_scope="session")
async def stage(free_port: int) -> AsyncIterator[Stage]:
    """A media node and its pages."""
    async with Stage("127.0.0.1", free_port).open() as stage:
        yield stage


@pytest_asyncio.fixture(loop_scope="session")
async def meet(media_browser: Browser, stage: Stage) -> Meet:
    """Opens people's pages."""

    @contextlib.asynccontextmanager
    async def open_page(role: str, *, seat: str | None = None) -> AsyncIterator[Person]:
        party, colour, note = PEOPLE[role]
        if seat is not None:
            stage.bridge().seat(seat, party)
        async with person(media_browser, stage.url, party, colour, note) as somebody:
            yield somebody

    return open_page
