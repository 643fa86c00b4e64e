"""The relying party against the demonstration's real OpenID providers, over HTTP."""

from __future__ import annotations

import asyncio
import json
import os
import re
import signal
import subprocess
from collections.abc import AsyncIterator, Callable, Sequence
from datetime import UTC, datetime
from typing import Any

import aiohttp
import pytest
from yarl import URL

from identity import errors
from identity.assurance import Factor, Grade, Level, Proofing
from identity.documents import Kind
from identity.federation import keys
from identity.federation.config import ProviderConfig
from identity.federation.fetch import Request, Response
from identity.federation.keys import ClientKeys
from identity.federation.party import RelyingParty
from identity.federation.provider import Recognised
from tests.fixtures.programs import ROOT
from tests.fixtures.providers import Providers

RETURN = "http://127.0.0.1:8080/corner/identity/return"
OTHER_RETURN = "http://127.0.0.2:8080/corner/identity/return"
BASIC, IN_PERSON = "urn:demo:account:basic", "urn:demo:account:in-person"
GRADES = {
    BASIC: Grade(proofing=Proofing.REMOTE, factors=frozenset({Factor.KNOWLEDGE})),
    IN_PERSON: Grade(proofing=Proofing.IN_PERSON, factors=frozenset({Factor.KNOWLEDGE, Factor.POSSESSION})),
}
FRAMEWORKS = {
    "iamsmart": "urn:demo:iamsmart",
    "macao": "urn:demo:macao-one-account",
    "guangdong": "urn:demo:guangdong-unified-identity",
}

PEOPLE = {
    "chan": ("iamsmart", {"zh-Hant-HK": "陳大文", "en-HK": "CHAN Tai Man"}, Kind.HKID, "A123456(3)"),
    "fan": ("iamsmart", {"zh-Hant-HK": "范余于", "en-HK": "FAN Yu Yu"}, Kind.HKID, "R234567(5)"),
    "chung": ("iamsmart", {"zh-Hant-HK": "鍾岳游", "en-HK": "CHUNG Ngok Yau"}, Kind.HKID, "K345678(1)"),
    "santos": ("macao", {"pt-MO": "João Conceição dos Santos"}, Kind.MACAO_BIR, "1234567(8)"),
    "lei": ("macao", {"zh-Hant-MO": "李叶", "pt-MO": "LEI Ip"}, Kind.MACAO_BIR, "5234567(1)"),
    "wong": ("macao", {"zh-Hant-MO": "黃郁雲", "pt-MO": "WONG Iok Wan"}, Kind.MACAO_BIR, "7345678(2)"),
}
MAINLANDERS = {
    "chan": [(Kind.RESIDENCE_PERMIT, "810000198503152012"), (Kind.HOME_RETURN_PERMIT, "H12345678")],
    "fan": [(Kind.HOME_RETURN_PERMIT, "H23456789")],
    "wong": [(Kind.RESIDENCE_PERMIT, "820000199007223025")],
    "santos": [(Kind.HOME_RETURN_PERMIT, "MA1234567")],
    "gan": [(Kind.MAINLAND_ID, "440704199211070030")],
}


@pytest.fixture(scope="session")
def client_keys() -> ClientKeys:
    return keys.generate()


@pytest.fixture(scope="session")
def clients(client_keys: ClientKeys) -> list[dict[str, Any]]:
    registered = {"client_name": "跨境視頻辦", "jwks": client_keys.public_jwks()}
    return [
        {"client_id": "desk", "redirect_uris": [RETURN], **registered},
        {"client_id": "elsewhere", "redirect_uris": [OTHER_RETURN], **registered},
    ]


@pytest.fixture(scope="session")
def issuers(
    identity_providers: Callable[[Sequence[dict[str, Any]]], Providers], clients: list[dict[str, Any]]
) -> dict[str, str]:
    running = identity_providers(clients)
    return {"iamsmart": running.iamsmart, "macao": running.macao, "guangdong": running.guangdong}


@pytest.fixture
async def http() -> AsyncIterator[aiohttp.ClientSession]:
    """The server's own connection to providers."""
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=10)) as session:
        yield session


@pytest.fixture
async def browser() -> AsyncIterator[aiohttp.ClientSession]:
    """A person's browser, as far as cookies and redirects go."""
    async with aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as session:
        yield session


