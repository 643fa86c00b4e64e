"""Bearer tokens that open a leg: who the party is, under which consent, and until when; signed by us.

A token is two base64url parts, the claims as JSON and their HMAC-SHA256, joined by a full stop. The first key signs;
every key given is tried in reading, so that keys can be changed without cutting anyone off.
"""

import base64
import binascii
import hashlib
import hmac
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from webrtc.errors import BadToken, ExpiredToken

PURPOSE = b"webrtc leg token 1\x00"
SIZE = 2048
"""Characters that a token may have."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Claims:
    """What a token says."""

    party: str
    expires_at: datetime
    """Aware; whole seconds are kept."""
    consent: str = ""
    """The consent receipt's id."""
    needs_consent: bool = False
    """True for parties whose media may not flow without a receipt (applicants)."""


def mint(key: bytes, claims: Claims) -> str:
    """A token, safe in a header. `key`: at least 16 bytes."""
    body = json.dumps(
        {
            "party": claims.party,
            "consent": claims.consent,
            "needs": claims.needs_consent,
            "exp": int(claims.expires_at.timestamp()),
        },
        separators=(",", ":"),
    ).encode()
    return f"{_encode(body)}.{_encode(_sign(key, body))}"


def read(keys: Sequence[bytes], token: str, now: datetime | None) -> Claims:
    """The claims of a token that one of the keys signed. Raises `BadToken`, `ExpiredToken`.

    Without `now` its age does not count: for what is done to a leg that the token opened in time.
    """
    body = _verified(keys, token)
    try:
        said = json.loads(body)
        claims = Claims(
            party=str(said["party"]),
            consent=str(said["consent"]),
            needs_consent=bool(said["needs"]),
            expires_at=datetime.fromtimestamp(int(said["exp"]), UTC),
        )
    except (ValueError, KeyError, TypeError, OverflowError, OSError) as error:
        raise BadToken("the token's claims cannot be read") from error
    if now is not None and now >= claims.expires_at:
        raise ExpiredToken("the token's time is over")
    return claims


def _verified(keys: Sequence[bytes], token: str) -> bytes:
    first, dot, second = token.partition(".")
    if not dot or len(token) > SIZE:
        raise BadToken("this is no token")
    body, signature = _decode(first), _decode(second)
    if not any([hmac.compare_digest(_sign(key, body), signature) for key in keys]):
        raise BadToken("the token was not signed by us")
    return body


def _sign(key: bytes, body: bytes) -> bytes:
    if len(key) < 16:
        raise ValueError("a token key has at least 16 bytes")
    return hmac.digest(key, PURPOSE + body, hashlib.sha256)


def _encode(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def _decode(text: str) -> bytes:
    try:
        data = base64.b64decode(text.encode("ascii") + b"=" * (-len(text) % 4), b"-_", validate=True)
    except (UnicodeEncodeError, binascii.Error, ValueError) as error:
        raise BadToken("this is no token") from error
    if _encode(data) != text:
        raise BadToken("this is no token")
    return data
