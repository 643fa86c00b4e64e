"""A supervisor whispers, a colleague is asked in, the turn is sent on: over HTTP, with four real aiortc peers."""

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass, field
from urllib.parse import urljoin

import aiohttp
import pytest
import pytest_asyncio

from desk.chores import data
from tests.fixtures.desk_server import DeskServer
from tests.journeys.players import Applicant, Browser, Member
from tests.webrtc.peers import BLUE, GREEN, RED, Colour, Peer, near, until

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300), pytest.mark.asyncio(loop_scope="session")]

LONG = 90.0
YELLOW: Colour = (200, 190, 30)
APPLICANT, CLERK, BOSS, EXPERT = 440.0, 880.0, 1320.0, 660.0
NOTE = "請看第二份文件 – ver o segundo documento"
MAIN, BESIDE = "0", "2"
"""The section of the main person's voice, and that of the first person beside; the picture's is the next."""


@dataclass(slots=True)
class Seen:
    """What was seen while it was played."""

    stray: dict[str, int] = field(default_factory=dict)
    told: dict[str, str] = field(default_factory=dict)
    refused: int = 0
    case_before: str = ""
    case_after: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Meeting:
    """The two who meet, with their peers."""

    applicant: Applicant
    clerk: Member
    left: Peer
    right: Peer
    session: str


def window_of(login: str) -> str:
    """The window of one of the demonstration's clerks."""
    return next(str(each["window"]) for each in data.read(data.DEMO).staff if each["login"] == login)


async def open_leg(who: Browser, peer: Peer, path: str) -> None:
    """As their page would."""
    status, grant = await who.call("POST", path)
    assert status == 200, grant
    headers = {"Content-Type": "application/sdp", "Authorization": f"Bearer {grant['token']}"}
    async with who.http.post(urljoin(who.desk.url, grant["url"]), data=await peer.offer(), headers=headers) as answer:
        assert answer.status == 201
        await peer.accept(await answer.text())
    await until(lambda: peer.connected, LONG)


async def does(who: Browser, path: str, body: object = None, status: int = 200) -> dict[str, str]:
    """Calls the interface, which takes it."""
    got, answer = await who.call("POST", path, body)
    assert got == status, answer
    return dict(answer)


@asynccontextmanager
async def page_of(member: Member, screen: str = "console") -> AsyncIterator[None]:
    """Their page is open: its live socket is read."""

    async def read(socket: aiohttp.ClientWebSocketResponse) -> None:
        async for message in socket:
            if '"ping"' in str(message.data):
                await socket.send_str('{"kind": "pong"}')

    async with member.http.ws_connect(f"{member.desk.url}/live/{screen}", max_msg_size=0) as socket:
        reading = asyncio.ensure_future(read(socket))
        yield
        reading.cancel()
        with suppress(asyncio.CancelledError):
            await reading


async def packets(peer: Peer, beside: bool = True) -> int:
    """How many packets came on the sections of the people beside the main one, or on all."""
    count = 0
    for transceiver in peer.connection.getTransceivers()[2 if beside else 0 :]:
        for one in (await transceiver.receiver.getStats()).values():
            count += one.packetsReceived if one.type == "inbound-rtp" else 0
    return count


async def goes_quiet(peer: Peer) -> None:
    """Waits until a whole second brings nothing at all."""
    async with asyncio.timeout(LONG):
        before = -1
        while (now := await packets(peer, beside=False)) != before:
            before = now
            await asyncio.sleep(1.0)


async def says(who: Browser, path: str, words: str) -> str:
    """Waits until the page has what the expression looks for, and gives it."""
    async with asyncio.timeout(LONG):
        while True:
            found = re.search(words, (await who.get(path)).text, re.DOTALL)
            if found:
                return found.group(0)
            await asyncio.sleep(0.3)


@asynccontextmanager
async def a_meeting(desk: DeskServer) -> AsyncIterator[Meeting]:
    """Applicant and clerk see each other."""
    async with AsyncExitStack() as stack:
        applicant = await stack.enter_async_context(Applicant(desk, "MO-03", person="wong"))
        clerk = await stack.enter_async_context(Member(desk, "clerk1"))
        left = await stack.enter_async_context(Peer(colour=GREEN, note=APPLICANT, sections=3))
        right = await stack.enter_async_context(Peer(colour=BLUE, note=CLERK, sections=3))
        await applicant.to_ticket()
        await clerk.sign_in()
        await stack.enter_async_context(page_of(clerk))
        await open_leg(applicant, left, "/api/legs/applicant")
        await open_leg(clerk, right, "/api/legs/staff")
        session = (await does(clerk, "/api/tickets/call-next", status=201))["session"]
        await does(applicant, f"/api/sessions/{session}/answer")
        await left.sees(BLUE, timeout=LONG)
        await right.sees(GREEN, timeout=LONG)
        yield Meeting(applicant=applicant, clerk=clerk, left=left, right=right, session=session)
        await applicant.leave()


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def seen(desk: DeskServer) -> AsyncIterator[Seen]:
    """The whole of it, once."""
    made = Seen()
    async with a_meeting(desk) as meeting:
        await whisper(desk, meeting, made)
        async with Member(desk, "clerk2") as colleague, Peer(colour=YELLOW, note=EXPERT, sections=3) as peer:
            await colleague.sign_in()
            async with page_of(colleague):
                await open_leg(colleague, peer, "/api/legs/staff")
                await consult(meeting, colleague, peer, made)
                await transfer(meeting, colleague, made)
        yield made


