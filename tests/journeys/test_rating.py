"""Somebody is not content, says so at the corner, and the zone's staff find it in the office and settle it."""

import re
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from tests.fixtures.desk_server import DeskServer
from tests.journeys.players import Applicant, Member, Page

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300), pytest.mark.asyncio(loop_scope="session")]

WORDS = "等了好久，余先生﨑"
LINK = re.compile(r'href="(/office/follow-ups/[0-9a-z]+)"')


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def followed(desk: DeskServer) -> AsyncIterator[tuple[Page, Page, Page]]:
    """The follow-up's page before and after it was settled, and what is done by then."""
    async with Applicant(desk) as applicant, Member(desk, "clerk1") as clerk, Member(desk, "zone-macao") as staff:
        await applicant.sit_down()
        await applicant.to_ticket()
        await clerk.sign_in()
        status, called = await clerk.call("POST", "/api/tickets/call-next")
        assert status == 201, called
        await applicant.call("POST", f"/api/sessions/{called['session']}/answer")
        await clerk.call("POST", f"/api/sessions/{called['session']}/end")
        for body in ({"level": 1}, {"level": 1, "told": True, "why-long-wait": "yes", "text": WORDS}):
            status, answer = await applicant.call("POST", "/api/visits/rating", body)
            assert status == 200, answer
        await applicant.leave()
        await staff.sign_in()
        found = LINK.search((await staff.get("/office/follow-ups?kind=redress")).text)
        assert found is not None, "nothing is to be followed up"
        before = await staff.get(found.group(1))
        after = await staff.post(found.group(1), step="settle", means="phone", outcome="explained", text="已解釋")
        yield before, after, await staff.get("/office/follow-ups?what=done")


async def test_staff_read_what_the_applicant_wrote(followed: tuple[Page, Page, Page]) -> None:
    assert WORDS in followed[0].text


async def test_once_settled_nothing_more_is_asked(followed: tuple[Page, Page, Page]) -> None:
    assert ('value="settle"' in followed[0].text, 'value="settle"' in followed[1].text) == (True, False)


async def test_it_is_among_what_is_done(followed: tuple[Page, Page, Page]) -> None:
    assert LINK.search(followed[2].text)
