"""Consent withdrawn in mid-session, with real peers: no packet more, the recording closed, both sides told."""

import asyncio
import re
from urllib.parse import urljoin

import aiohttp
import pytest

from tests.fixtures.desk_server import DeskServer
from tests.journeys.kept import segments_of
from tests.journeys.players import Applicant, Browser, Member
from tests.webrtc.peers import BLUE, GREEN, Peer

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300), pytest.mark.asyncio(loop_scope="session")]

LONG = 30.0
SETTLES, LOOKS = 1.0, 2.0
"""Seconds in which what is under way arrives; and for which nothing more may come."""
NUMBER = re.compile(r'name="number" value="([0-9A-Z-]+)"')


async def grant(who: Browser, path: str) -> dict[str, str]:
    """What opens a leg."""
    status, given = await who.call("POST", path)
    assert status == 200, given
    return dict(given)


async def open_leg(who: Browser, peer: Peer, given: dict[str, str]) -> tuple[int, str]:
    """Offers to the media door itself, as whoever holds the token can; status and code."""
    headers = {"Content-Type": "application/sdp", "Authorization": f"Bearer {given['token']}"}
    where = urljoin(who.desk.url, given["url"])
    async with (
        aiohttp.ClientSession() as http,
        http.post(where, data=await peer.offer(), headers=headers) as answer,
    ):
        if answer.status != 201:
            return answer.status, str((await answer.json(content_type=None))["code"])
        await peer.accept(await answer.text())
        return 201, ""


async def withdraw(applicant: Applicant) -> str:
    """By the button on the page of the meeting; where it leads."""
    found = NUMBER.search((await applicant.get("/corner/visit")).text)
    assert found
    return (await applicant.post("/corner/my-data/withdraw", number=found.group(1))).url.path


async def test_who_withdraws_in_a_meeting_is_neither_seen_nor_recorded_any_more(desk: DeskServer) -> None:
    async with (
        Applicant(desk, "MO-03") as applicant,
        Member(desk, "clerk1") as clerk,
        Peer(colour=GREEN) as left,
        Peer(colour=BLUE) as right,
        Peer(colour=GREEN) as late,
    ):
        await applicant.to_ticket()
        await clerk.sign_in()
        kept_token = await grant(applicant, "/api/legs/applicant")
        assert (await open_leg(applicant, left, kept_token))[0] == 201
        assert (await open_leg(clerk, right, await grant(clerk, "/api/legs/staff")))[0] == 201
        status, called = await clerk.call("POST", "/api/tickets/call-next")
        assert status == 201, called
        assert (await applicant.call("POST", f"/api/sessions/{called['session']}/answer"))[0] == 200
        await right.sees(GREEN, timeout=LONG)
        await left.sees(BLUE, timeout=LONG)

        assert await withdraw(applicant) == "/corner/withdrawn"

        await asyncio.sleep(SETTLES)
        before = (left.frames, left.sounds, right.frames, right.sounds)
        await asyncio.sleep(LOOKS)
        assert (left.frames, left.sounds, right.frames, right.sounds) == before
        assert await open_leg(applicant, late, kept_token) in ((403, "consent-missing"), (403, "party-gone"))
        assert "已撤回同意" in (await clerk.get("/console")).text
        status, refused = await applicant.call("POST", "/api/legs/applicant")
        assert (status, refused["code"]) == (409, "not-ready")
    await until_closed(desk, called["session"])


async def until_closed(desk: DeskServer, session: str) -> None:
    """Every file of the recording is entered with its hash, and none is written any more."""
    async with asyncio.timeout(LONG):
        while not await segments_of(desk, session):  # noqa: ASYNC110  # the store is asked, as an office would look
            await asyncio.sleep(0.1)
    folder = desk.data_dir / "recordings" / session
    sizes = {path.name: path.stat().st_size for path in folder.glob("*.mkv")}
    await asyncio.sleep(SETTLES)
    assert {path.name: path.stat().st_size for path in folder.glob("*.mkv")} == sizes
