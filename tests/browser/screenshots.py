"""Takes the pictures of each screen that the README and the tour show: `python -m tests.browser.screenshots`.

One visit is played at a demonstration of its own, in two Chromium whose cameras see people cut from paper. With
`--look FOLDER` every picture is left there in full size and docs/screens stays as it is; `--language` plays the
corner in another language.
"""

import argparse
import asyncio
import contextlib
import itertools
import json
import pathlib
import shutil
import socket
import subprocess
import tempfile
from collections.abc import AsyncIterator
from dataclasses import dataclass

import aiohttp
from playwright.async_api import Browser, BrowserContext, Page, Playwright, async_playwright, expect

from tests.browser import album, portraits
from tests.browser.conftest import CORNER_SCREEN, DESK_SCREEN, FLAGS, opener
from tests.browser.looking import until
from tests.browser.seats import LONG_MS, Console, Corner, go_by, sign_in, write
from tests.fixtures.desk_server import DeskServer
from tests.fixtures.programs import ROOT
from tests.journeys.players import PEOPLE, Applicant, Member, new_phone

SCREENS = ROOT / "docs" / "screens"
CHOSEN = {
    "demo": 0.75,
    "corner-items": 0.5,
    "corner-guide": 0.5,
    "corner-waiting": 0.5,
    "corner-meeting": 0.5,
    "corner-signing": 0.5,
    "console": 0.75,
    "board": 0.5,
    "office": 0.75,
    "receipt": 0.66,
    "track": 1.0,
}
"""The pictures that are kept, and at which scale."""
BY_LOT = {"receipt": 0.03}
"""The share of a picture that differs each time: the receipt's QR code, number and fingerprint."""
SEED = "00" * 32
"""The demonstration's secrets are made of it, so that they look the same in every picture. They open nothing."""
ITEM = "JM-SI-001"
PHONE_SCREEN = {"width": 360, "height": 740}
BOARD_SCREEN = {"width": 1920, "height": 1080}
SEARCHES = {"pt-MO": "segurança social", "zh-Hans-CN": "社保证明"}
EMPLOYERS = {"pt-MO": "Padaria Harmonia, Jiangmen", "zh-Hans-CN": "江门市和谐面包店"}
SETTLED = (
    "() => document.fonts.ready.then(() => Promise.all([...document.images].map(one => one.decode().catch(() => 0))))"
)
PICTURE_WIDTH = "() => document.querySelector('media-leg video[data-remote]')?.videoWidth ?? 0"


@dataclass(frozen=True, slots=True, kw_only=True)
class Play:
    """One play: the desk, who sits where, and where pictures go."""

    desk: DeskServer
    corner: Corner
    console: Console
    inbox: Page
    camera: portraits.Scene
    language: str
    folder: pathlib.Path

    async def shoot(self, page: Page, name: str, *, whole: bool = False) -> None:
        """A picture of what the page shows; `whole`: all of it, however long."""
        await page.mouse.move(0, 0)
        await page.evaluate(SETTLED)
        path = self.folder / f"{name}.png"
        await page.screenshot(path=path, animations="disabled", caret="hide", full_page=whole)


