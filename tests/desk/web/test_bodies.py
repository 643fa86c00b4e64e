"""Bodies that are too deep, too long, too slow or no bodies at all are refused with a code, and cost nothing."""

import asyncio

import pytest

from desk.web import bodies, cookies
from tests.desk.web.conftest import Client, post_form, sign_in, sit_down
from tests.desk.world import World

DEEP = 30_000


@pytest.fixture
async def clerk(client: Client, sqlite_world: World) -> Client:
    """A browser of a clerk who signed in: whose bodies are read at all."""
    await sign_in(client, sqlite_world, "clerk1")
    return client


async def put(client: Client, body: bytes) -> tuple[int, str]:
    """Status and code of a JSON interface that takes a body."""
    headers = {"Accept": "application/json", "Content-Type": "application/json"}
    async with client.put("/api/cases/1/fields/name", data=body, headers=headers) as answer:
        return answer.status, (await answer.json(content_type=None))["code"]


@pytest.mark.parametrize("bracket", [b"[]", b'{"a":}'], ids=["lists", "objects"])
async def test_json_30000_deep_is_refused(clerk: Client, bracket: bytes) -> None:
    opening, closing = bracket[:-1], bracket[-1:]
    assert await put(clerk, opening * DEEP + b"1" + closing * DEEP) == (422, "too-deep")


async def test_brackets_in_a_text_do_not_count(clerk: Client) -> None:
    # It is read, and refused only for want of such a case.
    status, code = await put(clerk, b'{"text": "' + b"[" * 100 + b'", "rev": 0}')
    assert (status, code) == (404, "missing")


@pytest.mark.parametrize("body", [b"{", b"[]", b"\xff", b"nonsense"], ids=["cut", "a list", "no Unicode", "no JSON"])
async def test_what_is_no_json_object_is_refused(clerk: Client, body: bytes) -> None:
    assert await put(clerk, body) == (422, "bad-input")


async def test_a_lone_surrogate_is_refused(clerk: Client) -> None:
    assert await put(clerk, b'{"text": "\\ud800", "rev": 0}') == (422, "bad-input")


async def test_a_body_that_is_too_long_is_refused(clerk: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bodies, "JSON_BYTES", 1_000)
    assert await put(clerk, b" " * 1_001) == (413, "too-large")


@pytest.mark.parametrize(
    ("method", "path", "kind"),
    [
        ("PUT", "/api/cases/1/fields/name", "application/json"),
        ("POST", "/staff/sign-in", "application/x-www-form-urlencoded"),
    ],
    ids=["json", "form"],
)
async def test_a_half_sent_body_is_given_up(
    clerk: Client, monkeypatch: pytest.MonkeyPatch, method: str, path: str, kind: str
) -> None:
    monkeypatch.setattr(bodies, "SECONDS", 0.2)
    secret = clerk.session.cookie_jar.filter_cookies(clerk.make_url("/"))[cookies.STAFF].value
    reader, writer = await asyncio.open_connection(clerk.host, clerk.port)
    head = (
        f"{method} {path} HTTP/1.1\r\nHost: {clerk.host}\r\nCookie: {cookies.STAFF}={secret}\r\n"
        f"Content-Type: {kind}\r\nContent-Length: 100\r\n\r\n"
    )
    writer.write(head.encode() + b'{"text')
    first = await asyncio.wait_for(reader.readline(), 30)
    writer.close()
    assert first.split()[1] == b"408"


@pytest.mark.parametrize("path", ["/language", "/staff/language", "/corner/language"])
async def test_a_language_that_is_none_of_ours_is_refused(client: Client, sqlite_world: World, path: str) -> None:
    await sit_down(client, sqlite_world)
    assert (await post_form(client, path, language="xx"))[0] == 422


async def test_a_version_that_is_a_digit_and_no_number_is_refused(client: Client, sqlite_world: World) -> None:
    await sqlite_world.visit_to("choosing", corner="MO-01")
    await sit_down(client, sqlite_world)
    assert (await post_form(client, "/corner/consent", version="²"))[0] == 409
