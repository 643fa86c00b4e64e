"""Other sites' pages are refused, and our own carry headers that let nothing else run."""

import re

import pytest
from aiohttp import WSServerHandshakeError

from desk.web.drawing import Pages
from tests.desk.web.conftest import PROVIDERS, Client, get_page, sit_down
from tests.desk.world import World

ELSEWHERE = "https://elsewhere.example"
OPEN_PAGES = ("/track", "/track/code", "/staff/sign-in", "/corner/enrol", "/demo", "/demo/inbox", "/check/none")


def policy(header: str) -> dict[str, str]:
    """A content security policy by directive."""
    parts = (part.strip().partition(" ") for part in header.split(";"))
    return {name: values for name, _, values in parts if name}


@pytest.mark.parametrize(
    "headers", [{"Origin": ELSEWHERE}, {"Origin": "null"}, {"Sec-Fetch-Site": "cross-site"}], ids=str
)
async def test_a_form_sent_by_another_sites_page_is_refused(client: Client, headers: dict[str, str]) -> None:
    sent = {"Accept": "application/json"} | headers
    async with client.post("/staff/sign-in", data={"login": "x"}, headers=sent) as answer:
        assert (answer.status, (await answer.json(content_type=None))["code"]) == (403, "foreign-origin")


async def test_a_form_sent_by_our_own_page_is_taken(client: Client) -> None:
    ours = str(client.make_url("/")).rstrip("/")
    fields = {"login": "x", "password": "y", "code": "0"}
    async with client.post("/staff/sign-in", data=fields, headers={"Origin": ours}) as answer:
        assert answer.status == 401


@pytest.mark.parametrize("screen", ["corner", "console", "zone"])
async def test_a_websocket_from_another_site_is_refused(client: Client, sqlite_world: World, screen: str) -> None:
    await sit_down(client, sqlite_world)
    with pytest.raises(WSServerHandshakeError) as refused:
        await client.ws_connect(f"/live/{screen}", headers={"Origin": ELSEWHERE})
    assert refused.value.status == 403


async def test_a_websocket_of_our_own_page_is_opened(client: Client, sqlite_world: World) -> None:
    await sqlite_world.visit_to("ticketed", corner="MO-01")
    await sit_down(client, sqlite_world)
    ours = str(client.make_url("/")).rstrip("/")
    async with client.ws_connect("/live/corner", headers={"Origin": ours}) as socket:
        assert (await socket.receive_json(timeout=30))["kind"] == "fragments"


@pytest.mark.parametrize("path", OPEN_PAGES)
async def test_a_page_lets_only_our_own_scripts_run(client: Client, path: str) -> None:
    async with client.get(path, headers={"Accept": "text/html"}) as answer:
        rules, text = policy(answer.headers["Content-Security-Policy"]), await answer.text()
    nonce = re.search(r"'nonce-([^']+)'", rules["script-src"])
    assert nonce
    assert rules["default-src"] == "'none'"
    assert "unsafe" not in answer.headers["Content-Security-Policy"]
    assert {nonce.group(1)} == set(re.findall(r"<script[^>]*\bnonce=\"([^\"]*)\"", text))
    assert text.count("<script") == len(re.findall(r"<script[^>]*\bnonce=", text))


@pytest.mark.parametrize("path", OPEN_PAGES)
async def test_a_page_has_nothing_inline(client: Client, path: str) -> None:
    _, text = await get_page(client, path)
    assert re.findall(r"<[^>]+\s(?:on\w+|style)=", text) == []


@pytest.mark.parametrize(
    ("header", "value"),
    [
        ("X-Content-Type-Options", "nosniff"),
        ("Referrer-Policy", "same-origin"),
        ("Cross-Origin-Opener-Policy", "same-origin"),
        ("Cache-Control", "no-store"),
    ],
)
async def test_a_page_carries_a_safe_header(client: Client, header: str, value: str) -> None:
    async with client.get("/track") as answer:
        assert answer.headers[header] == value


async def test_nobody_may_frame_a_page_and_forms_lead_to_us_and_the_providers_alone(client: Client) -> None:
    async with client.get("/track") as answer:
        rules = policy(answer.headers["Content-Security-Policy"])
    assert rules["frame-ancestors"] == "'none'"
    assert rules["form-action"].split() == ["'self'", *PROVIDERS]


async def test_each_page_has_a_nonce_of_its_own(client: Client) -> None:
    seen = set()
    for _ in range(3):
        async with client.get("/track") as answer:
            seen.add(policy(answer.headers["Content-Security-Policy"])["script-src"])
    assert len(seen) == 3


async def test_what_is_not_there_is_told_on_a_page(client: Client, pages: Pages) -> None:
    status, text = await get_page(client, "/nowhere", **{"Accept-Language": "pt"})
    assert status == 404
    assert pages.sentence("not-found", "pt-MO") in text


async def test_a_page_of_staff_leads_to_the_sign_in(client: Client) -> None:
    async with client.get("/console", headers={"Accept": "text/html"}, allow_redirects=False) as answer:
        assert (answer.status, answer.headers["Location"]) == (303, "/staff/sign-in")


async def test_a_browser_whose_corner_was_taken_over_is_told(client: Client, sqlite_world: World, pages: Pages) -> None:
    await sit_down(client, sqlite_world)
    first = client.session.cookie_jar.filter_cookies(client.make_url("/"))["corner"].value
    await sit_down(client, sqlite_world)
    client.session.cookie_jar.clear()
    headers = {"Accept": "text/html", "Cookie": f"corner={first}", "Accept-Language": "en"}
    async with client.get("/corner", headers=headers) as answer:
        assert pages.sentence("corner-moved", "en-HK") in await answer.text()
