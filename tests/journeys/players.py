"""People who play a visit over plain HTTP, as their browsers would: an applicant at a corner, and a member of staff.

    async with Applicant(desk, corner="MO-01") as applicant, Clerk(desk, "clerk1") as clerk:
        await applicant.to_ticket()
        await clerk.call_next()

Each page is answered as its form asks; a page that does not lead on fails at once, with what it said.
"""

import asyncio
import html
import itertools
import re
from contextlib import suppress
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Self
from urllib.parse import urljoin

import aiohttp
from yarl import URL

from tests.fixtures.desk_server import DeskServer

HEADERS = {"Accept": "text/html,application/xhtml+xml"}
JSON = {"Accept": "application/json"}
ARRIVAL_SECONDS = 60.0
PHONES = itertools.count(1)
"""Each visit gets a number of its own: codes to one number are throttled."""
ITEM = "JM-SI-001"
LETTER = re.compile(r'<article class="sheet letter">.*?</article>', re.DOTALL)
MASKED = re.compile(r'<strong class="figure">([^<]*)</strong>')
CODE = re.compile(r'<output class="secret">(\d{6})</output>')


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """A synthetic person of the demonstration's providers."""

    provider: str
    account: str
    kind: str
    number: str


PEOPLE = {
    "lei": Person(provider="macao", account="lei", kind="macao-bir", number="5234567(1)"),
    "santos": Person(provider="macao", account="santos", kind="macao-bir", number="1234567(8)"),
    "wong": Person(provider="macao", account="wong", kind="macao-bir", number="7345678(2)"),
    "chan": Person(provider="iamsmart", account="chan", kind="hkid", number="A123456(3)"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Phone:
    """A mobile number as it is typed, and its last digits, which may be shown."""

    region: str
    number: str

    @property
    def ending(self) -> str:
        return self.number[-3:]


def new_phone() -> Phone:
    """A mobile number of Macao that no other visit has."""
    return Phone(region="MO", number=f"66{next(PHONES):06d}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """What a browser would stand on: where, how it was answered, and the text."""

    url: URL
    status: int
    text: str

    @property
    def problem(self) -> str:
        """The sentence that says what is wrong, if any."""
        found = re.search(r'<div class="note problem"[^>]*>.*?<p>(.*?)</p>', self.text, re.DOTALL)
        return html.unescape(found.group(1)).strip() if found else ""


class Browser:
    """One cookie jar, for all hosts of the demonstration. `addresses`: all it asked for, and was sent to."""

    def __init__(self, desk: DeskServer) -> None:
        self.desk = desk
        self.addresses: list[str] = []
        self._http: aiohttp.ClientSession | None = None

    async def __aenter__(self) -> Self:
        trace = aiohttp.TraceConfig()
        trace.on_request_start.append(self._note_asked)
        trace.on_request_redirect.append(self._note_sent_on)
        jar = aiohttp.CookieJar(unsafe=True)
        self._http = aiohttp.ClientSession(cookie_jar=jar, headers=HEADERS, trace_configs=[trace])
        return self

    async def _note_asked(self, _http: object, _context: object, asked: aiohttp.TraceRequestStartParams) -> None:
        self.addresses.append(str(asked.url))

    async def _note_sent_on(self, _http: object, _context: object, sent: aiohttp.TraceRequestRedirectParams) -> None:
        self.addresses.append(sent.response.headers.get("Location", ""))

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.http.close()

    @property
    def http(self) -> aiohttp.ClientSession:
        """The client underneath, for what no page offers."""
        assert self._http is not None
        return self._http

    def cookie(self, name: str) -> str:
        """The value of one of our cookies; empty when there is none."""
        found = self.http.cookie_jar.filter_cookies(URL(self.desk.url)).get(name)
        return found.value if found else ""

    async def get(self, path: str) -> Page:
        """Opens a page, following where it leads."""
        async with self.http.get(urljoin(self.desk.url, path)) as answer:
            return Page(url=answer.url, status=answer.status, text=await answer.text())

    async def post(self, path: str, **fields: str) -> Page:
        """Sends a form, following where it leads."""
        async with self.http.post(urljoin(self.desk.url, path), data=fields) as answer:
            return Page(url=answer.url, status=answer.status, text=await answer.text())

    async def call(self, method: str, path: str, body: object = None, *, data: bytes | None = None) -> tuple[int, Any]:
        """Calls the JSON interface: status and answer."""
        url = urljoin(self.desk.url, path)
        sent: dict[str, Any] = {"data": data} if data is not None else {"json": {} if body is None else body}
        async with self.http.request(method, url, headers=JSON, **sent) as answer:
            return answer.status, await answer.json(content_type=None)

    async def code_for(self, phone: Phone) -> str:
        """The newest one-time code that the demonstration's inbox shows for this number, once it has arrived."""
        async with asyncio.timeout(ARRIVAL_SECONDS):
            while not (code := newest_code((await self.get("/demo/inbox")).text, phone)):  # noqa: ASYNC110  # of another process
                await asyncio.sleep(0.2)
        return code


def newest_code(inbox: str, phone: Phone) -> str:
    """The newest code for the number, in the inbox page's text; empty where there is none yet."""
    for letter in LETTER.findall(inbox):
        masked, code = MASKED.search(letter), CODE.search(letter)
        if masked and code and masked.group(1).endswith(phone.ending):
            return code.group(1)
    return ""


class Applicant(Browser):
    """A browser that serves a corner, and who sits at it."""

    def __init__(
        self, desk: DeskServer, corner: str = "MO-01", *, person: str = "lei", language: str = "zh-Hant-MO"
    ) -> None:
        super().__init__(desk)
        self.corner, self.person, self.language = corner, PEOPLE[person], language
        self.phone = new_phone()

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Where a test fails its applicant leaves: the next test must not meet them in the line."""
        if kind is not None:
            with suppress(aiohttp.ClientError, TimeoutError):
                await self.leave()
        await super().__aexit__(kind, error, trace)

    async def sit_down(self) -> Page:
        """Registers this browser as the corner, taking it over; an earlier visit there is ended."""
        key = self.desk.secrets.corners[self.corner]
        page = await self.post("/corner/enrol", corner=self.corner, key=key, **{"take-over": "on"})
        await self.leave()
        return page

    async def leave(self) -> Page:
        """Leaves, whatever was going on."""
        return await self.post("/corner/leave")

    async def choose(self, item: str = ITEM) -> Page:
        """Language and item."""
        _at(await self.post("/corner/language", language=self.language), "/corner/items")
        return _at(await self.post(f"/corner/items/{item}"), "/corner/consent")

    async def consent(self) -> Page:
        """Agrees to every statement of the notice."""
        notice = await self.get("/corner/consent")
        version = re.search(r'name="version" value="(\d+)"', notice.text)
        assert version, notice.text
        statements = dict.fromkeys(re.findall(r'name="(statement-[^"]+)"', notice.text), "on")
        return _at(await self.post("/corner/consent", version=version.group(1), **statements), "/corner/identity")

    async def sign_in(self) -> Page:
        """At the identity provider, which sends the browser back."""
        choice = await self.post("/corner/identity", provider=self.person.provider)
        return _at(await self.answer_provider(choice, self.person.account), "/corner/document")

    async def answer_provider(self, choice: Page, account: str) -> Page:
        """Presses the person's button on the provider's page, or its cancel button."""
        action = re.search(r'<form[^>]*action="([^"]*)"', choice.text)
        where = urljoin(str(choice.url), html.unescape(action.group(1))) if action else str(choice.url)
        button = re.search(rf'<button[^>]*name="([^"]+)"[^>]*value="{account}"', choice.text)
        assert button, choice.text
        async with self.http.post(where, data={button.group(1): account}) as answer:
            return Page(url=answer.url, status=answer.status, text=await answer.text())

    async def show_document(self) -> Page:
        """The number of the document at hand."""
        page = await self.post("/corner/document", kind=self.person.kind, number=self.person.number)
        return _at(page, "/corner/phone")

    async def give_phone(self) -> Page:
        """The mobile number, to which a code goes."""
        page = await self.post("/corner/phone", region=self.phone.region, number=self.phone.number)
        return _at(page, "/corner/code")

    async def confirm_phone(self) -> Page:
        """The code."""
        return _at(await self.post("/corner/code", code=await self.code_for(self.phone)), "/corner/ticket")

    async def take_ticket(self) -> Page:
        """A turn."""
        return _at(await self.post("/corner/ticket"), "/corner/visit")

    async def to_phone(self, item: str = ITEM) -> Page:
        """From the first page to the question for the mobile number."""
        await self.sit_down()
        await self.choose(item)
        await self.consent()
        await self.sign_in()
        return await self.show_document()

    async def to_ticket(self, item: str = ITEM) -> Page:
        """From the first page to the ticket."""
        await self.to_phone(item)
        await self.give_phone()
        await self.confirm_phone()
        return await self.take_ticket()


class Member(Browser):
    """Somebody of the staff."""

    def __init__(self, desk: DeskServer, login: str) -> None:
        super().__init__(desk)
        self.login = login

    async def sign_in(self) -> Page:
        """Password and authenticator."""
        account = self.desk.secrets.accounts[self.login]
        page = await self.post(
            "/staff/sign-in", login=self.login, password=account.password, code=self.desk.totp(self.login)
        )
        assert self.cookie("staff"), page.problem
        return page


async def read_back(applicant: Browser, clerk: Browser, case: str) -> None:
    """The clerk reads every key fact that is open, and the applicant says of each, as their page shows it, "right"."""
    while True:
        status, answer = await clerk.call("POST", f"/api/cases/{case}/reading")
        assert status == 200, answer
        page = html.unescape((await applicant.get("/corner/visit")).text)
        asked = re.search(r'\{"fact": "([^"]+)", "shown": "([0-9a-f]{64})", "verdict": "right"\}', page)
        if asked is None:
            return
        said = {"fact": asked.group(1), "shown": asked.group(2), "verdict": "right"}
        status, answer = await applicant.call("POST", f"/api/cases/{case}/reading/answer", said)
        assert status == 200, answer


async def ask_signature(applicant: Browser, clerk: Browser, case: str) -> None:
    """Everything is read back, and the signature is asked for."""
    await read_back(applicant, clerk, case)
    status, answer = await clerk.call("POST", f"/api/cases/{case}/ask-signature")
    assert status == 200, answer


async def sign(applicant: Browser, case: str, strokes: object) -> None:
    """The applicant signs what their page shows."""
    page = (await applicant.get("/corner/visit")).text
    shown = re.search(r'data-shown="([0-9a-f]{64})"', page)
    assert shown, page
    status, answer = await applicant.call(
        "POST", f"/api/cases/{case}/signature", {"strokes": strokes, "shown": shown.group(1)}
    )
    assert status == 200, answer


async def confirm(applicant: Browser, case: str, code: str) -> None:
    """The applicant types the code under what their page shows."""
    page = html.unescape((await applicant.get("/corner/visit")).text)
    shown = re.search(r'\{"shown": "([0-9a-f]{64})"\}', page)
    assert shown, page
    status, answer = await applicant.call("POST", f"/api/cases/{case}/confirm", {"code": code, "shown": shown.group(1)})
    assert status == 200, answer


def _at(page: Page, path: str) -> Page:
    assert page.url.path == path, f"{page.url.path} ({page.status}): {page.problem}"
    return page
