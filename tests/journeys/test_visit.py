"""One visit over HTTP, with two real aiortc peers for the pictures and the sound."""

import io
from collections.abc import AsyncIterator, Awaitable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urljoin

import pypdf
import pytest
import pytest_asyncio
from PIL import Image

from tests.fixtures.desk_server import DeskServer
from tests.journeys import players
from tests.journeys.kept import Kept, read_kept
from tests.journeys.players import Applicant, Browser, Member, Page
from tests.webrtc.peers import BLUE, GREEN, Peer, near

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300), pytest.mark.asyncio(loop_scope="session")]

HARD = "余范鍾 裡 后 𨋢"
"""Traditional forms that a careless conversion loses, and one character beyond the basic plane."""
LONG = 30.0
APPLICANT_NOTE, CLERK_NOTE = 440.0, 880.0
ANSWERS = {
    "clerk": {
        "applicant-name": "李叶",
        "insurance": "all",
        "period-from": "2020-01-01",
        "period-to": "2026-10-31",
    },
    "applicant": {"purpose": "pension", "delivery": "download", "employer": HARD, "remark": "一\n二"},
}
STROKES = [[{"x": 5 * n, "y": 20 + 7 * (n % 3), "time": 16 * n, "pressure": 0.5} for n in range(9)]]


@dataclass(slots=True)
class Played:
    """What was seen while the visit was played."""

    colours: dict[str, Any] = field(default_factory=dict)
    notes: dict[str, float] = field(default_factory=dict)
    receipt: str = ""
    paper: bytes = b""
    recordings: dict[str, bytes] = field(default_factory=dict)
    tracked: Page | None = None
    kept: Kept | None = None


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def played(desk: DeskServer) -> AsyncIterator[Played]:
    """The visit, from the first page to the tracking page."""
    seen = Played()
    async with Applicant(desk, "HK-01", person="chan", language="zh-Hant-HK") as applicant:
        async with Member(desk, "clerk2") as clerk, Member(desk, "supervisor2") as supervisor:
            await applicant.to_ticket()
            await clerk.sign_in()
            await _meet(applicant, clerk, seen)
            await supervisor.sign_in()
            await _look_back(supervisor, seen)
        seen.tracked = await _track(desk, applicant, seen.receipt)
        seen.kept = await read_kept(desk, seen.receipt)
        yield seen
        await applicant.leave()


async def _meet(applicant: Applicant, clerk: Member, seen: Played) -> None:
    async with Peer(colour=GREEN, note=APPLICANT_NOTE) as left, Peer(colour=BLUE, note=CLERK_NOTE) as right:
        await _open_leg(applicant, left, "/api/legs/applicant")
        await _open_leg(clerk, right, "/api/legs/staff")
        status, called = await clerk.call("POST", "/api/tickets/call-next")
        assert status == 201, called
        session, case = called["session"], called["case"]
        await _ok(applicant.call("POST", f"/api/sessions/{session}/answer"))
        await left.sees(BLUE, timeout=LONG)
        await right.sees(GREEN, timeout=LONG)
        await left.hears(CLERK_NOTE, timeout=LONG)
        await right.hears(APPLICANT_NOTE, timeout=LONG)
        seen.colours = {"applicant": left.colour(), "clerk": right.colour()}
        seen.notes = {"applicant": left.note(), "clerk": right.note()}
        seen.receipt = await _handle(applicant, clerk, case)
        seen.paper = await _bytes(applicant, f"/receipts/{seen.receipt}.pdf")
        await _ok(clerk.call("POST", f"/api/sessions/{session}/end"))
        await _ok(applicant.call("POST", "/api/visits/rating", {"level": 5}))


async def _handle(applicant: Applicant, clerk: Member, case: str) -> str:
    """The form by both hands, one still, signature, code, submission; the receipt's number."""
    for name, text in ANSWERS["clerk"].items():
        await _ok(clerk.call("PUT", f"/api/cases/{case}/fields/{name}", {"text": text, "rev": 0}))
    for name, text in ANSWERS["applicant"].items():
        await _ok(applicant.call("PUT", f"/api/visits/cases/{case}/fields/{name}", {"text": text, "rev": 0}))
    await _ok(clerk.call("POST", f"/api/cases/{case}/stills", {"material": "identity-document", "despite": True}))
    still = f"/api/cases/{case}/materials/identity-document"
    status, _ = await applicant.call("POST", still, data=_picture())
    assert status == 201
    await players.ask_signature(applicant, clerk, case)
    await players.sign(applicant, case, STROKES)
    await players.confirm(applicant, case, await applicant.code_for(applicant.phone))
    status, submitted = await clerk.call("POST", f"/api/cases/{case}/submit")
    assert status == 201, submitted
    return str(submitted["receipt"])


async def _open_leg(who: Browser, peer: Peer, grant_path: str) -> None:
    status, grant = await who.call("POST", grant_path)
    assert status == 200, grant
    headers = {"Content-Type": "application/sdp", "Authorization": f"Bearer {grant['token']}"}
    url = urljoin(who.desk.url, grant["url"])
    async with who.http.post(url, data=await peer.offer(), headers=headers) as answer:
        assert answer.status == 201
        await peer.accept(await answer.text())


async def _look_back(supervisor: Member, seen: Played) -> None:
    sessions = await supervisor.get("/office/sessions")
    first = sessions.text.partition('href="/office/sessions/')[2].partition('"')[0]
    for seat in ("applicant", "clerk"):
        seen.recordings[seat] = await _bytes(supervisor, f"/office/sessions/{first}/recording/{seat}.webm")


async def _track(desk: DeskServer, applicant: Applicant, receipt: str) -> Page:
    async with Browser(desk) as home:
        await home.post("/track", receipt=receipt)
        return await home.post("/track/code", code=await home.code_for(applicant.phone))


async def _ok(answering: Awaitable[tuple[int, Any]]) -> None:
    status, answer = await answering
    assert status == 200, answer


async def _bytes(who: Browser, path: str) -> bytes:
    async with who.http.get(urljoin(who.desk.url, path)) as answer:
        assert answer.status == 200, path
        return await answer.read()


def _picture() -> bytes:
    made = io.BytesIO()
    Image.radial_gradient("L").resize((640, 480)).save(made, "JPEG")
    return made.getvalue()


async def test_each_side_sees_the_others_colour(played: Played) -> None:
    assert near(played.colours["applicant"], BLUE)
    assert near(played.colours["clerk"], GREEN)


async def test_each_side_hears_the_others_note(played: Played) -> None:
    assert abs(played.notes["applicant"] - CLERK_NOTE) < 30
    assert abs(played.notes["clerk"] - APPLICANT_NOTE) < 30


async def test_the_paper_bears_the_receipts_number(played: Played) -> None:
    text = "".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(played.paper)).pages)
    assert played.receipt in text


@pytest.mark.parametrize("seat", ["applicant", "clerk"])
async def test_the_recording_of_each_seat_is_a_webm(played: Played, seat: str) -> None:
    assert played.recordings[seat].startswith(b"\x1a\x45\xdf\xa3")


async def test_the_store_keeps_what_was_written_to_the_code_point(played: Played) -> None:
    assert played.kept is not None
    assert played.kept.answer("employer")["text"] == HARD


async def test_the_case_is_followed_by_receipt_and_code(played: Played) -> None:
    assert played.tracked is not None
    assert played.tracked.url.path == "/track/case"
    assert played.receipt in played.tracked.text
