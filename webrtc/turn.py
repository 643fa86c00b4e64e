"""Time-limited TURN credentials, as coturn's `use-auth-secret` reads them (draft-uberti-behave-turn-rest-00)."""

import base64
import hashlib
import hmac
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class TurnCredentials:
    """What a browser puts beside the TURN address in `iceServers`."""

    username: str
    credential: str
    expires_at: datetime


def credentials(secret: str, party: str, *, now: datetime, lifetime: timedelta) -> TurnCredentials:
    """Credentials for one party that the TURN server refuses after `now + lifetime`.

    secret: coturn's `static-auth-secret`; party: a name without personal data, since it stands in the server's logs.
    """
    expiry = int((now + lifetime).timestamp())
    username = f"{expiry}:{party}"
    digest = hmac.digest(secret.encode(), username.encode(), hashlib.sha1)
    return TurnCredentials(
        username=username,
        credential=base64.b64encode(digest).decode(),
        expires_at=datetime.fromtimestamp(expiry, UTC),
    )
