"""What people do on the pages: at the corner, at the console, and wherever staff sign in."""

import asyncio
import contextlib
import re

from playwright.async_api import Locator, Page, expect

from tests.fixtures.desk_server import DeskServer
from tests.journeys.players import Person, Phone, newest_code

SAVED = re.compile("saved")
LONG_MS = 60_000


async def go_by(page: Page, button: str, to: str) -> None:
    """Presses what leads to another page, and waits until that stands there."""
    await page.click(button)
    await page.wait_for_url(to)


async def write(page: Page, field: str, text: str) -> None:
    """Types, chooses or fills a field of the form, and waits until the server has it."""
    owner = page.locator(f"#save-{field}")
    control = owner.locator("input, select, textarea").first
    if await control.evaluate("control => control.tagName") == "SELECT":
        await control.select_option(text)
    elif await control.get_attribute("type") == "date":
        await control.fill(text)
        await control.blur()
    else:
        await control.press_sequentially(text)
    await expect(owner).to_have_attribute("data-state", SAVED, timeout=LONG_MS)


class Corner:
    """An applicant at a corner, by the pages alone."""

    def __init__(self, page: Page, desk: DeskServer, *, person: Person, phone: Phone) -> None:
        self.page, self.desk, self.person, self.phone = page, desk, person, phone
        self._used: set[str] = set()

    async def register(self, code: str) -> None:
        """This browser serves the corner from now on, whoever served it before."""
        await self.page.goto(f"{self.desk.url}/corner/enrol")
        await self.page.fill("[name=corner]", code)
        await self.page.fill("[name=key]", self.desk.secrets.corners[code])
        async with self.page.expect_navigation():
            await self.page.keyboard.press("Enter")
        if await self.page.locator("[name=take-over]").count():
            await self.page.click("form:has([name=take-over]) button")
        await self.page.wait_for_url("**/corner")

    async def find_item(self, language: str, words: str, item: str) -> None:
        """Chooses the language, searches, reads the guide, chooses the item."""
        await go_by(self.page, f"button[value='{language}']", "**/corner/items")
        await self.page.fill("[name=q]", words)
        await self.page.keyboard.press("Enter")
        await self.page.wait_for_url("**/corner/items?q=*")
        await go_by(self.page, f"a[href='/corner/items/{item}']", f"**/corner/items/{item}")
        await go_by(self.page, f"form[action='/corner/items/{item}'] button", "**/corner/consent")

    async def consent(self) -> None:
        """Ticks every statement and agrees."""
        for box in await self.page.locator("input[type=checkbox]").all():
            await box.check()
        await go_by(self.page, "form[action='/corner/consent'] button", "**/corner/identity")

    async def to_provider(self) -> None:
        """Off to the provider's page."""
        await self.page.click(f"button[value='{self.person.provider}']")
        await self.page.wait_for_selector(f"button[value='{self.person.account}']")

    async def sign_in(self) -> None:
        """At the provider, and back."""
        await self.to_provider()
        await go_by(self.page, f"button[value='{self.person.account}']", "**/corner/document")

    async def show_document(self, number: str = "") -> None:
        """Kind and number."""
        await self.page.check(f"input[value='{self.person.kind}']")
        await self.page.fill("[name=number]", number or self.person.number)
        await self.page.click("form[action='/corner/document'] button.large")

    async def confirm_phone(self, inbox: Page) -> None:
        """The number, and the code from the demonstration's inbox."""
        await self.page.wait_for_url("**/corner/phone")
        await self.page.check(f"input[value='{self.phone.region}']")
        await self.page.fill("[name=number]", self.phone.number)
        await go_by(self.page, "form[action='/corner/phone'] button.large", "**/corner/code")
        await self.page.fill("[name=code]", await self.code(inbox))
        await go_by(self.page, "form[action='/corner/code'] button.large", "**/corner/ticket")

    async def code(self, inbox: Page) -> str:
        """The newest code, as the inbox page shows it, once there is one that was not used yet."""
        async with asyncio.timeout(LONG_MS / 1000):
            while True:
                await inbox.goto(f"{self.desk.url}/demo/inbox")
                found = newest_code(await inbox.content(), self.phone)
                if found and found not in self._used:
                    self._used.add(found)
                    return found
                await asyncio.sleep(0.2)

    async def take_ticket(self) -> str:
        """The number on the ticket."""
        await go_by(self.page, "form[action='/corner/ticket'] button", "**/corner/visit")
        return await self.page.inner_text("#stage .slip .number")

    async def begin(self) -> None:
        """Answers the call."""
        await self.page.click("[data-action$='/answer'] button")
        await expect(self.stage("live")).to_be_visible(timeout=LONG_MS)

    def stage(self, kind: str) -> Locator:
        """The stage, while it is of this kind."""
        return self.page.locator(f"#stage[data-kind='{kind}']")

    async def take_still(self) -> None:
        """Shows the paper, takes the picture, sends it."""
        await self.page.click("still-camera [data-take]")
        await self.send_still()

    async def send_still(self) -> None:
        """Sends what was taken; all the same, where nobody could read it (one colour, say)."""
        await self.page.click("still-camera [data-send]:not([data-despite])")
        await expect(self.page.locator("still-camera:not([data-state='unclear'])")).to_have_count(0, timeout=LONG_MS)
        all_the_same = self.page.locator("still-camera [data-despite]")
        if await all_the_same.is_visible():
            await all_the_same.click()
        await expect(self.page.locator("still-camera")).to_have_count(0, timeout=LONG_MS)

    async def rate(self) -> None:
        """Very content, without a word on why."""
        await self.page.click("#rate-5 button")
        await self.page.click("#why-5 button")
        await expect(self.page.locator("#rating [role=status].stack")).to_be_visible(timeout=LONG_MS)

    async def sign(self) -> None:
        """Draws a signature and sends it."""
        canvas = self.page.locator("signature-pad canvas")
        await canvas.scroll_into_view_if_needed()
        box = await canvas.bounding_box()
        assert box is not None
        mouse = self.page.mouse
        await mouse.move(box["x"] + 40, box["y"] + 60)
        await mouse.down()
        for step in range(24):
            await mouse.move(box["x"] + 40 + step * 12, box["y"] + 60 + (step % 7) * 9)
        await mouse.up()
        await self.page.click("signature-pad [data-send]")

    async def confirm(self, inbox: Page) -> None:
        """The code for what was signed."""
        await self.page.wait_for_selector("#confirm-code")
        await self.page.fill("#confirm-code", await self.code(inbox))
        await self.page.click("#confirm button")
        await expect(self.page.locator("#stage[data-signing='done']")).to_be_visible(timeout=LONG_MS)

    async def leave(self) -> None:
        """Leaves by the button below, and says yes when asked."""
        await self.page.click("[data-opens=leave] >> nth=0")
        await go_by(self.page, "dialog#leave form button", "**/corner/goodbye")

    async def leg(self, state: str = "up") -> None:
        """Waits until the media leg is in this state."""
        await expect(self.page.locator("media-leg")).to_have_attribute("data-state", state, timeout=LONG_MS)


