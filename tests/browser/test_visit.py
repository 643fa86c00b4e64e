"""The whole visit, in two Chromium with different cameras, and the zone board open all the while."""

import contextlib
import io
import pathlib
import re
import subprocess
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

import av
import numpy as np
import pypdf
import pytest
import pytest_asyncio
import zxingcpp
from PIL import Image
from playwright.async_api import BrowserContext, Page, expect

from tests.browser.cameras import CYAN, MAGENTA, Colour, near
from tests.browser.conftest import CORNER_SCREEN, DESK_SCREEN, Open
from tests.browser.looking import hears, sees, shown_tickets, watch_tickets
from tests.browser.seats import LONG_MS, Console, Corner, sign_in, write
from tests.fixtures.desk_server import DeskServer
from tests.journeys.kept import Kept, read_kept
from tests.journeys.players import PEOPLE, new_phone

pytestmark = [pytest.mark.browser, pytest.mark.timeout(400), pytest.mark.asyncio(loop_scope="session")]

LANGUAGE, ITEM = "zh-Hant-MO", "JM-CR-001"
NAME = "余范鍾"
TRADE = "余范鍾 裡 后 𨋢"
"""Characters that a careless conversion loses, and one beyond the basic plane."""
REMARK = "第一行：裡面\n第二行：皇后大道"
DECLARED = "江门后勤贸易有限公司"
DECLARED_AS_READ = "江門後勤貿易有限公司"
PAPER = "identity-document"


@dataclass(slots=True)
class Played:
    """What was seen while the visit was played."""

    ticket: str = ""
    called: str = ""
    pictures: dict[str, Colour] = field(default_factory=dict)
    sounds: dict[str, float] = field(default_factory=dict)
    lang: str = ""
    read_by_applicant: str = ""
    read_by_clerk: str = ""
    material_line: str = ""
    receipt: str = ""
    paper: bytes = b""
    genuine: tuple[int, str] = (0, "")
    forged: tuple[int, str] = (0, "")
    board: list[str] = field(default_factory=list)
    rated: bool = False
    played_back: dict[str, Colour] = field(default_factory=dict)
    recordings: dict[str, bytes] = field(default_factory=dict)
    tracked: str = ""
    kept: Kept | None = None
    errors: list[str] = field(default_factory=list)


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def played(
    desk: DeskServer, at_corner: Open, at_desk: Open, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Played]:
    """The visit, from the first page to the tracking page."""
    seen = Played()
    async with contextlib.AsyncExitStack() as stack:
        corner_context = await stack.enter_async_context(at_corner(viewport=CORNER_SCREEN))
        clerk_context = await stack.enter_async_context(at_desk(viewport=DESK_SCREEN))
        others = await stack.enter_async_context(at_desk(viewport=DESK_SCREEN))
        corner = Corner(await corner_context.new_page(), desk, person=PEOPLE["lei"], phone=new_phone())
        console = Console(await clerk_context.new_page(), desk)
        inbox = await others.new_page()
        for page in (corner.page, console.page):
            page.on("pageerror", lambda error: seen.errors.append(str(error)))
        board = await _open_board(others, desk)
        await _to_ticket(corner, inbox, seen)
        await _meet(corner, console, seen)
        await _fill(corner, console, seen)
        await _finish(corner, console, inbox, seen)
        seen.board = [state for number, state in await shown_tickets(board) if number == seen.ticket]
        await board.close()
        await _check_paper(at_desk, corner_context, desk, seen, tmp_path_factory.mktemp("paper"))
        await _review(at_desk, desk, seen)
        await _track(at_desk, desk, corner, inbox, seen)
        seen.kept = await read_kept(desk, seen.receipt)
        await go_away(corner)
    yield seen


async def go_away(corner: Corner) -> None:
    await corner.page.click("form[action='/corner/leave'] button >> nth=0")
    await corner.page.wait_for_url("**/corner/goodbye")


async def _open_board(context: BrowserContext, desk: DeskServer) -> Page:
    page = await context.new_page()
    await sign_in(page, desk, "zone-macao")
    await expect(page.locator("live-page")).to_have_attribute("data-state", "up", timeout=LONG_MS)
    await watch_tickets(page)
    return page


async def _to_ticket(corner: Corner, inbox: Page, seen: Played) -> None:
    await corner.register("MO-01")
    await corner.find_item(LANGUAGE, "公司", ITEM)
    await corner.consent()
    await corner.sign_in()
    await corner.show_document()
    await corner.confirm_phone(inbox)
    seen.ticket = await corner.take_ticket()
    seen.lang = await corner.page.get_attribute("html", "lang") or ""
    await corner.leg("up")