async def take(folder: pathlib.Path, language: str, work: pathlib.Path) -> None:
    """Plays the visit, leaving every picture in `folder`."""
    desk = _desk(work)
    desk.start()
    try:
        async with contextlib.AsyncExitStack() as stack:
            playwright = await stack.enter_async_context(async_playwright())
            camera = portraits.Scene(work / "applicant.y4m", portraits.applicant())
            other = portraits.Scene(work / "clerk.y4m", portraits.clerk())
            at_corner = await stack.enter_async_context(_browser(playwright, camera))
            at_desk = await stack.enter_async_context(_browser(playwright, other))
            corner_context = await stack.enter_async_context(_context(at_corner, CORNER_SCREEN))
            staff = await stack.enter_async_context(_context(at_desk, DESK_SCREEN, "zh-CN"))
            person = PEOPLE["santos" if language == "pt-MO" else "lei"]
            play = Play(
                desk=desk,
                corner=Corner(await corner_context.new_page(), desk, person=person, phone=new_phone()),
                console=Console(await staff.new_page(), desk),
                inbox=await staff.new_page(),
                camera=camera,
                language=language,
                folder=folder,
            )
            await _earlier(desk)
            await _demo(play, at_desk)
            await _to_ticket(play)
            await _meet(play)
            await _fill(play)
            await stack.enter_async_context(_others(desk))
            board = await _board(play, await stack.enter_async_context(_context(at_desk, BOARD_SCREEN)))
            await _still(play)
            receipt = await _sign_and_submit(play, board)
            await _paper(play, corner_context, receipt)
            await _office(play, at_desk, receipt)
            await _track(play, at_desk, receipt)
    finally:
        desk.stop()


def _desk(work: pathlib.Path) -> DeskServer:
    """A demonstration whose secrets are known."""
    desk = DeskServer(work, (_free_port(), _free_port(), _free_port(), _free_port()), DESK_CLERK_GRACE="10")
    desk.data_dir.mkdir(parents=True)
    (desk.data_dir / "demo.json").write_text(json.dumps({"seed": SEED}))
    return desk


def _free_port() -> int:
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        return int(door.getsockname()[1])


@contextlib.asynccontextmanager
async def _browser(playwright: Playwright, camera: portraits.Scene) -> AsyncIterator[Browser]:
    path = shutil.which("chromium")
    if path is None:
        raise SystemExit("Chromium is missing: run make test-needs.")
    flags = [*FLAGS, f"--use-file-for-fake-video-capture={camera.path}"]
    browser = await playwright.chromium.launch(executable_path=path, args=flags)
    yield browser
    await browser.close()


def _context(
    browser: Browser, screen: dict[str, int], locale: str = "en-HK"
) -> contextlib.AbstractAsyncContextManager[BrowserContext]:
    return opener(browser)(viewport=screen, locale=locale, reduced_motion="reduce")


async def _earlier(desk: DeskServer) -> None:
    """A visit that is over."""
    async with Applicant(desk, "MO-02", person="wong") as applicant, Member(desk, "clerk2") as clerk:
        await clerk.sign_in()
        await applicant.to_ticket()
        _, called = await clerk.call("POST", "/api/tickets/call-next")
        await applicant.call("POST", f"/api/sessions/{called['session']}/answer")
        await clerk.call("POST", f"/api/sessions/{called['session']}/end")
        await applicant.leave()


@contextlib.asynccontextmanager
async def _others(desk: DeskServer) -> AsyncIterator[None]:
    """The rest of the hall, while it lasts: one person is called by another window, one waits."""
    async with (
        Applicant(desk, "MO-02", person="wong") as called,
        Applicant(desk, "MO-03", person="santos", language="pt-MO") as waiting,
        Member(desk, "clerk2") as clerk,
        asyncio.TaskGroup() as hall,
    ):
        await clerk.sign_in()
        await called.to_ticket()
        await waiting.to_ticket()
        staying = [hall.create_task(_stay(who, "corner")) for who in (called, waiting)]
        staying.append(hall.create_task(_stay(clerk, "console")))
        await clerk.call("POST", "/api/tickets/call-next")
        yield
        for one in staying:
            one.cancel()


async def _stay(who: Applicant | Member, screen: str) -> None:
    """Keeps a screen open, as a browser would."""
    async with who.http.ws_connect(f"{who.desk.url}/live/{screen}", max_msg_size=0) as socket:
        async for message in socket:
            if message.type is aiohttp.WSMsgType.TEXT and message.json()["kind"] == "ping":
                await socket.send_json({"kind": "pong"})