class Console:
    """A clerk at the console."""

    def __init__(self, page: Page, desk: DeskServer) -> None:
        self.page, self.desk = page, desk

    async def open(self) -> None:
        """The console, its leg up."""
        if not self.page.url.endswith("/console"):
            await self.page.goto(f"{self.desk.url}/console")
        await expect(self.page.locator("media-leg")).to_have_attribute("data-state", "up", timeout=LONG_MS)

    async def call_next(self) -> str:
        """Claims the next turn; the number on its ticket."""
        await self.page.click("[data-action='/api/tickets/call-next'] button:enabled")
        return (await self.page.inner_text("#session .ticket-number")).strip()

    def session(self, state: str) -> Locator:
        """The meeting's panel, while the meeting is in this state."""
        return self.page.locator(f"#session[data-state='{state}']")

    async def ask_still(self, material: str) -> None:
        """Asks for a picture of a paper, all the same where this machine makes the line too weak for one."""
        asked = self.page.locator(f"#paper-{material} .tag:is([data-state=asked], [data-state=kept])")
        all_the_same = self.page.locator("#weak-line[open] [data-yes]")
        for _ in range(5):
            await self.page.click(f"#ask-{material} button")
            if await all_the_same.is_visible():
                await all_the_same.click()
            with contextlib.suppress(AssertionError):
                await expect(asked).to_be_visible(timeout=10_000)
                return
        raise AssertionError("the still was not asked for")

    async def read_back(self, corner: Page) -> None:
        """Every key fact by the arrow key, and at the corner each is said to be right."""
        await self.page.click("#case .finish [data-action$='/reading'] button:enabled")
        open_facts = self.page.locator(".reading-list li:not([data-standing='right'])")
        await expect(open_facts.first).to_be_visible(timeout=LONG_MS)
        while count := await open_facts.count():
            await corner.click(".answers > api-button button")
            await expect(open_facts).to_have_count(count - 1, timeout=LONG_MS)
            if count > 1:
                await self.page.keyboard.press("ArrowRight")
                await expect(self.page.locator(".reading-now[data-standing='right']")).to_have_count(0, timeout=LONG_MS)
                await expect(corner.locator(".read-fact[data-standing='right']")).to_have_count(0, timeout=LONG_MS)

    async def ask_signature(self, corner: Page) -> None:
        """The form is filled: it is read back, and the signature is asked for."""
        await self.read_back(corner)
        await self.page.click("[data-action$='/ask-signature'] button:enabled")

    async def submit(self) -> str:
        """Submits, and says yes when asked; the receipt's number."""
        await self.page.click("[data-action$='/submit'] button")
        await self.page.click("#submit-case [data-yes]")
        return (await self.page.inner_text("#case .official strong.figure")).strip()

    async def end(self) -> None:
        """Ends the meeting, and says yes when asked."""
        await self.page.click("[data-action$='/end'] button")
        await self.page.click("#end-session [data-yes]")
        await expect(self.session("none")).to_be_visible(timeout=LONG_MS)


async def sign_in(page: Page, desk: DeskServer, login: str) -> None:
    """Password and authenticator's code, on the page; leads to the person's own screen."""
    await page.goto(f"{desk.url}/staff/sign-in")
    await page.fill("[name=login]", login)
    await page.fill("[name=password]", desk.secrets.accounts[login].password)
    await page.fill("[name=code]", desk.totp(login))
    await page.keyboard.press("Enter")
    await page.wait_for_url(lambda url: "/staff/" not in url)
