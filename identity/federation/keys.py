"""Our own two keys towards providers: one signs (ES256), one decrypts (ECDH-ES on P-256)."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import ECKey

SIGNING = "ES256"
KEY_AGREEMENT = "ECDH-ES"
ENCRYPTION = "A256GCM"
ASSERTION_SECONDS = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class ClientKeys:
    """Both keys, private parts included: kept sealed, or in a file only the service can read."""

    signing: ECKey = field(repr=False)
    decryption: ECKey = field(repr=False)

    def public_jwks(self) -> dict[str, Any]:
        """What a provider is given at registration: public parts only."""
        return {"keys": [self.signing.as_dict(private=False), self.decryption.as_dict(private=False)]}

    def assertion(self, client_id: str, audience: str, now: datetime, chance: Callable[[int], bytes]) -> str:
        """A client assertion (RFC 7523) for one request, valid a minute; the audience is the issuer."""
        issued = int(now.timestamp())
        claims = {
            "iss": client_id,
            "sub": client_id,
            "aud": audience,
            "jti": chance(16).hex(),
            "iat": issued,
            "exp": issued + ASSERTION_SECONDS,
        }
        header = {"alg": SIGNING, "kid": self.signing.kid}
        return jwt.encode(header, claims, self.signing, algorithms=[SIGNING])


def generate() -> ClientKeys:
    """New keys, from the operating system's chance."""
    return ClientKeys(
        signing=ECKey.generate_key("P-256", {"use": "sig", "alg": SIGNING}, auto_kid=True),
        decryption=ECKey.generate_key("P-256", {"use": "enc", "alg": KEY_AGREEMENT}, auto_kid=True),
    )


def dump(keys: ClientKeys) -> str:
    """Both private keys as a JSON key set: secret."""
    return json.dumps({"keys": [keys.signing.as_dict(private=True), keys.decryption.as_dict(private=True)]})


def load(text: str) -> ClientKeys:
    """What `dump` made. Raises ValueError."""
    try:
        first, second = json.loads(text)["keys"]
        return ClientKeys(signing=ECKey.import_key(first), decryption=ECKey.import_key(second))
    except (KeyError, TypeError, JoseError):
        raise ValueError("not a pair of keys") from None
