"""A relying party and its provider, when things go as they should and when the network does not."""

from __future__ import annotations

import base64
import hashlib
import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from joserfc import jwt
from joserfc.jwk import ECKey

from identity import errors
from identity.assurance import Level
from identity.documents import Check
from identity.federation import keys, pending, refusals
from identity.federation.fetch import Response
from identity.federation.party import RelyingParty
from identity.federation.provider import Recognised
from tests.identity.forging import CONFIG, DESCRIPTION, ISSUER, START, VERIFIED, Provider


async def signed_in(provider: Provider, party: RelyingParty) -> Recognised:
    begun = await party.begin()
    return await party.finish(begun.pending, {"code": "c1", "state": begun.pending.state, "iss": ISSUER})


async def test_a_person_is_recognised_with_what_the_provider_vouches_for() -> None:
    provider = Provider()
    person = await signed_in(provider, provider.party())
    assert (person.provider, person.level, person.verified_at) == ("iamsmart", Level.SUBSTANTIAL, START)
    assert [(name.text, name.lang, name.script) for name in person.names] == [
        ("陳大文", "zh-Hant-HK", "Hant"),
        ("CHAN Tai Man", "en-HK", "Latn"),
    ]
    assert [(each.canonical, each.checked) for each in person.documents] == [("A123456(3)", Check.PROVIDER)]


async def test_when_the_provider_saw_the_papers_is_kept() -> None:
    said = {**VERIFIED, "verification": {**VERIFIED["verification"], "time": "2026-01-05T10:00:00+08:00"}}
    provider = Provider(change=lambda claims: {**claims, "verified_claims": said})
    person = await signed_in(provider, provider.party())
    assert person.assurance.proofed_at == datetime(2026, 1, 5, 2, tzinfo=UTC)


async def test_a_provider_that_tells_no_time_is_believed_to_know_none() -> None:
    provider = Provider()
    assert (await signed_in(provider, provider.party())).assurance.proofed_at is None


async def test_a_person_does_not_print_themselves() -> None:
    provider = Provider()
    shown = repr(await signed_in(provider, provider.party()))
    assert not any(secret in shown for secret in ("陳", "CHAN", "123456", "pairwise-1"))


async def test_the_browser_is_sent_with_nothing_but_a_reference() -> None:
    begun = await Provider().party().begin()
    assert parse_qs(urlsplit(begun.url).query) == {"client_id": ["desk"], "request_uri": ["urn:request:1"]}


async def test_the_request_is_bound_to_the_sign_in() -> None:
    provider = Provider()
    kept = (await provider.party().begin(ui_locales="pt-MO")).pending
    digest = base64.urlsafe_b64encode(hashlib.sha256(kept.verifier.encode()).digest()).rstrip(b"=").decode()
    assert provider.asked["code_challenge"] == digest
    assert (provider.asked["state"], provider.asked["nonce"]) == (kept.state, kept.nonce)
    assert provider.asked["ui_locales"] == "pt-MO"


async def test_we_prove_who_we_are_for_one_minute() -> None:
    provider = Provider()
    await provider.party().begin()
    claims = jwt.decode(provider.asked["client_assertion"], provider.client.signing).claims
    assert (claims["iss"], claims["sub"], claims["aud"]) == ("desk", "desk", ISSUER)
    assert claims["exp"] - claims["iat"] == 60


async def test_only_levels_that_meet_the_demand_are_asked_for() -> None:
    provider = Provider()
    await provider.party().begin(demand=Level.HIGH)
    asked = json.loads(provider.asked["claims"])["id_token"]["acr"]
    assert asked == {"essential": True, "values": ["best"]}


async def test_a_demand_cannot_fall_below_the_providers() -> None:
    assert (await Provider().party().begin(demand=Level.LOW)).pending.demand is Level.SUBSTANTIAL


async def test_a_higher_demand_is_not_met_by_the_usual_level() -> None:
    provider = Provider()
    party = provider.party()
    kept = (await party.begin(demand=Level.HIGH)).pending
    with pytest.raises(errors.AssuranceTooLow):
        await party.finish(kept, {"code": "c1", "state": kept.state, "iss": ISSUER})


async def test_a_demand_no_level_meets_is_refused_at_once() -> None:
    provider = Provider()
    with pytest.raises(errors.AssuranceTooLow):
        await provider.party(replace(CONFIG, grades={"good": CONFIG.grades["good"]})).begin(demand=Level.HIGH)
    assert provider.seen == []


async def test_every_sign_in_has_words_of_its_own() -> None:
    party = Provider().party()
    first, second = (await party.begin()).pending, (await party.begin()).pending
    words = {word for each in (first, second) for word in (each.state, each.nonce, each.verifier)}
    assert len(words) == 6


async def test_the_description_is_asked_for_once_an_hour() -> None:
    provider = Provider()
    party = provider.party()
    for hours in (0, 0.9, 1.1):
        provider.now = START + timedelta(hours=hours)
        await party.begin()
    assert provider.seen.count("/.well-known/openid-configuration") == 2


