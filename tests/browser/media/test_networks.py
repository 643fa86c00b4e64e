"""A browser whose network changes: the line mends itself, and ICE restart keeps the very leg."""

import asyncio
import contextlib
import pathlib
import sys
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Error, async_playwright

from tests.browser.conftest import FLAGS
from tests.browser.looking import until
from tests.browser.media import networks
from tests.browser.media.conftest import PEOPLE
from tests.browser.media.people import Person, person
from tests.fixtures.programs import ROOT

pytestmark = [
    pytest.mark.browser,
    pytest.mark.timeout(240),
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.skipif(not networks.possible(), reason="network namespaces need root and iproute2"),
]

PORT = 8080
URL = f"http://{networks.SERVER}:{PORT}"
TOLD = "async () => (await fetch('/told')).json()"
PLAIN = "main video[data-remote]"
APPLICANT, CLERK = PEOPLE["applicant"], PEOPLE["clerk"]


@pytest_asyncio.fixture(loop_scope="session")
async def nets() -> AsyncIterator[networks.Networks]:
    """Two ways to a stage that serves in a network of its own."""
    with networks.two_ways() as nets:
        command = nets.within_server(sys.executable, "-m", "tests.browser.media.stage", networks.SERVER, str(PORT))
        server = await asyncio.create_subprocess_exec(*command, cwd=ROOT, stdout=asyncio.subprocess.PIPE)
        assert server.stdout is not None
        try:
            assert await server.stdout.readline() == b"ready\n"
            yield nets
        finally:
            server.kill()
            await server.wait()


@pytest_asyncio.fixture(loop_scope="session")
async def browser(nets: networks.Networks, chromium_path: str, tmp_path: pathlib.Path) -> AsyncIterator[Browser]:
    """A Chromium that has both ways."""
    flags = [*FLAGS, "--autoplay-policy=no-user-gesture-required", f"--unsafely-treat-insecure-origin-as-secure={URL}"]
    async with async_playwright() as playwright:
        program = str(nets.wrap(chromium_path, tmp_path))
        browser = await playwright.chromium.launch(executable_path=program, args=flags)
        yield browser
        await browser.close()


async def _leg(one: Person) -> str:
    """The id of the leg, as soon as the server can be asked."""

    async def ask() -> str | None:
        with contextlib.suppress(Error):
            legs: dict[str, str] = (await one.page.evaluate(TOLD))["legs"]
            return legs.get(one.party)
        return None

    found: str = await until(ask, f"the leg of {one.party}")
    return found


async def test_pictures_come_back_when_the_network_changes(nets: networks.Networks, browser: Browser) -> None:
    async with person(browser, URL, *APPLICANT) as applicant, person(browser, URL, *CLERK) as clerk:
        both = ((applicant, clerk), (clerk, applicant))
        for each, other in both:
            await each.sees(other)
        nets.cut("way-a")
        for each, other in both:
            await each.moves_on()
            await each.up()
            await each.sees(other)
            await each.hears(other)


async def test_the_same_leg_goes_on_when_its_page_restarts_ice(nets: networks.Networks, browser: Browser) -> None:
    async with person(browser, URL, *APPLICANT, alone=True) as applicant, person(browser, URL, *CLERK) as clerk:
        await applicant.sees(clerk, PLAIN)
        await clerk.sees(applicant)
        before = await _leg(applicant)
        nets.cut("way-a")

        async def restarted() -> bool:
            with contextlib.suppress(Error):
                await applicant.page.evaluate("window.leg.restart()")
                return True
            return False

        await until(restarted, "a restart")
        await applicant.moves_on()
        await applicant.sees(clerk, PLAIN)
        await clerk.sees(applicant)
        assert await _leg(applicant) == before
        assert await applicant.page.evaluate("window.keptPeers.length") == 1
