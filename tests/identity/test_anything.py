"""Whatever a provider answers, an adapter says so in an error of its own tree: nothing else ever comes out."""

from __future__ import annotations

import base64
import contextlib
import json
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from hypothesis import given, settings
from hypothesis import strategies as st

from identity.assurance import Factor, Grade, Proofing
from identity.errors import FederationError
from identity.federation import envelope, metadata, profile, tokens, vouched
from identity.federation.envelope import Credentials
from identity.federation.fetch import Request, Response
from identity.federation.guangdong import Guangdong, GuangdongConfig
from identity.federation.iamsmart import IamSmart, IamSmartConfig
from identity.federation.tokens import UnverifiedToken
from tests.identity.forging import CONFIG, DESCRIPTION, START, Provider

KEY = bytes(32)
OURS = Credentials(
    client_id="desk",
    secret=b"secret",
    unwrapping=rsa.generate_private_key(public_exponent=65537, key_size=2048),
)
GRADE = Grade(proofing=Proofing.REMOTE, factors=frozenset({Factor.POSSESSION, Factor.KNOWLEDGE}))
GUANGDONG = GuangdongConfig(
    name="guangdong",
    base="https://provider.example",
    client_id="desk",
    secret="secret",
    redirect_uri="https://desk.example/",
    proofings={"L3": Proofing.REMOTE},
    factors={"2": GRADE.factors},
)
IAMSMART = IamSmartConfig(
    name="iamsmart", base="https://provider.example", redirect_uri="https://desk.example/", grades={"1": GRADE}
)

TEXT = st.text(st.characters(exclude_categories=()), max_size=12)
VALUE = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=6,
)
"""Anything JSON can say, and halves of surrogate pairs too."""


def some_of(*names: str) -> st.SearchStrategy[dict[str, Any]]:
    """An object with any of these names, each with anything."""
    return st.fixed_dictionaries({}, optional=dict.fromkeys(names, VALUE))


ACCOUNT = some_of(
    "uid", "useridcode", "usertype", "isreal", "cn", "idcardtype", "idcardnumber", "extproperties",
    "creditable_level_of_account",
)  # fmt: skip
HONEST = {
    "uid": "u", "useridcode": "c", "usertype": "1", "isreal": "true", "cn": "甘", "idcardtype": "10",
    "idcardnumber": "440704199211070030", "extproperties": ["accout_type=2"], "creditable_level_of_account": "L3",
}  # fmt: skip


async def answered_by_guangdong(token: dict[str, Any], told: dict[str, Any]) -> None:
    async def fetch(request: Request) -> Response:
        return Response(status=200, body=json.dumps(token if "access_token" in request.url else told).encode())

    party = Guangdong(GUANGDONG, fetch, lambda: START)
    pending = (await party.begin()).pending
    await party.finish(pending, {"code": "c", "state": pending.state})


@settings(deadline=None, max_examples=60)
@given(account=ACCOUNT, levels=VALUE)
async def test_any_account_of_guangdongs(account: dict[str, Any], levels: object) -> None:
    told = {"userobj": HONEST | account, "user_creditable_level": levels}
    with contextlib.suppress(FederationError):
        await answered_by_guangdong({"access_token": "t", "uid": "u"}, told)


@settings(deadline=None, max_examples=60)
@given(token=some_of("access_token", "uid", "errcode"), told=some_of("userobj", "errcode", "user_creditable_level"))
async def test_any_answer_of_guangdongs(token: dict[str, Any], told: dict[str, Any]) -> None:
    with contextlib.suppress(FederationError):
        await answered_by_guangdong(token, told)


async def answered_by_iamsmart(token: dict[str, Any], told: dict[str, Any], wrapping: dict[str, Any]) -> None:
    """Everything signed and sealed rightly: only what is said is anything at all."""

    async def fetch(request: Request) -> Response:
        content: Any = token if request.url.endswith("getToken") else told
        content = envelope.sealed(KEY, content, bytes)
        if request.url.endswith("getKey"):
            wrapped = OURS.unwrapping.public_key().encrypt(KEY, envelope.WRAPPING)
            content = {"secretKey": base64.b64encode(wrapped).decode(), "expiresIn": 1000} | wrapping
        body = json.dumps({"code": "D00000", "content": content})
        headers = envelope.signed(OURS, body, request.headers["nonce"], START)
        return Response(
            status=200, body=body.encode(), headers={name.lower(): value for name, value in headers.items()}
        )

    party = IamSmart(IAMSMART, OURS, fetch, lambda: START)
    pending = (await party.begin()).pending
    await party.finish(pending, {"code": "c", "state": pending.state})


TOKEN = {
    "accessToken": "t", "openID": "o", "userType": "1", "scope": "eidapi_auth eidapi_profiles",
    "issueAt": int(START.timestamp() * 1000),
}  # fmt: skip


@settings(deadline=None, max_examples=60)
@given(
    token=some_of("accessToken", "openID", "userType", "scope", "issueAt"),
    told=some_of("businessID", "openID", "idNo", "enName", "chName"),
    wrapping=some_of("secretKey", "expiresIn") | st.just({}),
)
async def test_any_answer_of_iam_smarts(token: dict[str, Any], told: dict[str, Any], wrapping: dict[str, Any]) -> None:
    with contextlib.suppress(FederationError):
        await answered_by_iamsmart(TOKEN | token, told, wrapping)


PARTS = st.fixed_dictionaries({}, optional={"Identification": VALUE, "CheckDigit": VALUE, "UnstructuredName": VALUE})


@given(told=st.fixed_dictionaries({}, optional=dict.fromkeys(("idNo", "enName", "chName"), PARTS | VALUE)))
def test_any_profile(told: dict[str, Any]) -> None:
    for read in (profile.hkid, lambda fields: profile.names(fields, "iamsmart")):
        with contextlib.suppress(FederationError):
            read(told)


@given(content=VALUE | st.binary(max_size=60).map(lambda raw: base64.b64encode(raw).decode()))
def test_any_content(content: object) -> None:
    with pytest.raises(FederationError):
        envelope.opened(KEY, content)


@given(claims=st.fixed_dictionaries({}, optional={"verified_claims": VALUE | st.lists(VALUE)}))
def test_any_verified_claims(claims: dict[str, Any]) -> None:
    for read in (vouched.read, vouched.proofed_at):
        with pytest.raises(FederationError):
            read(CONFIG, claims)


@given(change=st.dictionaries(st.sampled_from(sorted(DESCRIPTION)), VALUE, min_size=1))
def test_any_description(change: dict[str, Any]) -> None:
    with contextlib.suppress(FederationError):
        metadata.read(CONFIG, DESCRIPTION | change)


@given(token=TEXT | st.lists(TEXT, min_size=5, max_size=5).map(".".join))
def test_any_token(token: str) -> None:
    with pytest.raises(FederationError):
        tokens.decrypted(UnverifiedToken(token), OPENER)
    with pytest.raises(FederationError):
        tokens.key_id(token)


OPENER = Provider().client.decryption


@settings(deadline=None, max_examples=60)
@given(change=st.dictionaries(st.sampled_from(["iss", "sub", "aud", "azp", "nonce", "acr", "exp", "iat"]), VALUE))
async def test_any_claims_signed_by_the_provider(change: dict[str, Any]) -> None:
    provider = Provider(change=lambda claims: claims | change)
    party = provider.party()
    pending = (await party.begin()).pending
    with contextlib.suppress(FederationError):
        await party.finish(pending, {"code": "c1", "state": pending.state, "iss": CONFIG.issuer})
