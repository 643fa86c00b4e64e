"""Messages as iAM Smart frames them: signed with a secret we share, sealed under a key the provider hands out.

Each message carries `clientID`, `signatureMethod`, `timestamp` (milliseconds), `nonce` and `signature`: HMAC-SHA256
over the first four and the body, as one text. The content is AES-256-GCM under the content encryption key (CEK):

    base64( length of the nonce, 4 bytes · nonce, 12 bytes · ciphertext and tag )

The CEK comes wrapped with RSA-OAEP to our certificate, the key encryption key (KEK).
"""

from __future__ import annotations

import base64
import hmac
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import quote

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from identity.federation.pending import same
from identity.federation.refusals import NotForUs, StaleAnswer, UnsignedAnswer, WrongEcho

METHOD = "HmacSHA256"
KEY_BYTES = 32
IV_BYTES = 12
CLOCKS_DIFFER = timedelta(minutes=5)
"""A message whose timestamp is farther from our clock is refused."""
WRAPPING = padding.OAEP(mgf=padding.MGF1(hashes.SHA256()), algorithm=hashes.SHA256(), label=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Credentials:
    """Who we are to the provider: its name for us, the secret we share, and the private half of our KEK."""

    client_id: str
    secret: bytes = field(repr=False)
    unwrapping: RSAPrivateKey = field(repr=False)


def signed(credentials: Credentials, body: str, nonce: str, now: datetime) -> dict[str, str]:
    """The headers that go with a body."""
    timestamp = str(int(now.timestamp() * 1000))
    return {
        "clientID": credentials.client_id,
        "signatureMethod": METHOD,
        "timestamp": timestamp,
        "nonce": nonce,
        "signature": _signature(credentials, timestamp, nonce, body),
    }


def verify(credentials: Credentials, headers: Mapping[str, str], body: str, nonce: str, now: datetime) -> None:
    """Whether this is the answer to the request with our nonce, from who shares our secret, and of now.

    `headers`: names in lower case. Raises UnsignedAnswer, WrongEcho, StaleAnswer.
    """
    timestamp, echo = headers.get("timestamp", ""), headers.get("nonce", "")
    expected = _signature(credentials, timestamp, echo, body)
    if not same(headers.get("signature", ""), expected):
        raise UnsignedAnswer("signature")
    if not same(echo, nonce):
        raise WrongEcho("nonce")
    if abs(now - moment(timestamp)) > CLOCKS_DIFFER:
        raise StaleAnswer("timestamp")


def moment(milliseconds: object) -> datetime:
    """A time as the provider writes it, in digits or as a number. Raises StaleAnswer for what is none."""
    if isinstance(milliseconds, bool) or not str(milliseconds).isascii() or not str(milliseconds).isdigit():
        raise StaleAnswer("timestamp")
    try:
        return datetime.fromtimestamp(int(str(milliseconds)) / 1000, UTC)
    except (ValueError, OverflowError, OSError):
        raise StaleAnswer("timestamp") from None


def sealed(key: bytes, content: Mapping[str, Any], chance: Callable[[int], bytes]) -> str:
    """The content of a message."""
    iv = chance(IV_BYTES)
    text = json.dumps(content).encode()
    return base64.b64encode(len(iv).to_bytes(4, "big") + iv + AESGCM(key).encrypt(iv, text, None)).decode()


def opened(key: bytes, content: object) -> dict[str, Any]:
    """What `sealed` made. Raises NotForUs."""
    try:
        raw = base64.b64decode(str(content), validate=True)
        if int.from_bytes(raw[:4], "big") != IV_BYTES:
            raise NotForUs("content")
        found = json.loads(AESGCM(key).decrypt(raw[4 : 4 + IV_BYTES], raw[4 + IV_BYTES :], None))
    except (ValueError, RecursionError, InvalidTag):
        raise NotForUs("content") from None
    if not isinstance(found, dict):
        raise NotForUs("content")
    return found


def unwrapped(credentials: Credentials, wrapped: object) -> bytes:
    """The CEK, from base64. Raises NotForUs."""
    try:
        key = credentials.unwrapping.decrypt(base64.b64decode(str(wrapped), validate=True), WRAPPING)
    except ValueError:
        raise NotForUs("secretKey") from None
    if len(key) != KEY_BYTES:
        raise NotForUs("secretKey")
    return key


def _signature(credentials: Credentials, timestamp: str, nonce: str, body: str) -> str:
    message = credentials.client_id + METHOD + timestamp + nonce + body
    digest = hmac.digest(credentials.secret, message.encode("utf-8", "surrogatepass"), "sha256")
    return quote(base64.b64encode(digest).decode(), safe="")
