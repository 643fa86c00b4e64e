"""A disk that fails in a real meeting: what must be recorded is held and goes on once it can, the rest goes on."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urljoin

import pytest

from tests.fixtures.desk_server import DeskServer
from tests.journeys.kept import segments_of
from tests.journeys.players import Applicant, Browser, Member
from tests.webrtc.peers import BLUE, GREEN, Peer, until

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300), pytest.mark.asyncio(loop_scope="session")]

LONG = 30.0
REQUIRED, WISHED = "JM-NT-001", "JM-SI-001"
WORDS = {
    "applicant-held": "這項服務必須錄影",
    "applicant-live": "這次會面現時沒有錄影",
    "clerk-held": "该事项必须全程录音录像",
    "clerk-live": "本次会面目前没有录音录像",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """A meeting whose recording cannot be written: a file stands where its folder should be."""

    applicant: Applicant
    clerk: Member
    session: str
    obstacle: Path
    seen_by_clerk: Peer

    async def says(self, who: Browser, path: str, words: str) -> bool:
        """Whether the page has the words now."""
        return WORDS[words] in (await who.get(path)).text


@asynccontextmanager
async def call(desk: DeskServer, item: str, clerk_login: str) -> AsyncIterator[Call]:
    async with (
        Applicant(desk, "HK-02", person="chan", language="zh-Hant-HK") as applicant,
        Member(desk, clerk_login) as clerk,
        Peer(colour=GREEN) as left,
        Peer(colour=BLUE) as right,
    ):
        await applicant.to_ticket(item)
        await clerk.sign_in()
        await _open_leg(applicant, left, "/api/legs/applicant")
        await _open_leg(clerk, right, "/api/legs/staff")
        status, called = await clerk.call("POST", "/api/tickets/call-next")
        assert status == 201, called
        obstacle = desk.data_dir / "recordings" / called["session"]
        obstacle.parent.mkdir(exist_ok=True)
        obstacle.touch()
        try:
            status, _ = await applicant.call("POST", f"/api/sessions/{called['session']}/answer")
            assert status == 200
            yield Call(
                applicant=applicant, clerk=clerk, session=called["session"], obstacle=obstacle, seen_by_clerk=right
            )
        finally:
            await clerk.call("POST", f"/api/sessions/{called['session']}/end")
            await applicant.leave()


async def _open_leg(who: Browser, peer: Peer, grant_path: str) -> None:
    status, grant = await who.call("POST", grant_path)
    assert status == 200, grant
    headers = {"Content-Type": "application/sdp", "Authorization": f"Bearer {grant['token']}"}
    async with who.http.post(urljoin(who.desk.url, grant["url"]), data=await peer.offer(), headers=headers) as answer:
        assert answer.status == 201
        await peer.accept(await answer.text())


async def _until_said(call: Call, who: Browser, path: str, words: str) -> None:
    async with asyncio.timeout(LONG):
        while not await call.says(who, path, words):  # noqa: ASYNC110  # a page is asked, as a person would look
            await asyncio.sleep(0.1)


async def test_what_must_be_recorded_is_held_told_and_goes_on(desk: DeskServer) -> None:
    async with call(desk, REQUIRED, "clerk3") as meeting:
        await _until_said(meeting, meeting.applicant, "/corner/visit", "applicant-held")
        await _until_said(meeting, meeting.clerk, "/console", "clerk-held")
        meeting.obstacle.unlink()
        status, _ = await meeting.clerk.call("POST", f"/api/sessions/{meeting.session}/resume")
        assert status == 200
        await meeting.seen_by_clerk.sees(GREEN, timeout=LONG)
        frames = meeting.seen_by_clerk.frames
        await until(lambda: meeting.seen_by_clerk.frames > frames + 45, LONG)
    assert await segments_of(desk, meeting.session)


async def test_what_need_not_be_recorded_goes_on_and_both_are_told(desk: DeskServer) -> None:
    async with call(desk, WISHED, "clerk2") as meeting:
        await _until_said(meeting, meeting.applicant, "/corner/visit", "applicant-live")
        await _until_said(meeting, meeting.clerk, "/console", "clerk-live")
        await meeting.seen_by_clerk.sees(GREEN, timeout=LONG)
        meeting.obstacle.unlink()
    assert await segments_of(desk, meeting.session) == []