async def _meet(corner: Corner, console: Console, seen: Played) -> None:
    await sign_in(console.page, console.desk, "clerk1")
    await console.open()
    seen.called = await console.call_next()
    await corner.begin()
    await expect(console.session("live")).to_be_visible(timeout=LONG_MS)
    seen.pictures["applicant"] = await sees(corner.page, CYAN.colour)
    seen.pictures["clerk"] = await sees(console.page, MAGENTA.colour)
    seen.sounds["applicant"] = await hears(corner.page)
    seen.sounds["clerk"] = await hears(console.page)


async def _fill(corner: Corner, console: Console, seen: Played) -> None:
    await write(console.page, "applicant-name", "李叶")
    await write(console.page, "form-of-company", await _first_choice(console.page, "form-of-company"))
    await write(console.page, "declared-name", DECLARED)
    await write(corner.page, "first-choice", NAME)
    await write(corner.page, "trade", TRADE)
    await write(corner.page, "remark", REMARK)
    seen.read_by_applicant = await _shown(corner.page, "declared-name", DECLARED_AS_READ)
    seen.read_by_clerk = await _shown(console.page, "trade", "余范钟")


async def _first_choice(page: Page, name: str) -> str:
    value = await page.locator(f"#field-{name} option").nth(1).get_attribute("value")
    assert value
    return value


async def _shown(page: Page, name: str, wanted: str) -> str:
    """The other hand's text as this page shows it, once it holds what is wanted."""
    place = page.locator(f"#written-{name} .turned")
    await expect(place).to_contain_text(wanted, timeout=LONG_MS)
    return await place.inner_text()


async def _finish(corner: Corner, console: Console, inbox: Page, seen: Played) -> None:
    await console.ask_still(PAPER)
    await corner.take_still()
    line = console.page.locator(f"#paper-{PAPER} .state-line")
    await expect(line).to_contain_text("×", timeout=LONG_MS)
    seen.material_line = await line.inner_text()
    await console.ask_signature(corner.page)
    await corner.sign()
    await corner.confirm(inbox)
    seen.receipt = await console.submit()
    await console.end()
    await expect(corner.stage("finished")).to_be_visible(timeout=LONG_MS)
    await corner.rate()
    seen.rated = True


async def _check_paper(
    at_desk: Open, corner: BrowserContext, desk: DeskServer, seen: Played, folder: pathlib.Path
) -> None:
    answer = await corner.request.get(f"{desk.url}/receipts/{seen.receipt}.pdf")
    assert answer.ok, answer.status
    seen.paper = await answer.body()
    address = qr_of(seen.paper, folder)
    assert address.startswith(f"{desk.url}/check/"), "the QR code leads elsewhere"
    async with at_desk(may=()) as context:
        page = await context.new_page()
        for wanted, place in ((address, "genuine"), (_altered(address), "forged")):
            shown = await page.goto(wanted)
            assert shown is not None
            setattr(seen, place, (shown.status, await page.inner_html("main")))


def qr_of(paper: bytes, folder: pathlib.Path) -> str:
    """What the QR code on the paper's first page says, read from the page as it would be printed."""
    (folder / "paper.pdf").write_bytes(paper)
    draw = ["pdftoppm", "-r", "200", "-png", "-singlefile", "-f", "1", str(folder / "paper.pdf"), str(folder / "paper")]
    subprocess.run(draw, check=True, capture_output=True)
    with Image.open(folder / "paper.png") as picture:
        found = zxingcpp.read_barcodes(picture.convert("L"))
    assert found, "no QR code can be read"
    return found[0].text


def _altered(address: str) -> str:
    """The same address with another last character."""
    return address[:-1] + ("A" if address[-1] != "A" else "B")


async def _review(at_desk: Open, desk: DeskServer, seen: Played) -> None:
    async with at_desk(viewport=DESK_SCREEN, may=()) as context:
        page = await context.new_page()
        await sign_in(page, desk, "supervisor1")
        await page.wait_for_url("**/office/sessions")
        await page.locator("main tr", has_text=seen.ticket).first.locator("a").click()
        await page.wait_for_url("**/office/sessions/*")
        for index, (seat, camera) in enumerate((("applicant", MAGENTA), ("clerk", CYAN))):
            video = f".recordings figure:nth-of-type({index + 1}) video"
            await page.eval_on_selector(video, "video => { video.muted = true; return video.play(); }")
            seen.played_back[seat] = await sees(page, camera.colour, video)
            answer = await context.request.get(f"{desk.url}{await page.get_attribute(video, 'src')}")
            seen.recordings[seat] = await answer.body()


