"""ID tokens: from what anybody may have sent to claims that hold.

Law: nothing of a token is believed before it was decrypted with our key, its signature verified with the
provider's, with exactly the algorithms of the profile, and each claim below validated. Until then it is an
UnverifiedToken. (`joserfc` validates no claims by itself, and lets a missing `exp` pass.)
"""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, NewType

from joserfc import jwe, jws
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, KeySet

from identity.errors import (
    BadSignature,
    ClaimMissing,
    ClaimWrong,
    NotEncrypted,
    NotSigned,
    WrongAudience,
    WrongNonce,
)
from identity.federation.fetch import whole
from identity.federation.keys import ENCRYPTION, KEY_AGREEMENT, SIGNING
from identity.federation.pending import same
from identity.federation.refusals import (
    ExpiryMissing,
    FromTheFuture,
    IssueTimeMissing,
    KeyBroughtAlong,
    NestedTwice,
    NotForUs,
    ReplayedToken,
    SharedAudience,
    TokenExpired,
    TokenOfAnother,
    WrongAlgorithm,
    WrongEncryption,
    WrongParty,
)

UnverifiedToken = NewType("UnverifiedToken", str)
"""An ID token as received: a nested JWE, or anything else."""

LEEWAY = timedelta(seconds=30)
"""How far the provider's clock may be from ours."""

LARGEST_TOKEN = 64 * 1024
KEYS_OF_ITS_OWN = frozenset({"jwk", "jku", "x5c", "x5u"})
"""Header names by which a token would bring along, or point to, the key to verify it with."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """What a token must agree with."""

    issuer: str
    client_id: str
    nonce: str = field(repr=False)
    began_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class IdClaims:
    """Claims that hold; `rest` are the others of the same verified token."""

    subject: str
    acr: str
    auth_time: datetime
    rest: dict[str, Any] = field(repr=False)


def decrypted(token: UnverifiedToken, key: ECKey) -> str:
    """The signed token inside. Raises NotEncrypted, WrongEncryption, NotForUs."""
    if len(token) > LARGEST_TOKEN or token.count(".") != 4:
        raise NotEncrypted("id_token")
    header = _front(token)
    if (header.get("alg"), header.get("enc")) != (KEY_AGREEMENT, ENCRYPTION) or "zip" in header:
        raise WrongEncryption("enc")
    # Only these two names are allowed: no other encryption, no compression.
    # The provider copies iss and aud into the outer header, which the strict check does not know.
    registry = jwe.JWERegistry(algorithms=[KEY_AGREEMENT, ENCRYPTION], strict_check_header=False)
    try:
        opened = jwe.decrypt_compact(token, key, registry=registry)
        inner = (opened.plaintext or b"").decode("ascii")
    except (JoseError, ValueError, TypeError, KeyError, AttributeError):
        raise NotForUs("id_token") from None
    return inner


def _front(token: str) -> dict[str, Any]:
    """A token's first part, which nobody has verified. Raises NotEncrypted."""
    first = token.partition(".")[0]
    try:
        header = json.loads(base64.urlsafe_b64decode(first + "=" * (-len(first) % 4)))
    except (ValueError, RecursionError):
        raise NotEncrypted("header") from None
    if not isinstance(header, dict):
        raise NotEncrypted("header")
    return header


def key_id(signed: str) -> str:
    """Which of the provider's keys the token says it is signed with. Raises NotSigned, WrongAlgorithm, NestedTwice,
    KeyBroughtAlong."""
    if signed.count(".") == 4:
        raise NestedTwice("id_token")
    try:
        header: Any = jws.extract_compact(signed.encode()).headers()
    except (JoseError, ValueError, TypeError):
        raise NotSigned("id_token") from None
    if not isinstance(header, dict):
        raise NotSigned("header")
    if header.get("alg") != SIGNING:
        raise NotSigned("alg") if str(header.get("alg")).lower() in ("none", "") else WrongAlgorithm("alg")
    if KEYS_OF_ITS_OWN & header.keys():
        raise KeyBroughtAlong("header")
    kid = header.get("kid")
    if not isinstance(kid, str):
        raise NotSigned("kid")
    return kid


def verified(signed: str, keys: KeySet, expected: Expected, now: datetime) -> IdClaims:
    """The claims, all validated. Raises the branch of ForgedAnswer that says which, or SignInExpired."""
    claims = _signed_claims(signed, keys)
    _of_the_issuer_for_us(claims, expected)
    _of_this_sign_in(claims, expected)
    _in_time(claims, expected, now)
    return IdClaims(
        subject=_text(claims, "sub"),
        acr=claims["acr"] if isinstance(claims.get("acr"), str) else "",
        auth_time=_time(claims, "auth_time"),
        rest=claims,
    )


def _signed_claims(signed: str, keys: KeySet) -> dict[str, Any]:
    kid = key_id(signed)
    try:
        key = keys.get_by_kid(kid)
        payload = jws.deserialize_compact(signed, key, algorithms=[SIGNING]).payload
        claims = json.loads(payload)
    except (JoseError, ValueError, TypeError, KeyError, RecursionError):
        raise BadSignature("id_token") from None
    if not isinstance(claims, dict):
        raise ClaimWrong("id_token")
    return claims


def _of_the_issuer_for_us(claims: dict[str, Any], expected: Expected) -> None:
    """One issuer, and one audience: us alone, though a list of one is a list."""
    if _text(claims, "iss") != expected.issuer:
        raise TokenOfAnother("iss")
    if "aud" not in claims:
        raise ClaimMissing("aud")
    if claims["aud"] not in (expected.client_id, [expected.client_id]):
        shared = isinstance(claims["aud"], list) and expected.client_id in claims["aud"]
        raise SharedAudience("aud") if shared else WrongAudience("aud")
    if claims.get("azp", expected.client_id) != expected.client_id:
        raise WrongParty("azp")


def _of_this_sign_in(claims: dict[str, Any], expected: Expected) -> None:
    if not same(_text(claims, "nonce"), expected.nonce):
        raise WrongNonce("nonce")


def _in_time(claims: dict[str, Any], expected: Expected, now: datetime) -> None:
    if "exp" not in claims:
        raise ExpiryMissing("exp")
    if _time(claims, "exp") <= now - LEEWAY:
        raise TokenExpired
    if "iat" not in claims:
        raise IssueTimeMissing("iat")
    if _time(claims, "iat") < expected.began_at - LEEWAY:
        raise ReplayedToken("iat")
    for name in ("iat", "nbf", "auth_time"):
        if name in claims and _time(claims, name) > now + LEEWAY:
            raise FromTheFuture(name)


def _text(claims: dict[str, Any], name: str) -> str:
    if name not in claims:
        raise ClaimMissing(name)
    value = claims[name]
    if not isinstance(value, str) or not 0 < len(value) <= 255 or not whole(value):
        raise ClaimWrong(name)
    return value


def _time(claims: dict[str, Any], name: str) -> datetime:
    """Seconds since 1970, a number that is no bool."""
    if name not in claims:
        raise ClaimMissing(name)
    value = claims[name]
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 < value < 2**35:
        raise ClaimWrong(name)
    return datetime.fromtimestamp(value, UTC)
