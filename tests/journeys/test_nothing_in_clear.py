"""After a whole visit, nothing that is known of its people stands in clear in what the desk leaves behind."""

import io
import json
import re
from collections.abc import AsyncIterator, Awaitable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote, urljoin

import pytest
import pytest_asyncio
from PIL import Image
from sqlalchemy import select

from desk.store.tables import bindings
from identity.vault import Place
from tests.fixtures.desk_server import DeskServer
from tests.journeys import players
from tests.journeys.kept import open_store
from tests.journeys.leaks import forms, leaks
from tests.journeys.players import Applicant, Browser, Member, Phone

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300), pytest.mark.asyncio(loop_scope="session")]

WRITTEN = {
    "name": "陳大文",
    "latin name": "CHAN Tai Man",
    "employer": "余范鍾獨一無二有限公司",
    "remark": "李葉之母住在裡面",
}
PHONE = Phone(region="HK", number="51234987")
STROKES = [[{"x": 5 * n, "y": 20 + 7 * (n % 3), "time": 16 * n, "pressure": 0.5} for n in range(9)]]
MEDIA = {".webm", ".mkv", ".mp4", ".jpg", ".png", ".pdf", ".svg"}
OWN_ADDRESS = re.compile(rb'<input type="hidden" name="next" [^>]*>')
"""A page says its own address once, in its language menu, to come back to it: whoever asked for it typed it."""
ON_PURPOSE = {"demo.json"}
"""The demonstration's passwords and authenticator secrets, kept for whoever may read the file."""


@dataclass(slots=True)
class Left:
    """What is known of the people, every place where the desk may have left it, and the pages that show them."""

    known: dict[str, str] = field(default_factory=dict)
    places: dict[str, bytes] = field(default_factory=dict)
    pages: dict[str, bytes] = field(default_factory=dict)


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def left(desk: DeskServer) -> AsyncIterator[Left]:
    """A visit from the first page to the tracking page, searched for by the office, with refusals on the way."""
    seen = Left(known=dict(WRITTEN))
    async with Applicant(desk, "HK-01", person="chan", language="zh-Hant-HK") as applicant, Browser(desk) as home:
        applicant.phone = PHONE
        async with Member(desk, "clerk2") as clerk, Member(desk, "supervisor2") as supervisor:
            await _come(applicant, seen)
            await _meet(applicant, clerk, seen)
            await _look(supervisor, seen)
            await _track(home, seen)
            everyone = (applicant, clerk, supervisor, home)
            seen.places["addresses"] = "\n".join(each for who in everyone for each in who.addresses).encode()
            await _provoke(home, supervisor, seen)
            _note_staff(desk, (clerk, supervisor), seen)
        await applicant.leave()
    seen.known["provider subject"] = await _subject(desk)
    seen.places["log"] = desk.log_text().encode()
    seen.places |= _files(desk.data_dir)
    yield seen


async def _come(applicant: Applicant, seen: Left) -> None:
    person, phone = applicant.person, applicant.phone
    seen.known |= {"document": person.number, "document as typed": "ａ１２３４５６【３】", "document body": "A123456"}
    seen.known |= {"phone": phone.number, "phone in E.164": f"+852{phone.number}", "phone as typed": "5123 4987"}
    await applicant.sit_down()
    await applicant.choose()
    await applicant.consent()
    await applicant.sign_in()
    await applicant.post("/corner/document", kind=person.kind, number="A123456(7)")
    await applicant.post("/corner/document", kind=person.kind, number=seen.known["document as typed"])
    await applicant.post("/corner/phone", region="HK", number="5123 498")
    await applicant.post("/corner/phone", region="HK", number=seen.known["phone as typed"])
    seen.known["phone code"] = await applicant.code_for(phone)
    await applicant.confirm_phone()
    await applicant.take_ticket()


