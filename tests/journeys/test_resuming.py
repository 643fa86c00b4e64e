"""What breaks, and how it goes on: power cuts, closed consoles, a killed server. Turns keep their place; both are told.

Over plain HTTP, with the server as a process of its own. A corner's power cut is its browser gone without a word, and
another that comes back with the same cookie.
"""

import asyncio
import contextlib
import re
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import aiohttp
import pytest
import pytest_asyncio

from tests.fixtures.desk_server import DeskServer
from tests.journeys.players import Applicant, Browser, Member, Page

pytestmark = [pytest.mark.slow, pytest.mark.timeout(400), pytest.mark.asyncio(loop_scope="session")]

KIND = re.compile(r'<section id="stage"[^>]*data-kind="([^"]*)"')
NUMBER = re.compile(r'<strong class="number">([^<]+)</strong>')
STATE = re.compile(r'<section id="session"[^>]*data-state="([^"]*)"')
LETTERS = re.compile(r'<p class="slip-letters"[^>]*>([A-Z-]+)</p>')
LONG_SECONDS = 90.0
DRAFT = "裡面的范先生"


@pytest.fixture(scope="module")
def hall(start_desk: Callable[..., DeskServer]) -> DeskServer:
    """A desk of these tests' own: it is killed again and again."""
    return start_desk(DESK_CLERK_GRACE="3")


@pytest_asyncio.fixture(loop_scope="session")
async def clerk(hall: DeskServer) -> AsyncIterator[Member]:
    """A clerk who is signed in, at an open console."""
    async with Member(hall, "clerk1") as member, _console(member):
        await member.sign_in()
        async with _console(member):
            yield member


@contextlib.asynccontextmanager
async def _console(member: Member) -> AsyncIterator[None]:
    """Keeps the clerk's console open, over every restart, as its page does."""
    if not member.cookie("staff"):
        yield
        return
    keeping = asyncio.create_task(_stay(member))
    yield
    keeping.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await keeping


async def _stay(member: Member) -> None:
    while True:
        with contextlib.suppress(aiohttp.ClientError, OSError):
            async with member.http.ws_connect(f"{member.desk.url}/live/console", origin=member.desk.url) as socket:
                async for message in socket:
                    if '"ping"' in str(message.data):
                        await socket.send_str('{"kind": "pong"}')
        await asyncio.sleep(0.5)


@contextlib.asynccontextmanager
async def _waiting(hall: DeskServer, corner: str, person: str = "lei") -> AsyncIterator[Applicant]:
    """An applicant who took a ticket; they leave in the end."""
    async with Applicant(hall, corner, person=person) as applicant:
        await applicant.to_ticket()
        yield applicant
        await applicant.leave()


async def _after_power_cut(applicant: Applicant) -> Page:
    """The corner's browser comes up again: it has its cookie, and opens the first page."""
    async with Browser(applicant.desk) as fresh:
        fresh.http.cookie_jar.update_cookies({"corner": applicant.cookie("corner")})
        return await fresh.get("/corner")


def _kind(page: Page) -> str:
    found = KIND.search(page.text)
    return found.group(1) if found else ""


def _number(page: Page) -> str:
    found = NUMBER.search(page.text)
    return found.group(1) if found else ""


async def _until(look: Callable[[], Awaitable[bool]], what: str) -> None:
    try:
        async with asyncio.timeout(LONG_SECONDS):
            while not await look():  # noqa: ASYNC110 - what is looked at is in another process
                await asyncio.sleep(0.3)
    except TimeoutError:
        pytest.fail(f"never seen: {what}")


async def _stands(applicant: Applicant, kind: str) -> None:
    async def look() -> bool:
        return _kind(await applicant.get("/corner/visit")) == kind

    await _until(look, kind)


async def _ok(answer: Awaitable[tuple[int, Any]]) -> Any:
    status, body = await answer
    assert status in (200, 201), body
    return body


async def _state(member: Member) -> str:
    found = STATE.search((await member.get("/console")).text)
    assert found, "no console"
    return found.group(1)


async def test_a_corner_whose_power_was_cut_waits_on_at_the_same_place(hall: DeskServer) -> None:
    async with _waiting(hall, "MO-01") as first, _waiting(hall, "MO-02", "santos") as second:
        before = _number(await second.get("/corner/visit"))
        page = await _after_power_cut(second)
        assert (page.url.path, _kind(page), _number(page)) == ("/corner/visit", "waiting", before)
        assert _kind(await first.get("/corner/visit")) == "waiting"


async def test_a_corner_whose_power_was_cut_while_it_was_called_answers_all_the_same(
    hall: DeskServer, clerk: Member
) -> None:
    async with _waiting(hall, "MO-01") as applicant:
        called = await _ok(clerk.call("POST", "/api/tickets/call-next"))
        assert _kind(await _after_power_cut(applicant)) == "called"
        await _ok(applicant.call("POST", f"/api/sessions/{called['session']}/answer"))
        assert await _state(clerk) == "live"
        await _ok(clerk.call("POST", f"/api/sessions/{called['session']}/end"))


