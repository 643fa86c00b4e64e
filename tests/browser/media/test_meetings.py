"""A meeting in real Chromium: who sees and hears whom while people come, go, are held, invited and whispered to."""

import pytest

from tests.browser.cameras import Colour
from tests.browser.looking import sees
from tests.browser.media.conftest import Meet
from tests.browser.media.people import PAPER, SCREEN
from tests.browser.media.stage import Stage
from webrtc.policy import Mode

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240), pytest.mark.asyncio(loop_scope="session")]

FIRST = "media-leg [data-slot='1']"
SECOND = "media-leg [data-slot='second']"


async def test_picture_and_sound_go_both_ways(meet: Meet) -> None:
    async with meet("applicant", seat="applicant") as applicant, meet("clerk", seat="clerk") as clerk:
        await applicant.sees(clerk)
        await clerk.sees(applicant)
        await applicant.hears(clerk)
        await clerk.hears(applicant)


async def test_a_transfer_shows_the_new_clerk_on_the_same_connection(meet: Meet, stage: Stage) -> None:
    async with (
        meet("applicant", seat="applicant") as applicant,
        meet("clerk", seat="clerk") as clerk,
        meet("other") as other,
    ):
        await applicant.sees(clerk)
        await applicant.watch()
        stage.bridge().seat("clerk", other.party)
        await applicant.sees(other)
        await applicant.hears(other)
        await other.sees(applicant)
        await clerk.still_stands()
        assert await applicant.happened() == []


async def test_on_hold_nothing_comes_or_goes_and_then_all_is_back(meet: Meet, stage: Stage) -> None:
    async with meet("applicant", seat="applicant") as applicant, meet("clerk", seat="clerk") as clerk:
        await applicant.sees(clerk)
        await clerk.sees(applicant)
        await applicant.watch()
        stage.bridge().hold(True)
        await applicant.still_stands()
        await clerk.still_stands()
        stage.bridge().hold(False)
        await applicant.moves_on()
        await clerk.moves_on()
        await applicant.hears(clerk)
        assert await applicant.happened() == []


async def test_a_helper_sees_nothing_until_invited_and_then_has_a_slot(meet: Meet, stage: Stage) -> None:
    async with (
        meet("applicant", seat="applicant") as applicant,
        meet("clerk", seat="clerk") as clerk,
        meet("helper", seat="helper") as helper,
    ):
        await applicant.sees(clerk)
        await clerk.sees(applicant)
        for each in (applicant, clerk, helper):
            await each.watch()
        assert await helper.packets() == {}
        assert set(await clerk.packets()) == {"0", "1"}
        assert await clerk.page.is_hidden(FIRST)
        stage.bridge().set_mode("helper", Mode.INVITED)
        await clerk.sees(helper, FIRST)
        await clerk.page.wait_for_selector(FIRST, state="visible")
        await clerk.hears(helper, FIRST)
        await helper.sees(applicant)
        assert [await each.happened() for each in (applicant, clerk, helper)] == [[], [], []]


async def test_a_whisper_is_heard_by_the_clerk_alone(meet: Meet, stage: Stage) -> None:
    async with (
        meet("applicant", seat="applicant") as applicant,
        meet("clerk", seat="clerk") as clerk,
        meet("supervisor", seat="supervisor") as supervisor,
    ):
        await applicant.sees(clerk)
        await supervisor.sees(applicant)
        stage.bridge().set_mode("supervisor", Mode.WHISPERING)
        await clerk.hears(supervisor, FIRST)
        await clerk.hears(applicant)
        await applicant.hears(clerk)
        assert set(await applicant.packets()) == {"0", "1"}
        assert await clerk.page.is_hidden(FIRST)


@pytest.mark.parametrize(("of", "shown"), [("camera", PAPER), ("screen", SCREEN)])
async def test_a_second_picture_comes_and_goes_without_a_negotiation(meet: Meet, of: str, shown: Colour) -> None:
    async with meet("applicant", seat="applicant") as applicant, meet("clerk", seat="clerk") as clerk:
        await clerk.sees(applicant)
        for each in (applicant, clerk):
            await each.watch()
        await applicant.press_second(of)
        await clerk.page.wait_for_selector(SECOND, state="visible")
        await sees(clerk.page, shown, SECOND)
        await clerk.sees(applicant)
        await applicant.press_second(of)
        await clerk.page.wait_for_selector(SECOND, state="hidden")
        assert [await each.happened() for each in (applicant, clerk)] == [[], []]
