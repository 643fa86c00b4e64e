"""What a provider, or somebody in its name, answers: tokens to decrypt, signed claims, what it vouches for."""

from __future__ import annotations

import base64
import json
from datetime import UTC, datetime
from typing import Any

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from joserfc import jwe, jws
from joserfc.jwk import ECKey, KeySet

from identity.assurance import Factor, Grade, Proofing
from identity.documents import Check
from identity.errors import FederationError
from identity.federation import envelope, keys, profile, tokens, vouched
from identity.federation.config import ProviderConfig
from tests.fuzz.identity_targets.target import Target, demand, text

NOW = datetime(2026, 11, 22, 8, tzinfo=UTC)
OURS = keys.generate()
THEIRS = ECKey.generate_key("P-256", {"use": "sig", "alg": keys.SIGNING}, auto_kid=True)
CONFIG = ProviderConfig(
    name="iamsmart",
    issuer="https://provider.example",
    client_id="desk",
    redirect_uri="https://desk.example/back",
    trust_framework="urn:demo",
    grades={"best": Grade(proofing=Proofing.IN_PERSON, factors=frozenset({Factor.POSSESSION}))},
)
EXPECTED = tokens.Expected(issuer=CONFIG.issuer, client_id=CONFIG.client_id, nonce="n", began_at=NOW)
SECONDS = int(NOW.timestamp())
DOCUMENT = {"type": "idcard", "document_number": "A123456(3)", "issuer": {"country_code": "HKG"}}
CLAIMS: dict[str, Any] = {
    "iss": CONFIG.issuer,
    "aud": "desk",
    "sub": "pairwise",
    "nonce": "n",
    "exp": SECONDS + 60,
    "iat": SECONDS,
    "auth_time": SECONDS,
    "acr": "best",
    "verified_claims": {
        "verification": {
            "trust_framework": "urn:demo",
            "evidence": [{"type": "document", "document_details": DOCUMENT}],
        },
        "claims": {"name#zh-Hant-HK": "陳大文", "name": "CHAN Tai Man"},
    },
}


def _signed(payload: bytes) -> str:
    header = {"alg": keys.SIGNING, "kid": THEIRS.kid}
    return jws.serialize_compact(header, payload, THEIRS, algorithms=[keys.SIGNING])


def _sealed(signed: str) -> str:
    header = {"alg": keys.KEY_AGREEMENT, "enc": keys.ENCRYPTION, "cty": "JWT", "kid": OURS.decryption.kid}
    return jwe.encrypt_compact(
        header, signed.encode(), OURS.decryption, algorithms=[keys.KEY_AGREEMENT, keys.ENCRYPTION]
    )


SOUND = json.dumps(CLAIMS).encode()
SIGNED = _signed(SOUND)
TOKEN = _sealed(SIGNED)
TAIL = TOKEN.partition(".")[2]


def _decrypt(data: bytes) -> None:
    """The bytes as a token, and as the header of one whose other four parts are sound."""
    headed = base64.urlsafe_b64encode(data).rstrip(b"=").decode() + "." + TAIL
    for token in (text(data), headed):
        try:
            inner = tokens.decrypted(tokens.UnverifiedToken(token), OURS.decryption)
        except FederationError:
            continue
        demand(inner == SIGNED, "nothing decrypts but what was encrypted for us")


def _header(data: bytes) -> None:
    headed = base64.urlsafe_b64encode(data).rstrip(b"=").decode() + "." + SIGNED.partition(".")[2]
    for signed in (text(data), headed):
        try:
            claims = tokens.verified(signed, KeySet([THEIRS]), EXPECTED, NOW)
        except FederationError:
            continue
        demand(signed == SIGNED and claims.subject == "pairwise", "nothing is believed but what was signed")


def _claims(data: bytes) -> None:
    """The bytes as what the provider itself signed: every claim is looked at, whatever it is."""
    try:
        claims = tokens.verified(_signed(data), KeySet([THEIRS]), EXPECTED, NOW)
    except FederationError:
        return
    demand(bool(claims.subject) and claims.rest["nonce"] == "n", "claims that hold are of this sign-in")


def _vouched(data: bytes) -> None:
    try:
        claims = json.loads(text(data))
    except (ValueError, RecursionError):
        return
    if not isinstance(claims, dict):
        return
    try:
        names, found = vouched.read(CONFIG, claims)
    except FederationError:
        return
    demand(bool(names) and all(0 < len(name.text) <= 200 for name in names), "names are there and short")
    demand(bool(found) and all(each.checked is Check.PROVIDER for each in found), "each document is vouched for")


def _envelope(data: bytes) -> None:
    """The bytes as a sealed content, as what was sealed, and as a time."""
    for content in (text(data), base64.b64encode(data).decode(), _enclosed(data)):
        try:
            demand(isinstance(envelope.opened(bytes(32), content), dict), "what opens is an object")
        except FederationError:
            continue
    try:
        envelope.moment(text(data))
    except FederationError:
        return


def _enclosed(data: bytes) -> str:
    iv = bytes(envelope.IV_BYTES)
    return base64.b64encode(len(iv).to_bytes(4, "big") + iv + AESGCM(bytes(32)).encrypt(iv, data, None)).decode()


def _profile(data: bytes) -> None:
    try:
        told = json.loads(text(data))
    except (ValueError, RecursionError):
        return
    if not isinstance(told, dict):
        return
    for read in (profile.hkid, lambda told: profile.names(told, "iamsmart")):
        try:
            read(told)
        except FederationError:
            continue


PROFILE = {
    "idNo": {"Identification": "A123456", "CheckDigit": "3"},
    "enName": {"UnstructuredName": "CHAN Tai Man"},
    "chName": {"ChineseName": "陳大文"},
}
VERIFIED = json.dumps({"verified_claims": CLAIMS["verified_claims"]}, ensure_ascii=False).encode()
TARGETS: dict[str, Target] = {
    "token-decrypted": Target(one=_decrypt, seeds=(TOKEN.encode(), b'{"alg":"ECDH-ES","enc":"A256GCM"}'), longest=2048),
    "token-header": Target(
        one=_header, seeds=(SIGNED.encode(), b'{"alg":"none"}', b'"{alg"', b'{"alg":"ES256"}'), longest=2048
    ),
    "claims-signed": Target(one=_claims, seeds=(SOUND,), longest=2048),
    "envelope-opened": Target(one=_envelope, seeds=(b'{"accessToken":"x"}', b"1795334400000"), longest=1024),
    "profile-told": Target(one=_profile, seeds=(json.dumps(PROFILE, ensure_ascii=False).encode(),), longest=1024),
    "claims-vouched": Target(one=_vouched, seeds=(VERIFIED, b'{"verified_claims":[]}'), longest=2048),
}
