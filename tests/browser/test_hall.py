"""The hall's screen calls out what is fresh: once, one after the other, and with a flash where there is no voice.

The browser's speech is played by a stand-in that takes a moment for each utterance and writes down what it says.
"""

from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest
import pytest_asyncio
from aiohttp import web
from playwright.async_api import Browser, BrowserContext, Page

from desk.boards.turns.halls import HallBoard, HallCall
from desk.model.turns.routing import Speech
from desk.web.drawing import Pages
from desk.web.pages.halls import VOICES, Saying
from i18n.catalogues import Catalogues
from tests.browser.looking import until
from tests.fixtures.programs import ROOT

pytestmark = [pytest.mark.browser, pytest.mark.timeout(400), pytest.mark.asyncio(loop_scope="session")]
SPEECH = """voices => {
  window.said = [];
  window.speaking = 0;
  window.overlaps = 0;
  const synthesis = new EventTarget();
  synthesis.getVoices = () => voices.map(lang => ({lang}));
  synthesis.cancel = () => {};
  synthesis.speak = utterance => {
    window.overlaps += window.speaking++;
    window.said.push(utterance.text);
    setTimeout(() => { window.speaking--; utterance.dispatchEvent(new Event('end')); }, 150);
  };
  class Utterance extends EventTarget { constructor(text) { super(); this.text = text; } }
  Object.defineProperty(window, 'speechSynthesis', {value: synthesis});
  window.SpeechSynthesisUtterance = Utterance;
}"""
WORDS = {Speech.CANTONESE: "yue", Speech.PUTONGHUA: "cmn", Speech.PORTUGUESE: "pt", Speech.ENGLISH: "en"}
PLACE = dict.fromkeys(("zh-Hant-MO", "zh-Hans-CN", "pt-MO", "en-HK", "zh-Hant-HK"), "1")


def call(number: str, *, fresh: bool = True) -> HallCall:
    now = datetime(2026, 11, 23, tzinfo=UTC)
    return HallCall(
        key=f"{number}:s:0",
        number=number,
        corner=PLACE,
        place="",
        window="A01",
        speech=Speech.PORTUGUESE,
        at=now,
        fresh=fresh,
        again=0,
    )


class Screen:
    """Serves the page as it is drawn for these calls, the newest first."""

    def __init__(self, pages: Pages) -> None:
        self.pages = pages
        self.calls: list[HallCall] = []

    async def page(self, _request: web.Request) -> web.Response:
        board = HallBoard(
            zone_code="macao", zone_name=PLACE, home_language="zh-Hant-MO", now=tuple(self.calls), lately=()
        )
        order = sorted(Speech, key=lambda speech: speech is not Speech.PORTUGUESE)
        sayings = {
            one.key: [
                Saying(language="en-HK", voices=VOICES[speech], text=f"{one.number} {WORDS[speech]}")
                for speech in order
            ]
            for one in self.calls
            if one.fresh
        }
        context = {"hall": board, "sayings": sayings, "idle": (), "voices": VOICES, "nonce": "n"}
        return web.Response(text=self.pages.draw("hall/index.html", "en-HK", context), content_type="text/html")


async def _away(_request: web.Request) -> web.Response:
    """No socket: the page waits for it, and is not led elsewhere."""
    return web.Response(status=503)


@pytest_asyncio.fixture(loop_scope="session")
async def screen() -> AsyncIterator[tuple[Screen, str]]:
    made = Screen(Pages(ROOT / "templates", Catalogues(), demo=False))
    app = web.Application()
    app.router.add_get("/hall/macao", made.page)
    app.router.add_get("/live/{screen}", _away)
    app.router.add_static("/static", ROOT / "templates" / "static")
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    host, port = runner.addresses[0][:2]
    yield made, f"http://{host}:{port}/hall/macao"
    await runner.cleanup()


async def opened(browser: Browser, url: str, voices: list[str]) -> tuple[BrowserContext, Page]:
    context = await browser.new_context(viewport={"width": 1920, "height": 1080})
    await context.add_init_script(f"({SPEECH})({voices!r})")
    page = await context.new_page()
    await page.goto(url)
    return context, page


async def said(page: Page, count: int) -> list[str]:
    """What was said, once it is so much and all calls were called out."""

    async def enough() -> list[str]:
        found: list[str] = await page.evaluate("window.said")
        calling = await page.locator("hall-call[data-state=calling]").count()
        return found if len(found) >= count and not calling else []

    found: list[str] = await until(enough, f"{count} utterances")
    return found


ALL = ["zh-HK", "zh-CN", "pt-PT", "en-GB"]


async def test_calls_are_said_oldest_first_each_in_the_applicants_own_language_first(
    clerk_browser: Browser, screen: tuple[Screen, str]
) -> None:
    served, url = screen
    served.calls = [call("A-002"), call("A-001")]
    context, page = await opened(clerk_browser, url, ALL)
    assert await said(page, 8) == [f"{n} {s}" for n in ("A-001", "A-002") for s in ("pt", "yue", "cmn", "en")]
    assert await page.evaluate("window.overlaps") == 0
    await context.close()


async def test_a_page_that_comes_back_says_no_call_again(clerk_browser: Browser, screen: tuple[Screen, str]) -> None:
    served, url = screen
    served.calls = [call("A-001")]
    context, page = await opened(clerk_browser, url, ALL)
    await said(page, 4)
    served.calls = [call("A-002"), call("A-001")]
    await page.reload()
    assert {each.split()[0] for each in await said(page, 4)} == {"A-002"}
    await context.close()


async def test_what_is_not_fresh_is_shown_and_not_said(clerk_browser: Browser, screen: tuple[Screen, str]) -> None:
    served, url = screen
    served.calls = [call("A-002"), call("A-001", fresh=False)]
    context, page = await opened(clerk_browser, url, ALL)
    assert {each.split()[0] for each in await said(page, 4)} == {"A-002"}
    assert await page.locator("hall-call").count() == 2
    await context.close()


async def test_without_a_voice_a_call_flashes_in_silence_and_a_sign_says_so(
    clerk_browser: Browser, screen: tuple[Screen, str]
) -> None:
    served, url = screen
    served.calls = [call("A-001")]
    context, page = await opened(clerk_browser, url, ["pt-BR"])
    await page.wait_for_selector("hall-call[data-state=calling]")
    signs = await page.locator("[data-voice]").evaluate_all("signs => signs.map(sign => sign.dataset.state)")
    assert await said(page, 1) == ["A-001 pt"]
    assert signs == ["silent", "silent", "voice", "silent"]
    await context.close()


async def test_while_many_wait_each_is_said_in_two_languages(
    clerk_browser: Browser, screen: tuple[Screen, str]
) -> None:
    served, url = screen
    served.calls = [call("A-003"), call("A-002"), call("A-001")]
    context, page = await opened(clerk_browser, url, ALL)
    found = await said(page, 10)
    assert [len([each for each in found if each.startswith(number)]) for number in ("A-001", "A-002", "A-003")] == [
        2,
        4,
        4,
    ]
    await context.close()