async def _track(at_desk: Open, desk: DeskServer, corner: Corner, inbox: Page, seen: Played) -> None:
    async with at_desk(may=(), viewport={"width": 390, "height": 780}, locale="pt-PT") as context:
        page = await context.new_page()
        await page.goto(f"{desk.url}/track")
        await page.fill("[name=receipt]", seen.receipt)
        await page.keyboard.press("Enter")
        await page.wait_for_url("**/track/code")
        await page.fill("[name=code]", await corner.code(inbox))
        await page.keyboard.press("Enter")
        await page.wait_for_url("**/track/case")
        seen.tracked = await page.inner_text("main")


def frames_of(recording: bytes) -> tuple[int, Colour]:
    """How many pictures decode, and the mean colour of the middle of the last one."""
    count, last = 0, None
    with av.open(io.BytesIO(recording), "r") as container:
        for frame in container.decode(video=0):
            count, last = count + 1, frame
    assert last is not None, "no picture decodes"
    picture = last.to_ndarray(format="rgb24")
    height, width = picture.shape[:2]
    red, green, blue = np.mean(picture[height // 3 : -height // 3, width // 4 : -width // 4], axis=(0, 1))
    return count, (int(red), int(green), int(blue))


def answer(played: Played, name: str) -> dict[str, Any]:
    assert played.kept is not None
    return played.kept.answer(name)


async def test_the_applicant_sees_the_clerks_camera(played: Played) -> None:
    assert near(played.pictures["applicant"], CYAN.colour)


async def test_the_clerk_sees_the_applicants_camera(played: Played) -> None:
    assert near(played.pictures["clerk"], MAGENTA.colour)


@pytest.mark.parametrize("side", ["applicant", "clerk"])
async def test_sound_arrives(played: Played, side: str) -> None:
    assert played.sounds[side] > 0


async def test_the_clerk_called_the_ticket_that_was_taken(played: Played) -> None:
    assert played.called == played.ticket


async def test_the_corners_page_is_in_the_language_that_was_chosen(played: Played) -> None:
    assert played.lang == LANGUAGE


async def test_each_reads_the_other_in_their_own_script(played: Played) -> None:
    assert played.read_by_applicant.startswith(DECLARED_AS_READ)
    assert played.read_by_clerk.startswith("余范钟 里 后")


async def test_the_board_showed_every_state_in_order(played: Played) -> None:
    assert played.board == ["waiting", "called", "in-session", "done"]


async def test_the_still_has_the_cameras_full_size(played: Played) -> None:
    assert played.kept is not None
    picture = played.kept.materials[PAPER].picture
    assert picture is not None
    assert (picture.width, picture.height) == (MAGENTA.width, MAGENTA.height)


async def test_the_clerk_is_shown_the_stills_size(played: Played) -> None:
    assert f"{MAGENTA.width} × {MAGENTA.height}" in played.material_line


async def test_the_paper_bears_the_receipts_number_as_text(played: Played) -> None:
    text = "".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(played.paper)).pages)
    assert played.receipt in text


async def test_the_qr_code_leads_to_a_page_that_says_genuine(played: Played) -> None:
    status, page = played.genuine
    assert status == 200
    assert played.receipt in page
    assert "seal-mark" in page


async def test_an_altered_qr_code_is_not_genuine(played: Played) -> None:
    status, page = played.forged
    assert status == 404
    assert "seal-mark" not in page


async def test_the_service_was_rated(played: Played) -> None:
    assert played.rated


@pytest.mark.parametrize(("seat", "camera"), [("applicant", MAGENTA), ("clerk", CYAN)])
async def test_the_supervisors_page_plays_the_recording(played: Played, seat: str, camera: Any) -> None:
    assert near(played.played_back[seat], camera.colour)


@pytest.mark.parametrize(("seat", "camera"), [("applicant", MAGENTA), ("clerk", CYAN)])
async def test_the_recording_of_each_seat_decodes(played: Played, seat: str, camera: Any) -> None:
    count, last = frames_of(played.recordings[seat])
    assert count > 10
    assert near(last, camera.colour)


@pytest.mark.parametrize(
    ("name", "text", "script", "hand"),
    [
        ("first-choice", NAME, "Hant", "applicant"),
        ("trade", TRADE, "Hant", "applicant"),
        ("remark", REMARK, "Hant", "applicant"),
        ("declared-name", DECLARED, "Hans", "clerk"),
        ("applicant-name", "李叶", "Hans", "clerk"),
    ],
)
async def test_the_store_keeps_each_text_to_the_code_point_with_script_and_hand(
    played: Played, name: str, text: str, script: str, hand: str
) -> None:
    kept = answer(played, name)
    assert (kept["text"], kept["script"], kept["hand"]) == (text, script, hand)


async def test_the_case_is_followed_by_receipt_and_code(played: Played) -> None:
    assert played.receipt in played.tracked
    assert re.search(r"JM\d{12}", played.tracked)


async def test_no_page_had_an_error(played: Played) -> None:
    assert played.errors == []