async def _demo(play: Play, browser: Browser) -> None:
    async with _context(browser, DESK_SCREEN) as context:
        page = await context.new_page()
        await page.goto(f"{play.desk.url}/demo")
        await play.shoot(page, "demo")
        await play.shoot(page, "demo-whole", whole=True)


async def _to_ticket(play: Play) -> None:
    """From the choice of a language to a turn, with a picture of each page."""
    corner, page = play.corner, play.corner.page
    await corner.register("MO-01")
    await play.shoot(page, "corner-language")
    await go_by(page, f"button[value='{play.language}']", "**/corner/items")
    await play.shoot(page, "corner-items")
    await page.fill("[name=q]", SEARCHES.get(play.language, "社保證明"))
    await page.keyboard.press("Enter")
    await page.wait_for_url("**/corner/items?q=*")
    await play.shoot(page, "corner-search")
    await go_by(page, f"a[href='/corner/items/{ITEM}']", f"**/corner/items/{ITEM}")
    await play.shoot(page, "corner-guide")
    await play.shoot(page, "corner-guide-whole", whole=True)
    await go_by(page, f"form[action='/corner/items/{ITEM}'] button", "**/corner/consent")
    await play.shoot(page, "corner-consent", whole=True)
    await corner.consent()
    await play.shoot(page, "corner-identity")
    await corner.to_provider()
    await play.shoot(page, "provider")
    await go_by(page, f"button[value='{corner.person.account}']", "**/corner/document")
    await corner.show_document("1234567(9)")
    await page.wait_for_selector(".note.problem")
    await play.shoot(page, "corner-document")
    await corner.show_document()
    await page.wait_for_url("**/corner/phone")
    await play.shoot(page, "corner-phone")
    await corner.confirm_phone(play.inbox)
    await play.shoot(play.inbox, "inbox")
    await play.shoot(page, "corner-ticket")


async def _meet(play: Play) -> None:
    """The turn, the wait, the call."""
    corner, console = play.corner, play.console
    await corner.take_ticket()
    await corner.leg("up")
    await expect(corner.page.locator("device-check [data-when='heard']")).to_be_visible(timeout=LONG_MS)
    await play.shoot(corner.page, "corner-waiting")
    await console.page.goto(f"{play.desk.url}/staff/sign-in")
    await play.shoot(console.page, "sign-in")
    await sign_in(console.page, play.desk, "clerk1")
    await console.open()
    await play.shoot(console.page, "console-waiting")
    await console.call_next()
    await expect(corner.stage("called")).to_be_visible(timeout=LONG_MS)
    await play.shoot(corner.page, "corner-called")
    await play.shoot(console.page, "console-ringing")
    await corner.begin()
    await expect(console.session("live")).to_be_visible(timeout=LONG_MS)
    for page in (corner.page, console.page):
        await _sharp(page)


async def _sharp(page: Page) -> None:
    """Waits until the other's picture has its full width: senders begin small."""

    async def wide() -> bool:
        width: int = await page.evaluate(PICTURE_WIDTH)
        return width >= portraits.SIZE[0]

    with contextlib.suppress(AssertionError):
        await until(wide, "a sharp picture", seconds=20)


async def _fill(play: Play) -> None:
    """Clerk and applicant write, each in their own script."""
    clerk, applicant = play.console.page, play.corner.page
    await write(clerk, "applicant-name", "João Conceição dos Santos" if play.language == "pt-MO" else "李叶")
    await write(clerk, "insurance", "pension")
    await write(applicant, "purpose", "pension")
    await write(applicant, "employer", EMPLOYERS.get(play.language, "江門市和諧麵包店"))
    await write(applicant, "delivery", "download")
    await write(clerk, "period-from", "2012-03-01")
    await write(clerk, "period-to", "2025-10-31")
    for page in (clerk, applicant):
        await page.evaluate("document.activeElement.blur(), scrollTo(0, 0)")
    await asyncio.sleep(4)
    await play.shoot(clerk, "console-filled")
    await play.shoot(applicant, "corner-meeting")
    await play.shoot(applicant, "corner-meeting-whole", whole=True)