async def test_a_corner_whose_power_was_cut_in_a_meeting_is_in_it_again(hall: DeskServer, clerk: Member) -> None:
    async with _waiting(hall, "MO-01") as applicant:
        called = await _ok(clerk.call("POST", "/api/tickets/call-next"))
        await _ok(applicant.call("POST", f"/api/sessions/{called['session']}/answer"))
        field = f"/api/visits/cases/{called['case']}/fields/employer"
        await _ok(applicant.call("PUT", field, {"text": DRAFT, "rev": 0}))
        page = await _after_power_cut(applicant)
        assert (_kind(page), DRAFT in page.text, await _state(clerk)) == ("live", True, "live")
        await _ok(clerk.call("POST", f"/api/sessions/{called['session']}/end"))


async def test_when_the_clerk_is_gone_the_turn_goes_first_and_both_are_told(hall: DeskServer) -> None:
    async with _waiting(hall, "MO-01") as applicant, Member(hall, "clerk1") as gone:
        number = _number(await applicant.get("/corner/visit"))
        await gone.sign_in()
        async with _console(gone):
            called = await _ok(gone.call("POST", "/api/tickets/call-next"))
            await _ok(applicant.call("POST", f"/api/sessions/{called['session']}/answer"))
        await _stands(applicant, "returning")
        async with _waiting(hall, "MO-02", "santos"), _console(gone):
            assert await _state(gone) == "none"
            again = await _ok(gone.call("POST", "/api/tickets/call-next"))
            page = await applicant.get("/corner/visit")
            assert (again["case"], _kind(page), _number(page)) == (called["case"], "called", number)
            await _ok(gone.call("POST", f"/api/sessions/{again['session']}/end"))


async def test_a_server_killed_while_it_rings_rings_on(hall: DeskServer, clerk: Member) -> None:
    async with _waiting(hall, "MO-01") as applicant:
        called = await _ok(clerk.call("POST", "/api/tickets/call-next"))
        await asyncio.to_thread(hall.restart, kill=True)
        assert (_kind(await applicant.get("/corner/visit")), await _state(clerk)) == ("called", "ringing")
        await _ok(applicant.call("POST", f"/api/sessions/{called['session']}/answer"))
        await _ok(clerk.call("POST", f"/api/sessions/{called['session']}/end"))


async def test_a_server_killed_in_a_meeting_goes_on_with_it(hall: DeskServer, clerk: Member) -> None:
    async with _waiting(hall, "MO-01") as applicant, _waiting(hall, "MO-02", "santos") as behind:
        place = _number(await behind.get("/corner/visit"))
        called = await _ok(clerk.call("POST", "/api/tickets/call-next"))
        await _ok(applicant.call("POST", f"/api/sessions/{called['session']}/answer"))
        await asyncio.to_thread(hall.restart, kill=True)
        assert (_kind(await applicant.get("/corner/visit")), await _state(clerk)) == ("live", "live")
        page = await behind.get("/corner/visit")
        assert (_kind(page), _number(page)) == ("waiting", place)
        await _ok(clerk.call("POST", f"/api/sessions/{called['session']}/end"))
        assert _kind(await applicant.get("/corner/visit")) == "finished"


async def test_a_slip_takes_the_turn_up_at_another_corner_and_clears_the_first(hall: DeskServer) -> None:
    async with _waiting(hall, "MO-01") as applicant, Applicant(hall, "HK-01") as elsewhere:
        number = _number(await applicant.get("/corner/visit"))
        slip = await _ok(applicant.call("POST", "/api/visits/slip"))
        letters = LETTERS.search(slip["html"])
        assert letters
        await elsewhere.sit_down()
        asked = await elsewhere.post("/corner/take-up", letters=letters.group(1))
        assert asked.url.path == "/corner/taking-up", asked.problem
        code = await applicant.code_for(applicant.phone)
        page = await elsewhere.post("/corner/taking-up", code=code)
        assert (page.url.path, _kind(page), _number(page)) == ("/corner/visit", "waiting", number)
        left = await applicant.get("/corner")
        assert (left.url.path, number in left.text) == ("/corner", False)
        await elsewhere.leave()


async def test_what_a_phone_scans_from_a_slip_tells_where_to_go_and_nothing_else(hall: DeskServer) -> None:
    async with _waiting(hall, "MO-01") as applicant, Browser(hall) as phone:
        slip = await _ok(applicant.call("POST", "/api/visits/slip"))
        letters = LETTERS.search(slip["html"])
        assert letters
        known = await phone.get(f"/corner/take-up/{letters.group(1).replace('-', '')}")
        unknown = await phone.get("/corner/take-up/ZZZZZZZZZZZZ")
        assert (known.status, unknown.status) == (200, 200)
        assert _number(await applicant.get("/corner/visit")) not in known.text
