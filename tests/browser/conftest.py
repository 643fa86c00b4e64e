"""Two real Chromium with different cameras, and contexts in them that end with whoever opened them."""

import asyncio
import contextlib
import pathlib
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager
from typing import Any

import pytest_asyncio
from playwright.async_api import Browser, BrowserContext, async_playwright

from tests.browser.cameras import CYAN, MAGENTA, Camera
from tests.browser.looking import keep_peers

FLAGS = (
    "--no-sandbox",
    "--use-fake-device-for-media-stream",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--allow-loopback-in-peer-connection",
)
CORNER_SCREEN = {"width": 1080, "height": 1920}
DESK_SCREEN = {"width": 1366, "height": 768}
CLOSE_SECONDS = 15.0

Open = Callable[..., AbstractAsyncContextManager[BrowserContext]]
"""Opens a context: `viewport`, `may` (what the person allows: camera, microphone), and whatever Playwright takes."""


async def _launch(path: str, camera: Camera, folder: pathlib.Path) -> AsyncIterator[Browser]:
    picture = camera.write(folder / "camera.y4m")
    async with async_playwright() as playwright:
        flags = [*FLAGS, f"--use-file-for-fake-video-capture={picture}"]
        browser = await playwright.chromium.launch(executable_path=path, args=flags)
        yield browser
        await browser.close()


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def applicant_browser(chromium_path: str, tmp_path_factory: Any) -> AsyncIterator[Browser]:
    """The Chromium of corners, with a magenta camera."""
    async for browser in _launch(chromium_path, MAGENTA, tmp_path_factory.mktemp("magenta")):
        yield browser


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def clerk_browser(chromium_path: str, tmp_path_factory: Any) -> AsyncIterator[Browser]:
    """The Chromium of staff, with a cyan camera."""
    async for browser in _launch(chromium_path, CYAN, tmp_path_factory.mktemp("cyan")):
        yield browser


async def _close(context: BrowserContext) -> None:
    """Closes it. Chromium may wait for ever for a page that is just going elsewhere; it ends with the browser then."""
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(CLOSE_SECONDS):
            await context.close()


def opener(browser: Browser) -> Open:
    """How contexts are opened in this browser."""

    @contextlib.asynccontextmanager
    async def open_context(
        *, may: tuple[str, ...] = ("camera", "microphone"), **how: Any
    ) -> AsyncIterator[BrowserContext]:
        context = await browser.new_context(**how)
        context.set_default_timeout(60_000)
        context.set_default_navigation_timeout(60_000)
        await context.grant_permissions(list(may))
        await keep_peers(context)
        try:
            yield context
        finally:
            await _close(context)

    return open_context


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def at_corner(applicant_browser: Browser) -> Open:
    """Opens contexts in the corners' browser."""
    return opener(applicant_browser)


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def at_desk(clerk_browser: Browser) -> Open:
    """Opens contexts in the staff's browser."""
    return opener(clerk_browser)