async def _board(play: Play, context: BrowserContext) -> Page:
    page = await context.new_page()
    await sign_in(page, play.desk, "zone-macao")
    await expect(page.locator("live-page")).to_have_attribute("data-state", "up", timeout=LONG_MS)
    await play.shoot(page, "board")
    return page


async def _still(play: Play) -> None:
    """The applicant holds a card up, and a picture of it is taken."""
    corner, console = play.corner, play.console
    await console.ask_still("identity-document")
    await corner.page.wait_for_selector("still-camera [data-take]")
    play.camera.show(portraits.with_card(portraits.applicant()))
    await asyncio.sleep(1.5)
    await play.shoot(corner.page, "corner-still")
    await corner.page.click("still-camera [data-take]")
    await corner.page.wait_for_selector("still-camera [data-send]:not([data-despite])")
    await play.shoot(corner.page, "corner-still-taken")
    play.camera.show(portraits.applicant())
    await corner.send_still()
    await expect(console.page.locator("#paper-identity-document .state-line")).to_contain_text("×", timeout=LONG_MS)
    await asyncio.sleep(1.5)
    await play.shoot(console.page, "console")


async def _sign_and_submit(play: Play, board: Page) -> str:
    """Signature, code, submission, rating; the receipt's number."""
    corner, console = play.corner, play.console
    await console.ask_signature(corner.page)
    await _draw_signature(corner.page)
    await play.shoot(corner.page, "corner-signing")
    await play.shoot(console.page, "console-signing")
    await corner.page.click("signature-pad [data-send]")
    await corner.page.wait_for_selector("#confirm-code")
    await play.shoot(corner.page, "corner-code")
    await corner.confirm(play.inbox)
    await play.shoot(corner.page, "corner-confirmed")
    await play.shoot(console.page, "console-confirmed")
    await console.page.click("[data-action$='/submit'] button")
    await play.shoot(console.page, "console-ask")
    await console.page.click("#submit-case [data-yes]")
    receipt = (await console.page.inner_text("#case .official strong.figure")).strip()
    await play.shoot(console.page, "console-submitted")
    await console.end()
    await expect(corner.stage("finished")).to_be_visible(timeout=LONG_MS)
    await play.shoot(corner.page, "corner-finished")
    await corner.rate()
    await play.shoot(corner.page, "corner-rated")
    await play.shoot(board, "board-done")
    return receipt


async def _draw_signature(page: Page) -> None:
    """A name in one hand: strokes as shares of the pad's width and height."""
    canvas = page.locator("signature-pad canvas")
    await canvas.scroll_into_view_if_needed()
    box = await canvas.bounding_box()
    assert box is not None
    for stroke in SIGNATURE:
        spots = [(box["x"] + box["width"] * x, box["y"] + box["height"] * y) for x, y in _smooth(stroke)]
        await page.mouse.move(*spots[0])
        await page.mouse.down()
        for spot in spots[1:]:
            await page.mouse.move(*spot)
        await page.mouse.up()


SIGNATURE = (
    ((0.20, 0.30), (0.30, 0.28), (0.40, 0.26)),
    ((0.30, 0.12), (0.302, 0.30), (0.30, 0.52)),
    ((0.29, 0.32), (0.24, 0.42), (0.18, 0.50)),
    ((0.31, 0.32), (0.36, 0.41), (0.43, 0.47)),
    ((0.24, 0.58), (0.35, 0.55), (0.36, 0.60), (0.30, 0.67)),
    ((0.30, 0.66), (0.315, 0.78), (0.29, 0.88), (0.265, 0.84)),
    ((0.17, 0.75), (0.30, 0.72), (0.43, 0.70)),
    ((0.55, 0.34), (0.54, 0.50), (0.56, 0.66)),
    ((0.55, 0.36), (0.63, 0.33), (0.635, 0.45), (0.62, 0.60)),
    ((0.56, 0.62), (0.60, 0.61), (0.63, 0.59)),
    ((0.69, 0.46), (0.76, 0.44), (0.86, 0.42)),
    ((0.775, 0.18), (0.78, 0.50), (0.775, 0.86)),
)