async def whisper(desk: DeskServer, meeting: Meeting, made: Seen) -> None:
    """Listens, whispers, speaks, leaves."""
    async with AsyncExitStack() as stack:
        boss = await stack.enter_async_context(Member(desk, "supervisor1"))
        peer = await stack.enter_async_context(Peer(colour=RED, note=BOSS, sections=3))
        await boss.sign_in()
        await stack.enter_async_context(page_of(boss, "supervise"))
        made.told["before"] = (await meeting.applicant.get("/corner/visit")).text
        await does(boss, f"/api/sessions/{meeting.session}/listen")
        await open_leg(boss, peer, "/api/legs/staff")
        await peer.sees(GREEN, timeout=LONG)
        await does(boss, f"/api/sessions/{meeting.session}/whisper")
        await meeting.right.hears(BOSS, mid=BESIDE, timeout=LONG)
        await passes(meeting.left, 100)
        made.stray["whisper"] = await packets(meeting.left)
        made.stray["whisper at the clerk"] = await packets(meeting.right)
        made.told["whisper"] = await says(meeting.applicant, "/corner/visit", r'<p class="note" id="supervisor".*?</p>')
        made.told["at the clerk"] = await says(
            meeting.clerk, "/console", r'data-role="supervisor" data-mode="whispering"'
        )
        await does(boss, f"/api/sessions/{meeting.session}/speak")
        await meeting.left.hears(BOSS, mid=BESIDE, timeout=LONG)
        made.told["name"] = await says(meeting.applicant, "/corner/visit", r'<li data-place="1">.*?</li>')
        await does(boss, f"/api/sessions/{meeting.session}/leave-supervision")
        await until(lambda: not peer.connected, LONG)
        made.refused = (await boss.call("POST", "/api/legs/staff"))[0]


async def consult(meeting: Meeting, colleague: Member, peer: Peer, made: Seen) -> None:
    """Aside, then together, then away again."""
    to = {"to": f"window:{window_of('clerk2')}"}
    asked = await does(meeting.clerk, f"/api/sessions/{meeting.session}/ask-colleague", to, status=201)
    await says(colleague, "/console", rf"/api/participants/{asked['participant']}/accept")
    await does(colleague, f"/api/participants/{asked['participant']}/accept")
    await meeting.right.hears(EXPERT, mid=BESIDE, timeout=LONG)
    await peer.hears(CLERK, mid=BESIDE, timeout=LONG)
    await goes_quiet(meeting.left)
    made.stray["aside"] = len(peer.pictures.keys() & {MAIN, "1"})
    made.told["aside"] = await says(meeting.applicant, "/corner/visit", r'<p class="note" id="aside".*?</p>')
    await does(meeting.clerk, f"/api/sessions/{meeting.session}/together")
    await meeting.left.hears(EXPERT, mid=BESIDE, timeout=LONG)
    await peer.sees(GREEN, mid="1", timeout=LONG)
    await does(colleague, f"/api/participants/{asked['participant']}/leave")
    await meeting.left.hears(CLERK, mid=MAIN, timeout=LONG)


async def transfer(meeting: Meeting, colleague: Member, made: Seen) -> None:
    """To the colleague's window."""
    sent = {"to": f"window:{window_of('clerk2')}", "note": NOTE}
    made.case_before = await says(meeting.clerk, "/console", r"/api/cases/[0-9a-f]+/")
    await does(meeting.clerk, f"/api/sessions/{meeting.session}/send-on", sent)
    made.told["sent"] = await says(meeting.applicant, "/corner/visit", r'id="sent-on"')
    await goes_quiet(meeting.left)
    session = (await does(colleague, "/api/tickets/call-next", status=201))["session"]
    made.told["note"] = await says(colleague, "/console", r'<p class="written-note">.*?</p>')
    await does(meeting.applicant, f"/api/sessions/{session}/answer")
    await until(lambda: near(meeting.left.colour("1"), YELLOW), LONG)
    made.case_after = await says(colleague, "/console", r"/api/cases/[0-9a-f]+/")
    await does(colleague, f"/api/sessions/{session}/end")


async def passes(peer: Peer, sounds: int) -> None:
    """Waits until so many more frames of sound came."""
    enough = peer.sounds + sounds
    await until(lambda: peer.sounds >= enough, LONG)


async def test_a_whisper_brings_the_applicant_no_packet(seen: Seen) -> None:
    assert seen.stray["whisper"] == 0


async def test_a_whisper_reaches_the_clerk(seen: Seen) -> None:
    assert seen.stray["whisper at the clerk"] > 0
    assert seen.told["at the clerk"]


async def test_the_applicant_is_told_of_a_supervisor_while_there_is_one(seen: Seen) -> None:
    assert seen.told["whisper"]
    assert 'id="supervisor"' not in seen.told["before"]


async def test_whose_picture_stands_beside_is_named(seen: Seen) -> None:
    assert "<span>" in seen.told["name"]


async def test_a_supervisor_who_left_is_given_no_leg(seen: Seen) -> None:
    assert seen.refused == 409


async def test_aside_the_colleague_neither_hears_nor_sees_the_applicant(seen: Seen) -> None:
    assert seen.stray["aside"] == 0
    assert seen.told["aside"]


async def test_the_next_clerk_reads_the_note_and_has_the_same_case(seen: Seen) -> None:
    assert NOTE in seen.told["note"]
    assert seen.case_before == seen.case_after


async def test_the_applicant_is_told_that_another_window_takes_over(seen: Seen) -> None:
    assert seen.told["sent"]