@pytest.fixture
def party(http: aiohttp.ClientSession, issuers: dict[str, str], client_keys: ClientKeys) -> Callable[..., RelyingParty]:
    async def fetch(request: Request) -> Response:
        async with http.request(
            request.method, request.url, headers=request.headers, data=request.body, allow_redirects=False
        ) as answer:
            return Response(status=answer.status, body=await answer.read())

    def make(name: str, client_id: str = "desk", own: ClientKeys = client_keys) -> RelyingParty:
        config = ProviderConfig(
            name=name,
            issuer=issuers[name],
            client_id=client_id,
            redirect_uri=RETURN if client_id == "desk" else OTHER_RETURN,
            trust_framework=FRAMEWORKS[name],
            grades=GRADES,
            allow_http=True,
        )
        return RelyingParty(config, own, fetch, lambda: datetime.now(UTC))

    return make


async def choose(browser: aiohttp.ClientSession, url: str, person: str) -> dict[str, str]:
    """What the browser brings back once that button was pressed (an empty one is Cancel)."""
    async with browser.get(url) as page:
        here = page.url
    async with browser.post(here, data={"person": person}, allow_redirects=False) as answer:
        goal = answer.headers["Location"]
    while not goal.endswith("/return") and "/return?" not in goal:
        async with browser.get(goal, allow_redirects=False) as answer:
            goal = answer.headers["Location"]
    return dict(URL(goal).query)


async def recognised(party: RelyingParty, browser: aiohttp.ClientSession, person: str) -> Recognised:
    begun = await party.begin()
    return await party.finish(begun.pending, await choose(browser, begun.url, person))


@pytest.mark.parametrize(("person", "expected"), PEOPLE.items(), ids=PEOPLE)
async def test_a_person_is_recognised(
    party: Callable[..., RelyingParty],
    browser: aiohttp.ClientSession,
    person: str,
    expected: tuple[str, dict[str, str], Kind, str],
) -> None:
    provider, names, kind, number = expected
    found = await recognised(party(provider), browser, person)
    assert {name.lang: name.text for name in found.names} == names
    assert [(each.kind, each.canonical) for each in found.documents] == [(kind, number)]
    assert (found.acr, found.level) == (IN_PERSON, Level.HIGH)


@pytest.mark.parametrize(("person", "documents"), MAINLANDERS.items(), ids=MAINLANDERS)
async def test_the_mainlands_provider_vouches_for_mainland_documents(
    party: Callable[..., RelyingParty],
    browser: aiohttp.ClientSession,
    person: str,
    documents: list[tuple[Kind, str]],
) -> None:
    found = await recognised(party("guangdong"), browser, person)
    assert [(each.kind, each.canonical) for each in found.documents] == documents


async def test_a_person_of_two_providers_has_two_subjects(
    party: Callable[..., RelyingParty], browser: aiohttp.ClientSession
) -> None:
    here = await recognised(party("iamsmart"), browser, "chan")
    there = await recognised(party("guangdong"), browser, "chan")
    assert here.subject != there.subject


async def test_a_person_who_cancels_is_told_so(
    party: Callable[..., RelyingParty], browser: aiohttp.ClientSession
) -> None:
    begun = await party("macao").begin()
    with pytest.raises(errors.SignInCancelled):
        await party("macao").finish(begun.pending, await choose(browser, begun.url, ""))


async def test_a_basic_account_is_not_enough(
    party: Callable[..., RelyingParty], browser: aiohttp.ClientSession
) -> None:
    with pytest.raises(errors.AssuranceTooLow):
        await recognised(party("iamsmart"), browser, "yip")


async def test_an_answer_is_good_once(party: Callable[..., RelyingParty], browser: aiohttp.ClientSession) -> None:
    desk = party("iamsmart")
    begun = await desk.begin()
    answer = await choose(browser, begun.url, "chan")
    await desk.finish(begun.pending, answer)
    with pytest.raises(errors.ReplayedAnswer):
        await desk.finish(begun.pending, answer)


async def test_an_answer_of_one_sign_in_does_not_serve_another(
    party: Callable[..., RelyingParty], browser: aiohttp.ClientSession
) -> None:
    desk = party("iamsmart")
    first, second = await desk.begin(), await desk.begin()
    stolen = await choose(browser, first.url, "chan")
    with pytest.raises(errors.ReplayedAnswer):
        await desk.finish(second.pending, {**stolen, "state": second.pending.state})


