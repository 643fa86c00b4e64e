"""A browser whose network changes keeps its leg: the page asks for an ICE restart and the picture comes back."""

import asyncio
import contextlib
import pathlib
import sys
from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Page, async_playwright

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
async def both(
    nets: networks.Networks, chromium_path: str, tmp_path: pathlib.Path
) -> AsyncIterator[tuple[Person, Person]]:
    """An applicant and a clerk in a Chromium that has both ways, seeing each other."""
    flags = [*FLAGS, "--autoplay-policy=no-user-gesture-required", f"--unsafely-treat-insecure-origin-as-secure={URL}"]
    async with async_playwright() as playwright, contextlib.AsyncExitStack() as stack:
        program = str(nets.wrap(chromium_path, tmp_path))
        browser = await playwright.chromium.launch(executable_path=program, args=flags)
        stack.push_async_callback(browser.close)
        applicant, clerk = [
            await stack.enter_async_context(person(browser, URL, *PEOPLE[role])) for role in ("applicant", "clerk")
        ]
        await applicant.sees(clerk)
        await clerk.sees(applicant)
        yield applicant, clerk


async def _told(page: Page) -> Any:
    with contextlib.suppress(Exception):
        return await page.evaluate(TOLD)


@pytest.mark.parametrize("how", ["cut", "darken"])
async def test_the_same_legs_come_back_on_the_other_way(
    nets: networks.Networks, both: tuple[Person, Person], how: str
) -> None:
    applicant, clerk = both
    before = await _told(applicant.page)
    for each in both:
        await each.watch()
    getattr(nets, how)("way-a")
    for each, other in ((applicant, clerk), (clerk, applicant)):
        await each.moves_on()
        await each.up()
        await each.sees(other)
    after = await until(lambda: _told(applicant.page), "an answer on the other way")
    assert after["legs"] == before["legs"]
    assert "another connection" not in [*await applicant.happened(), *await clerk.happened()]
