"""Answers that must not be believed, each refused with its own error."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import nullcontext
from copy import deepcopy
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from joserfc import jwt
from joserfc.jwk import ECKey, OctKey

from identity import errors
from identity.federation import refusals
from identity.federation.fetch import Response
from identity.federation.provider import Recognised
from tests.identity.forging import CONFIG, ISSUER, VERIFIED, Provider, encoded

Claims = dict[str, Any]


async def signed_in(provider: Provider, **changed: str) -> Recognised:
    """One sign-in, with these parameters of the answer changed; an empty one is left out."""
    party = provider.party()
    begun = await party.begin()
    answer = {"code": "c1", "state": begun.pending.state, "iss": ISSUER, **changed}
    return await party.finish(begun.pending, {name: value for name, value in answer.items() if value})


def put(**values: object) -> Callable[[Claims], Claims]:
    return lambda claims: {**claims, **values}


def without(name: str) -> Callable[[Claims], Claims]:
    return lambda claims: {key: value for key, value in claims.items() if key != name}


def moved(name: str, seconds: int) -> Callable[[Claims], Claims]:
    return lambda claims: {**claims, name: claims[name] + seconds}


def vouching(change: Callable[[Claims], object]) -> Callable[[Claims], Claims]:
    def changed(claims: Claims) -> Claims:
        verified = deepcopy(VERIFIED)
        change(verified)
        return {**claims, "verified_claims": verified}

    return changed


def numbered(number: object) -> Callable[[Claims], Claims]:
    return vouching(lambda v: v["verification"]["evidence"][0]["document_details"].update(document_number=number))


async def test_the_honest_answer_is_believed() -> None:
    assert (await signed_in(Provider())).subject == "pairwise-1"


CLAIMS: dict[str, tuple[Callable[[Claims], Claims], type[errors.FederationError]]] = {
    "nonce-of-another-sign-in": (put(nonce="n" * 43), errors.WrongNonce),
    "nonce-missing": (without("nonce"), errors.ClaimMissing),
    "issuer-of-another": (put(iss="https://attacker.example"), refusals.TokenOfAnother),
    "issuer-with-a-slash": (put(iss=ISSUER + "/"), refusals.TokenOfAnother),
    "issuer-missing": (without("iss"), errors.ClaimMissing),
    "audience-of-another": (put(aud="other"), errors.WrongAudience),
    "audience-list-with-another": (put(aud=["desk", "other"]), refusals.SharedAudience),
    "audience-empty-list": (put(aud=[]), errors.WrongAudience),
    "audience-missing": (without("aud"), errors.ClaimMissing),
    "authorised-party-of-another": (put(azp="other"), refusals.WrongParty),
    "expiry-missing": (without("exp"), refusals.ExpiryMissing),
    "expiry-past": (moved("exp", -331), refusals.TokenExpired),
    "expiry-as-text": (put(exp="2099"), errors.ClaimWrong),
    "expiry-true": (put(exp=True), errors.ClaimWrong),
    "expiry-endless": (put(exp=float("inf")), errors.ClaimWrong),
    "issued-in-the-future": (moved("iat", 31), refusals.FromTheFuture),
    "issued-before-the-sign-in": (moved("iat", -31), refusals.ReplayedToken),
    "issued-missing": (without("iat"), refusals.IssueTimeMissing),
    "not-yet-valid": (lambda claims: {**claims, "nbf": claims["iat"] + 60}, refusals.FromTheFuture),
    "subject-missing": (without("sub"), errors.ClaimMissing),
    "subject-empty": (put(sub=""), errors.ClaimWrong),
    "subject-a-number": (put(sub=7), errors.ClaimWrong),
    "level-missing": (without("acr"), refusals.LevelMissing),
    "level-lower": (put(acr="low"), errors.AssuranceTooLow),
    "level-unknown": (put(acr="urn:superb"), refusals.LevelUnknown),
    "level-a-list": (put(acr=["good"]), refusals.LevelMissing),
    "signed-in-long-ago": (moved("auth_time", -31), refusals.SignedInBefore),
    "signed-in-at-no-time": (without("auth_time"), errors.ClaimMissing),
    "signed-in-tomorrow": (moved("auth_time", 86400), refusals.FromTheFuture),
    "nothing-vouched-for": (without("verified_claims"), refusals.EssentialMissing),
    "vouched-as-a-word": (put(verified_claims="yes"), errors.ClaimWrong),
    "another-trust-framework": (
        vouching(lambda v: v["verification"].update(trust_framework="urn:none")), errors.ClaimWrong,
    ),
    "vouched-at-no-moment": (vouching(lambda v: v["verification"].update(time="lately")), errors.ClaimWrong),
    "vouched-in-no-zone": (
        vouching(lambda v: v["verification"].update(time="2026-01-05T02:00:00")), errors.ClaimWrong,
    ),
    "vouched-before-all-time": (
        vouching(lambda v: v["verification"].update(time="0001-01-01T00:00:00+14:00")), errors.ClaimWrong,
    ),
    "vouched-at-a-number": (vouching(lambda v: v["verification"].update(time=1)), errors.ClaimWrong),
    "no-name": (vouching(lambda v: v["claims"].clear()), refusals.EssentialMissing),
    "name-a-number": (vouching(lambda v: v["claims"].update(name=1)), errors.ClaimWrong),
    "no-document": (vouching(lambda v: v["verification"].update(evidence=[])), refusals.EssentialMissing),
    "evidence-a-word": (vouching(lambda v: v["verification"].update(evidence="x")), errors.ClaimWrong),
    "document-number-mistyped": (numbered("A123456(4)"), errors.ClaimWrong),
    "document-number-a-number": (numbered(1234563), errors.ClaimWrong),
    "document-of-an-unknown-country": (
        vouching(
            lambda v: v["verification"]["evidence"][0]["document_details"]["issuer"].update(country_code="ATA")
        ),
        errors.ClaimWrong,
    ),
}  # fmt: skip


@pytest.mark.parametrize(("change", "error"), CLAIMS.values(), ids=CLAIMS)
async def test_a_token_is_refused(change: Callable[[Claims], Claims], error: type[errors.FederationError]) -> None:
    with pytest.raises(errors.FederationError) as caught:
        await signed_in(Provider(change=change))
    assert type(caught.value) is error


def unsigned(provider: Provider, claims: Claims) -> str:
    header = {"alg": "none", "kid": provider.key.kid}
    return f"{encoded(json.dumps(header).encode())}.{encoded(json.dumps(claims).encode())}."


def signed_with_the_public_key(provider: Provider, claims: Claims) -> str:
    secret = OctKey.import_key(json.dumps(provider.key.as_dict(private=False)))
    return jwt.encode({"alg": "HS256", "kid": provider.key.kid}, claims, secret, algorithms=["HS256"])


def signed_by_a_stranger(provider: Provider, claims: Claims) -> str:
    return provider.signed(claims, ECKey.generate_key("P-256"))


def signed_with_a_key_brought_along(provider: Provider, claims: Claims) -> str:
    stranger = ECKey.generate_key("P-256", auto_kid=True)
    header = {"alg": "ES256", "kid": stranger.kid, "jwk": stranger.as_dict(private=False)}
    return jwt.encode(header, claims, stranger, algorithms=["ES256"])


def signed_with_a_key_to_be_fetched(provider: Provider, claims: Claims) -> str:
    header = {"alg": "ES256", "kid": provider.key.kid, "jku": "https://attacker.example/keys"}
    return jwt.encode(header, claims, provider.key, algorithms=["ES256"])


def signed_with_a_key_nobody_published(_provider: Provider, claims: Claims) -> str:
    stranger = ECKey.generate_key("P-256", auto_kid=True)
    return jwt.encode({"alg": "ES256", "kid": stranger.kid}, claims, stranger, algorithms=["ES256"])


def es256(key: ECKey, message: bytes) -> bytes:
    r, s = decode_dss_signature(key.private_key.sign(message, ECDSA(SHA256())))  # type: ignore[union-attr]  # a private key: made here
    return r.to_bytes(32) + s.to_bytes(32)


def with_an_unknown_critical_header(provider: Provider, claims: Claims) -> str:
    front = {"alg": "ES256", "kid": provider.key.kid, "crit": ["exp"], "exp": 1}
    signing = f"{encoded(json.dumps(front).encode())}.{encoded(json.dumps(claims).encode())}"
    return f"{signing}.{encoded(es256(provider.key, signing.encode()))}"


def payload_changed(provider: Provider, claims: Claims) -> str:
    head, _, signature = provider.signed(claims).split(".")
    return f"{head}.{encoded(json.dumps({**claims, 'acr': 'best'}).encode())}.{signature}"


SIGNATURES: dict[str, tuple[Callable[[Provider, Claims], str], type[errors.ForgedAnswer]]] = {
    "alg-none": (unsigned, errors.NotSigned),
    "hmac-with-the-public-key": (signed_with_the_public_key, refusals.WrongAlgorithm),
    "no-token-at-all": (lambda _provider, _claims: "hello", errors.NotSigned),
    "stranger-with-our-key-id": (signed_by_a_stranger, errors.BadSignature),
    "key-brought-along": (signed_with_a_key_brought_along, refusals.KeyBroughtAlong),
    "key-to-be-fetched": (signed_with_a_key_to_be_fetched, refusals.KeyBroughtAlong),
    "key-nobody-published": (signed_with_a_key_nobody_published, refusals.UnknownKey),
    "unknown-critical-header": (with_an_unknown_critical_header, errors.BadSignature),
    "payload-changed": (payload_changed, errors.BadSignature),
}


@pytest.mark.parametrize(("sign", "error"), SIGNATURES.values(), ids=SIGNATURES)
async def test_a_signature_is_refused(
    sign: Callable[[Provider, Claims], str], error: type[errors.ForgedAnswer]
) -> None:
    with pytest.raises(errors.ForgedAnswer) as caught:
        await signed_in(Provider(sign=sign))
    assert type(caught.value) is error


def nested_twice(provider: Provider, signed: str) -> str:
    return provider.sealed(provider.sealed(signed))


SEALS: dict[str, tuple[Callable[[Provider, str], str], type[errors.ForgedAnswer]]] = {
    "signed-only": (lambda _provider, signed: signed, errors.NotEncrypted),
    "not-a-token": (lambda _provider, _signed: "a.b.c.d.e", errors.NotEncrypted),
    "header-a-list": (lambda _provider, _signed: f"{encoded(b'[]')}.b.c.d.e", errors.NotEncrypted),
    "header-nested-deep": (lambda _provider, _signed: f"{encoded(b'[' * 20000)}.b.c.d.e", errors.NotEncrypted),
    "endless": (lambda _provider, _signed: "a" * 70_000 + "....", errors.NotEncrypted),
    "weaker-encryption": (lambda provider, signed: provider.sealed(signed, enc="A128GCM"), refusals.WrongEncryption),
    "compressed": (lambda provider, signed: provider.sealed(signed, zip="DEF"), refusals.WrongEncryption),
    "to-another-key": (
        lambda provider, signed: provider.sealed(signed, ECKey.generate_key("P-256")), refusals.NotForUs,
    ),
    "altered": (lambda provider, signed: provider.sealed(signed)[:-4] + "AAAA", refusals.NotForUs),
    "nested-twice": (nested_twice, refusals.NestedTwice),
}  # fmt: skip


@pytest.mark.parametrize(("seal", "error"), SEALS.values(), ids=SEALS)
async def test_a_token_not_encrypted_as_agreed_is_refused(
    seal: Callable[[Provider, str], str], error: type[errors.ForgedAnswer]
) -> None:
    with pytest.raises(errors.ForgedAnswer) as caught:
        await signed_in(Provider(seal=seal))
    assert type(caught.value) is error


ANSWERS: dict[str, tuple[dict[str, str], type[errors.FederationError]]] = {
    "state-of-another": ({"state": "x" * 43}, errors.WrongState),
    "state-missing": ({"state": ""}, errors.WrongState),
    "state-of-other-letters": ({"state": "狀態"}, errors.WrongState),
    "issuer-mixed-up": ({"iss": "https://attacker.example"}, refusals.MixedUp),
    "issuer-missing": ({"iss": ""}, refusals.MixedUp),
    "code-missing": ({"code": ""}, errors.ClaimMissing),
    "cancelled": ({"error": "access_denied"}, errors.SignInCancelled),
    "cancelled-by-a-stranger": ({"error": "access_denied", "state": "x"}, errors.WrongState),
    "account-too-low": ({"error": "unmet_authentication_requirements"}, errors.AssuranceTooLow),
    "provider-busy": ({"error": "temporarily_unavailable"}, errors.ProviderUnreachable),
    "refused": ({"error": "invalid_scope"}, errors.ProviderRefused),
}


@pytest.mark.parametrize(("changed", "error"), ANSWERS.values(), ids=ANSWERS)
async def test_an_answer_is_refused(changed: dict[str, str], error: type[errors.FederationError]) -> None:
    provider = Provider()
    with pytest.raises(errors.FederationError) as caught:
        await signed_in(provider, **changed)
    assert type(caught.value) is error
    assert "/token" not in provider.seen


async def test_an_answer_after_ten_minutes_is_too_late() -> None:
    provider = Provider()
    party = provider.party()
    pending = (await party.begin()).pending
    provider.now += timedelta(minutes=10)
    with pytest.raises(errors.SignInExpired):
        await party.finish(pending, {"code": "c1", "state": pending.state, "iss": ISSUER})


async def test_a_sign_in_begun_at_another_provider_is_refused() -> None:
    party = Provider().party()
    pending = replace((await party.begin()).pending, provider="macao")
    with pytest.raises(refusals.BegunElsewhere):
        await party.finish(pending, {"code": "c1", "state": pending.state, "iss": ISSUER})


async def test_a_code_that_was_used_is_refused() -> None:
    used = Response(status=400, body=b'{"error": "invalid_grant"}')
    with pytest.raises(errors.ReplayedAnswer):
        await signed_in(Provider(failures={"/token": used}))


async def test_what_is_vouched_for_elsewhere_than_in_the_token_is_not_asked_for() -> None:
    provider = Provider(change=without("verified_claims"))
    provider.description["userinfo_endpoint"] = f"{ISSUER}/userinfo"
    with pytest.raises(refusals.EssentialMissing):
        await signed_in(provider)
    assert "/userinfo" not in provider.seen


LATELY = replace(CONFIG, proofed_within=timedelta(days=365))
PROOFED: dict[str, tuple[str | None, bool]] = {
    "lately": ("2026-01-05T02:00:00Z", True),
    "long-ago": ("2024-01-05T02:00:00Z", False),
    "at-no-time": (None, False),
}


@pytest.mark.parametrize(("moment", "enough"), PROOFED.values(), ids=PROOFED)
async def test_papers_seen_too_long_ago_are_not_enough(moment: str | None, enough: bool) -> None:
    provider = Provider(change=vouching(lambda v: v["verification"].update(time=moment)))
    party = provider.party(LATELY)
    pending = (await party.begin()).pending
    with nullcontext() if enough else pytest.raises(refusals.ProofedLongAgo):
        await party.finish(pending, {"code": "c1", "state": pending.state, "iss": ISSUER})


async def test_how_lately_papers_were_seen_is_asked_for() -> None:
    provider = Provider()
    await provider.party(LATELY).begin()
    asked = json.loads(provider.asked["claims"])["id_token"]["verified_claims"]["verification"]["time"]
    assert asked == {"max_age": 365 * 86400}


NAMED = {
    "state": errors.WrongState,
    "nonce": errors.WrongNonce,
    "issuer of the response": refusals.MixedUp,
    "issuer of the token": refusals.TokenOfAnother,
    "two providers swapped": refusals.BegunElsewhere,
    "audience": errors.WrongAudience,
    "audience list": refusals.SharedAudience,
    "authorised party": refusals.WrongParty,
    "missing exp": refusals.ExpiryMissing,
    "old exp": refusals.TokenExpired,
    "missing iat": refusals.IssueTimeMissing,
    "old iat": refusals.ReplayedToken,
    "alg none": errors.NotSigned,
    "alg HS256": refusals.WrongAlgorithm,
    "key brought along": refusals.KeyBroughtAlong,
    "unknown key": refusals.UnknownKey,
    "signature": errors.BadSignature,
    "unencrypted token": errors.NotEncrypted,
    "wrong encryption": refusals.WrongEncryption,
    "another's encryption": refusals.NotForUs,
    "nested twice": refusals.NestedTwice,
    "replayed code": errors.ReplayedAnswer,
    "missing acr": refusals.LevelMissing,
    "unknown acr": refusals.LevelUnknown,
    "lower acr": errors.AssuranceTooLow,
    "stale auth_time": refusals.SignedInBefore,
    "stale verification": refusals.ProofedLongAgo,
    "missing essential claim": refusals.EssentialMissing,
}
"""The attacks by name: each has a class of its own, and one of the rows or tests above raises it."""


def test_every_named_attack_has_an_error_of_its_own() -> None:
    assert len(set(NAMED.values())) == len(NAMED)


def test_no_kind_of_refusal_shows_on_a_page() -> None:
    kinds = [each for each in vars(refusals).values() if getattr(each, "__module__", "") == refusals.__name__]
    assert not [each for each in kinds if {"code", "words"} & vars(each).keys()]


async def test_an_error_holds_no_value_of_the_token() -> None:
    with pytest.raises(errors.ClaimWrong) as caught:
        await signed_in(Provider(change=numbered("A123456(4)")))
    assert "123456" not in f"{caught.value!r} {caught.value} {vars(caught.value)}"