async def _meet(applicant: Applicant, clerk: Member, seen: Left) -> None:
    await clerk.sign_in()
    status, called = await clerk.call("POST", "/api/tickets/call-next")
    assert status == 201, called
    case, session = called["case"], called["session"]
    await _ok(applicant.call("POST", f"/api/sessions/{session}/answer"))
    answers = {"applicant-name": WRITTEN["name"], "insurance": "all", "period-from": "2020-01-01"}
    for name, text in (answers | {"period-to": "2026-10-31"}).items():
        await _ok(clerk.call("PUT", f"/api/cases/{case}/fields/{name}", {"text": text, "rev": 0}))
    told = {"purpose": "pension", "delivery": "download", "employer": WRITTEN["employer"], "remark": WRITTEN["remark"]}
    for name, text in told.items():
        await _ok(applicant.call("PUT", f"/api/visits/cases/{case}/fields/{name}", {"text": text, "rev": 0}))
    await _unmask(clerk, seen)
    await _hand_in(applicant, clerk, case, seen)
    await _ok(clerk.call("POST", f"/api/sessions/{session}/end"))


async def _hand_in(applicant: Applicant, clerk: Member, case: str, seen: Left) -> None:
    await _ok(clerk.call("POST", f"/api/cases/{case}/stills", {"material": "identity-document", "despite": True}))
    still = f"/api/cases/{case}/materials/identity-document"
    assert (await applicant.call("POST", still, data=_picture()))[0] == 201
    await players.ask_signature(applicant, clerk, case)
    await players.sign(applicant, case, STROKES)
    seen.known["signing code"] = await applicant.code_for(applicant.phone)
    await players.confirm(applicant, case, seen.known["signing code"])
    status, submitted = await clerk.call("POST", f"/api/cases/{case}/submit")
    assert status == 201, submitted
    seen.known["receipt"] = str(submitted["receipt"])


async def _unmask(clerk: Member, seen: Left) -> None:
    """The clerk has the whole number shown in their own session."""
    page = await clerk.get("/console")
    seen.pages["console"] = page.text.encode()
    found = re.search(r'data-what="document" data-id="([^"]+)"', page.text)
    assert found, page.status
    asked = {"what": "document", "id": found.group(1), "reason": "compare-with-paper"}
    status, answer = await clerk.call("POST", "/api/people/unmask", asked)
    assert (status, "text" in answer) == (200, True)


async def _look(supervisor: Member, seen: Left) -> None:
    await supervisor.sign_in()
    sessions = await supervisor.get("/office/sessions")
    first = sessions.text.partition('href="/office/sessions/')[2].partition('"')[0]
    session = await supervisor.get(f"/office/sessions/{first}")
    board = await supervisor.get("/zone")
    assert (session.status, board.status) == (200, 200)
    seen.pages |= {"office": session.text.encode(), "zone board": board.text.encode()}
    for by, typed, of in (("name", "陈大", ""), ("document", "A123456", "hkid"), ("phone", PHONE.number, "HK")):
        page = await supervisor.post("/office/people", by=by, typed=typed, kind=of or "hkid", region="HK")
        assert "A123***(*)" in page.text, (by, page.status, page.problem)
        shown = page.text.partition('id="found-title"')[2]
        seen.places[f"what was found by {by}"] = shown.encode()


async def _track(home: Browser, seen: Left) -> None:
    await home.post("/track", receipt=seen.known.pop("receipt"))
    seen.known["tracking code"] = await home.code_for(PHONE)
    page = await home.post("/track/code", code=seen.known["tracking code"])
    assert page.url.path == "/track/case", page.problem
    seen.pages["tracking"] = page.text.encode()


async def _provoke(home: Browser, supervisor: Member, seen: Left) -> None:
    """Refusals of all kinds, each with something known in what is sent: no answer may say it again."""
    known, url = seen.known["document"], home.desk.url
    pages = []
    for path in (
        f"/corner/items/{quote(known)}",
        f"/check/{quote(known)}",
        f"/nowhere/{quote(known)}?q={quote(known)}",
    ):
        pages.append(await _raw(home, "GET", urljoin(url, path)))
    pages.append(await _raw(home, "GET", urljoin(url, f"/receipts/{quote(known)}.pdf")))
    pages.append(await _raw(home, "POST", urljoin(url, "/track"), data={"receipt": known}))
    pages.append(await _raw(home, "POST", urljoin(url, "/staff/sign-in"), data={"login": "x", "password": known}))
    pages.append(await _raw(home, "POST", urljoin(url, "/corner/document"), data={"number": known * 9000}))
    pages.append(await _raw(supervisor, "POST", urljoin(url, "/api/people/unmask"), json={"what": known}))
    pages.append(await _raw(supervisor, "POST", urljoin(url, "/api/people/unmask"), data=f'{{"id": "{known}'.encode()))
    pages.append(await _raw(supervisor, "POST", urljoin(url, "/office/people"), data={"by": known, "typed": known}))
    pages.append(await _raw(home, "POST", urljoin(url, "/media/legs"), data=known.encode()))
    seen.places["error pages"] = OWN_ADDRESS.sub(b"", b"\n".join(pages))
    seen.places["metrics"] = await _raw(home, "GET", urljoin(url, "/metrics"))


