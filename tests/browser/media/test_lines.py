"""A line that breaks is mended or replaced, and the meeting goes on: reloads, killed pages, another media node."""

import os
import signal

import pytest
from playwright.async_api import Browser

from tests.browser.looking import until
from tests.browser.media.conftest import Meet
from tests.browser.media.people import Person
from tests.browser.media.stage import BRIDGE, Stage
from webrtc.events import LegSilent

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240), pytest.mark.asyncio(loop_scope="session")]

KEEP_STATES = """() => {
  window.states = [];
  document.addEventListener('leg-state', ({detail}) => window.states.push(detail.state));
}"""


@pytest.mark.parametrize("who", ["applicant", "clerk"])
async def test_a_reload_brings_both_pictures_back(meet: Meet, who: str) -> None:
    async with meet("applicant", seat="applicant") as applicant, meet("clerk", seat="clerk") as clerk:
        await applicant.sees(clerk)
        await clerk.sees(applicant)
        await (applicant if who == "applicant" else clerk).page.reload()
        for each, other in ((applicant, clerk), (clerk, applicant)):
            await each.up()
            await each.sees(other)
            await each.moves_on()


async def _renderers(browser: Browser) -> set[int]:
    session = await browser.new_browser_cdp_session()
    try:
        found = await session.send("SystemInfo.getProcessInfo")
    finally:
        await session.detach()
    return {process["id"] for process in found["processInfo"] if process["type"] == "renderer"}


async def test_a_killed_page_is_told_as_silent_and_its_seat_waits(
    media_browser: Browser, meet: Meet, stage: Stage
) -> None:
    async with meet("clerk", seat="clerk") as clerk:
        before = await _renderers(media_browser)
        async with meet("applicant", seat="applicant") as applicant:
            await clerk.sees(applicant)
            for process in await _renderers(media_browser) - before:
                os.kill(process, signal.SIGKILL)

            async def told() -> bool:
                return bool(stage.told(LegSilent, applicant.party))

            await until(told, "the applicant's silence")
        async with meet("applicant") as again:
            await again.sees(clerk)
            await clerk.moves_on()


async def test_a_leg_moves_to_another_node_and_goes_on_meanwhile(meet: Meet, stage: Stage) -> None:
    async with meet("applicant", seat="applicant") as applicant, meet("clerk", seat="clerk") as clerk:
        await applicant.sees(clerk)
        meeting = stage.spare.open_bridge(BRIDGE, consent="consent:1")
        for seat, each in (("applicant", applicant), ("clerk", clerk)):
            meeting.seat(seat, each.party)
            await each.page.evaluate(KEEP_STATES)
            await _move(stage, each)
        assert stage.node.legs() == ()
        for each, other in ((applicant, clerk), (clerk, applicant)):
            await each.sees(other)
            await each.moves_on()
            assert set(await each.page.evaluate("window.states")) == {"up"}


async def _move(stage: Stage, person: Person) -> None:
    stage.grants[person.party] = {"url": "/spare/legs"}
    await person.page.evaluate("document.querySelector('media-leg').dataset.node = 'spare'")

    async def moved() -> bool:
        there = stage.spare.leg_of(person.party)
        return there is not None and there.up and not stage.leg(person.party)

    await until(moved, f"{person.party} at the other node")