def _smooth(stroke: tuple[tuple[float, float], ...]) -> list[tuple[float, float]]:
    """Points along straight pieces, close enough for the pad to round them."""
    found = [stroke[0]]
    for (x0, y0), (x1, y1) in itertools.pairwise(stroke):
        found += [(x0 + (x1 - x0) * step / 4, y0 + (y1 - y0) * step / 4) for step in range(1, 5)]
    return found


async def _paper(play: Play, corner: BrowserContext, receipt: str) -> None:
    """The receipt as it is printed."""
    answer = await corner.request.get(f"{play.desk.url}/receipts/{receipt}.pdf")
    (play.folder / "receipt.pdf").write_bytes(await answer.body())
    draw = ["pdftoppm", "-r", "100", "-png", "-singlefile", "-f", "1", "receipt.pdf", "receipt"]
    await asyncio.to_thread(subprocess.run, draw, cwd=play.folder, check=True)


async def _office(play: Play, browser: Browser, receipt: str) -> None:
    """What a supervisor sees of the session."""
    async with _context(browser, DESK_SCREEN, "zh-CN") as context:
        page = await context.new_page()
        await sign_in(page, play.desk, "supervisor1")
        await page.wait_for_url("**/office/sessions")
        await play.shoot(page, "office-list")
        case, _, _ = receipt.rpartition("-")
        await page.locator("main tr", has_text=case).first.locator("a").click()
        await page.wait_for_url("**/office/sessions/*")
        await expect(page.locator(".recordings video")).to_have_count(2)
        await page.evaluate(SEEK)
        await play.shoot(page, "office")
        await play.shoot(page, "office-whole", whole=True)


SEEK = """() => Promise.all([...document.querySelectorAll('video')].map(async video => {
  video.muted = true;
  await video.play();
  await new Promise(done => setTimeout(done, 2500));
  video.pause();
}))"""


async def _track(play: Play, browser: Browser, receipt: str) -> None:
    """The holder at home, on a telephone, in Portuguese."""
    async with _context(browser, PHONE_SCREEN, "pt-PT") as context:
        page = await context.new_page()
        await page.goto(f"{play.desk.url}/track")
        await play.shoot(page, "track-index")
        await page.fill("[name=receipt]", receipt)
        await page.keyboard.press("Enter")
        await page.wait_for_url("**/track/code")
        await play.shoot(page, "track-code")
        await page.fill("[name=code]", await play.corner.code(play.inbox))
        await page.keyboard.press("Enter")
        await page.wait_for_url("**/track/case")
        await play.shoot(page, "track")
        await play.shoot(page, "track-whole", whole=True)


def main() -> None:
    """Takes the pictures, and keeps those that are chosen."""
    parser = argparse.ArgumentParser(prog="python -m tests.browser.screenshots", description=__doc__)
    parser.add_argument("--language", default="zh-Hant-MO", help="of the corner (zh-Hant-MO)")
    parser.add_argument("--look", type=pathlib.Path, metavar="FOLDER", help="leave all pictures here, keep none")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as work:
        folder = chosen.look or pathlib.Path(work) / "taken"
        folder.mkdir(parents=True, exist_ok=True)
        asyncio.run(take(folder, chosen.language, pathlib.Path(work)))
        if chosen.look is None:
            for name, scale in CHOSEN.items():
                taken, kept = folder / f"{name}.png", SCREENS / f"{name}.png"
                print(f"docs/screens/{name}.png: {album.keep(taken, kept, scale, alike=BY_LOT.get(name, album.ALIKE))}")


if __name__ == "__main__":
    main()