async def _raw(who: Browser, method: str, url: str, **sent: Any) -> bytes:
    async with who.http.request(method, url, **sent) as answer:
        head = "\n".join(f"{name}: {value}" for name, value in answer.headers.items())
        return head.encode() + b"\n" + await answer.read()


def _note_staff(desk: DeskServer, members: tuple[Member, ...], seen: Left) -> None:
    for member in members:
        account = desk.secrets.accounts[member.login]
        seen.known |= {f"password of {member.login}": account.password}
        seen.known |= {f"authenticator of {member.login}": account.totp_secret}


async def _subject(desk: DeskServer) -> str:
    """The provider's name for the person, opened with the desk's own keys."""
    store = open_store(desk)
    try:
        async with store.read() as connection:
            row = (await connection.execute(select(bindings).where(bindings.c.provider == "iamsmart"))).first()
            assert row is not None
            return store.vault.open_text(row.subject, Place(table="bindings", column="subject", row=row.id))
    finally:
        await store.close()


def _files(folder: Path) -> dict[str, bytes]:
    """Everything under the data folder but pictures and sound, which nobody can read for words."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.suffix not in MEDIA and path.name not in ON_PURPOSE
    }


async def _ok(answering: Awaitable[tuple[int, Any]]) -> None:
    status, answer = await answering
    assert status == 200, answer


def _picture() -> bytes:
    made = io.BytesIO()
    Image.radial_gradient("L").resize((640, 480)).save(made, "JPEG")
    return made.getvalue()


async def test_nothing_known_of_anybody_stands_in_clear(left: Left) -> None:
    assert leaks(left.places, left.known) == []


@pytest.mark.parametrize("page", ["console", "office", "tracking", "zone board"])
async def test_every_page_masks_the_numbers(left: Left, page: str) -> None:
    numbers = {what: number for what, number in left.known.items() if re.match("(document|phone)(?! code)", what)}
    assert len(numbers) == 6
    assert leaks({page: left.pages[page]}, numbers) == []


@pytest.mark.parametrize("place", ["desk.sqlite3", "desk.sqlite3-wal", "log", "addresses", "error pages", "metrics"])
async def test_there_was_something_to_look_through(left: Left, place: str) -> None:
    assert len(left.places[place]) > 500


async def test_all_that_is_known_was_looked_for(left: Left) -> None:
    assert len(left.known) >= 18
    assert all(len(value) >= 2 for value in left.known.values())


async def test_one_thing_left_in_clear_is_found_among_all_the_rest(left: Left) -> None:
    planted = left.places["desk.sqlite3"] + json.dumps({"subject": left.known["document"]}).encode()
    assert leaks({"desk.sqlite3": planted}, left.known) != []


@pytest.mark.parametrize("value", ["A123456(3)", "123456", "陳大文", "CHAN Tai Man", "+85251234987"])
def test_whatever_way_it_is_written_it_is_found(value: str) -> None:
    noise = bytes(range(32, 127))
    for how, needle, _ in forms(value):
        assert leaks({"planted": noise + b" " + needle + b" " + noise}, {"it": value}), how


def test_in_another_case_it_is_found() -> None:
    assert leaks({"planted": b"... chan tai man ..."}, {"it": "CHAN Tai Man"})


def test_six_digits_within_a_longer_number_are_nothing() -> None:
    assert leaks({"planted": b"hash 91234567f at 08:15:00.123456"}, {"it": "123456"}) == []