async def test_a_providers_new_key_is_learnt() -> None:
    provider = Provider()
    party = provider.party()
    await signed_in(provider, party)
    provider.key = ECKey.generate_key("P-256", {"use": "sig"}, auto_kid=True)
    assert (await signed_in(provider, party)).subject == "pairwise-1"


def signed_with_an_unpublished_key(_provider: Provider, claims: dict[str, Any]) -> str:
    stranger = ECKey.generate_key("P-256", auto_kid=True)
    return jwt.encode({"alg": "ES256", "kid": stranger.kid}, claims, stranger, algorithms=["ES256"])


async def test_unknown_keys_do_not_make_us_hammer_the_provider() -> None:
    provider = Provider(sign=signed_with_an_unpublished_key)
    party = provider.party()
    for _ in range(5):
        with pytest.raises(refusals.UnknownKey):
            await signed_in(provider, party)
    assert provider.seen.count("/jwks") == 2


UNFIT = {name: value for name, value in DESCRIPTION.items() if isinstance(value, list | bool)}


@pytest.mark.parametrize("lacking", UNFIT)
async def test_a_provider_that_lacks_part_of_the_profile_is_not_used(lacking: str) -> None:
    provider = Provider()
    del provider.description[lacking]
    with pytest.raises(errors.ProviderUnfit):
        await provider.party().begin()


@pytest.mark.parametrize(
    "changed",
    [
        {"issuer": "https://attacker.example"},
        {"token_endpoint": "http://provider.example/token"},
        {"jwks_uri": "file:///etc/passwd"},
        {"authorization_endpoint": None},
    ],
    ids=str,
)
async def test_a_provider_that_describes_another_is_not_used(changed: dict[str, object]) -> None:
    provider = Provider(description={**DESCRIPTION, **changed})
    with pytest.raises(errors.ProviderUnfit):
        await provider.party().begin()


FAILURES: dict[str, tuple[str, Response | Exception, type[errors.FederationError]]] = {
    "description-late": ("/.well-known/openid-configuration", TimeoutError(), errors.ProviderTimedOut),
    "description-unreachable": (
        "/.well-known/openid-configuration", ConnectionRefusedError(), errors.ProviderUnreachable,
    ),
    "description-no-json": (
        "/.well-known/openid-configuration", Response(status=200, body=b"<html>"), errors.ProviderUnfit,
    ),
    "description-nested": (
        "/.well-known/openid-configuration", Response(status=200, body=b"[" * 30000), errors.ProviderUnfit,
    ),
    "keys-missing": ("/jwks", Response(status=200, body=b'{"keys": []}'), errors.ProviderUnfit),
    "request-late": ("/request", TimeoutError(), errors.ProviderTimedOut),
    "request-refused": (
        "/request", Response(status=401, body=b'{"error": "invalid_client"}'), errors.ProviderRefused,
    ),
    "token-late": ("/token", TimeoutError(), errors.ProviderTimedOut),
    "token-cut-off": ("/token", ConnectionResetError(), errors.ProviderUnreachable),
    "token-server-error": ("/token", Response(status=503, body=b""), errors.ProviderUnreachable),
    "token-busy": ("/token", Response(status=429, body=b""), errors.ProviderUnreachable),
    "token-code-replayed": (
        "/token", Response(status=400, body=b'{"error": "invalid_grant"}'), errors.ReplayedAnswer,
    ),
    "token-none": ("/token", Response(status=200, body=b"{}"), errors.ClaimMissing),
    "token-endless": ("/token", Response(status=200, body=b" " * 300_000), errors.ProviderUnfit),
}  # fmt: skip


@pytest.mark.parametrize(("path", "failure", "error"), FAILURES.values(), ids=FAILURES)
async def test_a_failing_provider_is_told_apart(
    path: str, failure: Response | Exception, error: type[errors.FederationError]
) -> None:
    provider = Provider(failures={path: failure})
    with pytest.raises(errors.FederationError) as caught:
        await signed_in(provider, provider.party())
    assert type(caught.value) is error


async def test_a_pending_sign_in_is_kept_and_read_again() -> None:
    kept = (await Provider().party().begin()).pending
    assert pending.load(pending.dump(kept)) == kept


def test_a_pending_sign_in_does_not_print_its_secrets() -> None:
    kept = pending.PendingSignIn(
        provider="p", state="st-1", nonce="no-1", verifier="ve-1", demand=Level.LOW, began_at=START
    )
    assert not any(word in repr(kept) for word in ("st-1", "no-1", "ve-1"))


def test_our_keys_are_kept_and_read_again() -> None:
    made = keys.generate()
    assert keys.load(keys.dump(made)).public_jwks() == made.public_jwks()


def test_what_is_published_of_our_keys_is_public() -> None:
    assert all("d" not in key for key in keys.generate().public_jwks()["keys"])


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"keys": []}', '{"keys": [{"kty": "EC"}, {}]}'])
def test_keys_that_are_none_are_refused(text: str) -> None:
    with pytest.raises(ValueError):
        keys.load(text)