async def test_the_answer_of_one_provider_does_not_serve_another(
    party: Callable[..., RelyingParty], browser: aiohttp.ClientSession
) -> None:
    at_macao = await party("macao").begin()
    at_hong_kong = await party("iamsmart").begin()
    answer = await choose(browser, at_hong_kong.url, "chan")
    with pytest.raises(errors.WrongIssuer):
        await party("macao").finish(at_macao.pending, {**answer, "state": at_macao.pending.state})


async def test_the_next_person_at_a_corner_is_asked_anew(
    party: Callable[..., RelyingParty], browser: aiohttp.ClientSession
) -> None:
    first = await recognised(party("iamsmart"), browser, "chan")
    second = await recognised(party("iamsmart"), browser, "fan")
    assert first.subject != second.subject


async def test_a_person_is_known_again_to_us_and_to_nobody_else(
    party: Callable[..., RelyingParty], browser: aiohttp.ClientSession
) -> None:
    first = await recognised(party("iamsmart"), browser, "chan")
    again = await recognised(party("iamsmart"), browser, "chan")
    elsewhere = await recognised(party("iamsmart", "elsewhere"), browser, "chan")
    assert first.subject == again.subject
    assert first.subject != elsewhere.subject


async def test_who_has_not_our_key_is_refused(party: Callable[..., RelyingParty]) -> None:
    with pytest.raises(errors.ProviderRefused) as caught:
        await party("iamsmart", own=keys.generate()).begin()
    assert caught.value.reason == "invalid_client"


async def test_a_request_in_the_address_is_refused(browser: aiohttp.ClientSession, issuers: dict[str, str]) -> None:
    query = {"client_id": "desk", "response_type": "code", "scope": "openid", "redirect_uri": RETURN}
    async with browser.get(URL(issuers["macao"]) / "auth" % query, allow_redirects=False) as answer:
        assert "/sign-in/" not in answer.headers.get("Location", "")


@pytest.mark.parametrize("tag", ["zh-Hant-HK", "zh-Hant-MO", "pt-MO", "en-HK", "zh-Hans-CN"])
async def test_the_sign_in_page_is_in_the_persons_language(
    party: Callable[..., RelyingParty], browser: aiohttp.ClientSession, tag: str
) -> None:
    begun = await party("macao").begin(ui_locales=tag)
    async with browser.get(begun.url) as page:
        assert f'<html lang="{tag}">' in await page.text()


async def test_the_sign_in_page_runs_no_script_and_says_the_people_are_synthetic(
    party: Callable[..., RelyingParty], browser: aiohttp.ClientSession
) -> None:
    begun = await party("iamsmart").begin()
    async with browser.get(begun.url) as page:
        policy, text = page.headers["Content-Security-Policy"], await page.text()
    assert "default-src 'none'" in policy
    assert "unsafe-inline" not in policy
    assert not re.search(r"<script|\son\w+=|\sstyle=", text)
    assert all(word in text for word in ("synthetic", "虛構人物", "pessoa fictícia"))


async def test_a_sign_in_page_that_is_gone_says_so(browser: aiohttp.ClientSession, issuers: dict[str, str]) -> None:
    async with browser.get(f"{issuers['macao']}/sign-in/gone?lang=pt-MO") as page:
        assert page.status == 400
        assert "já terminou" in await page.text()


async def test_the_providers_end_when_told_to_and_log_nobody(
    node_bin: str, free_ports: Callable[[], int], browser: aiohttp.ClientSession
) -> None:
    ports = {f"DEMO_{name}_PORT": str(free_ports()) for name in ("IAMSMART", "MACAO", "GUANGDONG")}
    process = await asyncio.create_subprocess_exec(
        node_bin,
        str(ROOT / "deploy/demo/identity-providers.mjs"),
        env={**os.environ, **ports, "DEMO_CLIENTS": "[]"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    assert process.stdout is not None
    lines = [await process.stdout.readline()]
    while b"ready" not in lines[-1]:
        lines.append(await process.stdout.readline())
    issuer = json.loads(lines[-1])["issuers"][0]
    async with browser.get(f"{issuer}/auth", params={"login_hint": "A123456(3)"}) as answer:
        await answer.read()
    process.send_signal(signal.SIGTERM)
    said = b"".join([*lines, await process.stdout.read()]).decode()
    assert await process.wait() == 0
    assert not re.search("A123456|陳大文|CHAN", said)
