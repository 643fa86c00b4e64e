"""Signed calls between machines, in the shape of Standard Webhooks (standardwebhooks.com, specification 1.0.0).

Three headers: `webhook-id` (the same for every try of one message), `webhook-timestamp` (seconds since 1970), and
`webhook-signature`, a list of `v1,BASE64` of HMAC-SHA256 over `id.timestamp.body`. More than one signature stands
there while a secret is being replaced: one that fits is enough.
"""

import base64
import binascii
import hmac
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from desk.model.errors import ReportForged, ReportTooOld

ID, TIMESTAMP, SIGNATURE = "webhook-id", "webhook-timestamp", "webhook-signature"
PREFIX = "whsec_"
TOLERANCE = timedelta(minutes=5)
LONGEST_ID = 64
SHORTEST_SECRET, LONGEST_SECRET = 24, 64
"""Bytes, as the specification has them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Signed:
    """A call as it arrived; nothing of it is believed before `check`."""

    id: str
    timestamp: str
    signatures: str
    body: bytes = field(repr=False)


def secret(text: str) -> bytes:
    """The secret of its written form, `whsec_` and base64. Raises ValueError."""
    try:
        read = base64.b64decode(text.strip().removeprefix(PREFIX), validate=True)
    except binascii.Error:
        raise ValueError("not base64") from None
    if not SHORTEST_SECRET <= len(read) <= LONGEST_SECRET:
        raise ValueError(f"a secret has {SHORTEST_SECRET} to {LONGEST_SECRET} bytes")
    return read


def headers(key: bytes, message_id: str, body: bytes, now: datetime) -> dict[str, str]:
    """The three headers of a call that is sent now."""
    timestamp = str(int(now.timestamp()))
    return {ID: message_id, TIMESTAMP: timestamp, SIGNATURE: signature(key, message_id, timestamp, body)}


def signature(key: bytes, message_id: str, timestamp: str, body: bytes) -> str:
    """`v1,BASE64`."""
    content = f"{message_id}.{timestamp}.".encode() + body
    return "v1," + base64.b64encode(hmac.digest(key, content, "sha256")).decode()


def arrived(given: Mapping[str, str], body: bytes) -> Signed:
    """A call of its headers."""
    return Signed(
        id=given.get(ID, ""), timestamp=given.get(TIMESTAMP, ""), signatures=given.get(SIGNATURE, ""), body=body
    )


def check(key: bytes, call: Signed, now: datetime) -> None:
    """Raises ReportForged, and ReportTooOld for one signed rightly, but more than five minutes from now."""
    if not 0 < len(call.id) <= LONGEST_ID or not call.timestamp.isascii() or not call.timestamp.isdigit():
        raise ReportForged("headers")
    if len(call.timestamp) > len(str(10**11)):
        raise ReportForged("timestamp")
    right = signature(key, call.id, call.timestamp, call.body).encode()
    if not any(hmac.compare_digest(each.encode(), right) for each in call.signatures.split()[:8]):
        raise ReportForged("signature")
    if abs(now - datetime.fromtimestamp(int(call.timestamp), UTC)) > TOLERANCE:
        raise ReportTooOld("timestamp")
