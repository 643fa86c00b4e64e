"""TURN credentials, against coturn's own rule."""

import base64
import hashlib
import hmac
from datetime import UTC, datetime, timedelta

from webrtc import turn


def test_credentials_are_the_ones_that_coturn_computes() -> None:
    now = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
    given = turn.credentials("secret", "visit:1", now=now, lifetime=timedelta(hours=1))
    assert given.username == f"{int(now.timestamp()) + 3600}:visit:1"
    expected = hmac.new(b"secret", given.username.encode(), hashlib.sha1).digest()
    assert base64.b64decode(given.credential) == expected
