"""After a whole visit the real server's log holds no query string, number, name or code, and an id on each line."""

import io
import re
from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest
import pytest_asyncio
from PIL import Image

from tests.fixtures.desk_server import DeskServer
from tests.journeys import players
from tests.journeys.players import Applicant, Browser, Member

pytestmark = [pytest.mark.slow, pytest.mark.timeout(240), pytest.mark.asyncio(loop_scope="session")]

STROKES = [[{"x": 5 * n, "y": 20 + 7 * (n % 3), "time": 16 * n, "pressure": 0.5} for n in range(9)]]
TEXT = "余范鍾住在裡面"
SEARCH = "social-security-search-words"


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """What the server logged, and what it must not have."""

    text: str
    lines: list[dict[str, object]]
    secrets: dict[str, str]


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def heard(desk: DeskServer) -> AsyncIterator[Heard]:
    """A visit without pictures, with a few refusals on the way."""
    known: dict[str, str] = {}
    async with Applicant(desk, "HK-02", person="chan", language="zh-Hant-HK") as applicant:
        async with Member(desk, "clerk3") as clerk:
            receipt = await _play(applicant, clerk, known)
        async with Browser(desk) as home:
            await home.post("/track", receipt=receipt)
            known["tracking code"] = await home.code_for(applicant.phone)
            await home.post("/track/code", code=known["tracking code"])
        await applicant.leave()
    text = re.sub(r'"timestamp": "[^"]*"', "", desk.log_text())
    yield Heard(text=text, lines=desk.log_lines(), secrets=known)


async def _play(applicant: Applicant, clerk: Member, known: dict[str, str]) -> str:
    person, phone = applicant.person, applicant.phone
    known |= {"document": person.number, "bare document": re.sub(r"\W", "", person.number)[:-1]}
    known |= {"phone": phone.number, "name": "陳大文", "latin name": "CHAN Tai Man", "text": TEXT, "search": SEARCH}
    await applicant.sit_down()
    await applicant.post("/corner/language", language=applicant.language)
    await applicant.get(f"/corner/items?q={SEARCH}")
    await applicant.choose("JM-CR-001")
    await applicant.consent()
    await applicant.sign_in()
    await applicant.post("/corner/document", kind=person.kind, number=person.number.replace("3)", "7)"))
    await applicant.show_document()
    await applicant.give_phone()
    known["phone code"] = await applicant.code_for(phone)
    await applicant.post("/corner/code", code=f"{(int(known['phone code']) + 1) % 1_000_000:06d}")
    await applicant.confirm_phone()
    await applicant.take_ticket()
    await clerk.sign_in()
    account = clerk.desk.secrets.accounts[clerk.login]
    known |= {"password": account.password, "authenticator": account.totp_secret}
    known |= {"corner key": clerk.desk.secrets.corners[applicant.corner]}
    known |= {"corner cookie": applicant.cookie("corner"), "staff cookie": clerk.cookie("staff")}
    return await _handle(applicant, clerk, known)


async def _handle(applicant: Applicant, clerk: Member, known: dict[str, str]) -> str:
    _, called = await clerk.call("POST", "/api/tickets/call-next")
    case = f"/api/cases/{called['case']}"
    await applicant.call("POST", f"/api/sessions/{called['session']}/answer")
    for name, text in (("applicant-name", "陳大文"), ("declared-name", TEXT), ("form-of-company", "none such")):
        await clerk.call("PUT", f"{case}/fields/{name}", {"text": text, "rev": 0})
    page = await clerk.get("/console")
    choice = page.text.partition('id="field-form-of-company"')[2].split('<option value="')[2].partition('"')[0]
    await clerk.call("PUT", f"{case}/fields/form-of-company", {"text": choice, "rev": 0})
    for name in ("first-choice", "trade"):
        await applicant.call("PUT", f"/api/visits/cases/{called['case']}/fields/{name}", {"text": TEXT, "rev": 0})
    await clerk.call("POST", f"{case}/stills", {"material": "identity-document"})
    await applicant.call("POST", f"{case}/materials/identity-document", data=b"no picture")
    await applicant.call("POST", f"{case}/materials/identity-document", data=_picture())
    await players.ask_signature(applicant, clerk, called["case"])
    await players.sign(applicant, called["case"], STROKES)
    known["signing code"] = await applicant.code_for(applicant.phone)
    await players.confirm(applicant, called["case"], known["signing code"])
    status, submitted = await clerk.call("POST", f"{case}/submit")
    assert status == 201, submitted
    await clerk.call("POST", f"/api/sessions/{called['session']}/end")
    return str(submitted["receipt"])


def _picture() -> bytes:
    made = io.BytesIO()
    Image.radial_gradient("L").resize((64, 48)).save(made, "JPEG")
    return made.getvalue()


SECRETS = (
    "document",
    "bare document",
    "phone",
    "name",
    "latin name",
    "text",
    "search",
    "phone code",
    "signing code",
    "tracking code",
    "password",
    "authenticator",
    "corner key",
    "corner cookie",
    "staff cookie",
)


@pytest.mark.parametrize("what", SECRETS)
async def test_the_log_does_not_hold(heard: Heard, what: str) -> None:
    secret = heard.secrets[what]
    assert secret
    assert not re.search(rf"(?<![0-9A-Za-z]){re.escape(secret)}(?![0-9A-Za-z])", heard.text)


async def test_no_line_holds_a_query_string(heard: Heard) -> None:
    assert [line for line in heard.lines if re.search(r"[?&]\w+=", str(line.get("route", "")))] == []
    assert "?q=" not in heard.text
    assert "state=" not in heard.text


async def test_every_request_has_an_id_and_is_named_by_its_routes_pattern(heard: Heard) -> None:
    requests = [line for line in heard.lines if line["event"] == "request"]
    assert len(requests) > 30
    assert all(re.fullmatch(r"[0-9a-f]{16}", str(line["id"])) for line in requests)
    assert {"/api/cases/{id}/submit", "/corner/items/{code}"} <= {line["route"] for line in requests}


async def test_nothing_broke(heard: Heard) -> None:
    assert [line for line in heard.lines if line.get("level") in ("error", "critical")] == []
