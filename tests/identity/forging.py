"""A provider within the test, with real keys, that can be told to answer wrongly."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs

from joserfc import jwe, jwt
from joserfc.jwk import ECKey

from identity.assurance import Factor, Grade, Proofing
from identity.federation import keys as client_keys
from identity.federation.config import ProviderConfig
from identity.federation.fetch import Request, Response
from identity.federation.keys import ClientKeys
from identity.federation.party import RelyingParty

ISSUER = "https://provider.example"
KEYS = frozenset({Factor.KNOWLEDGE, Factor.POSSESSION})
CONFIG = ProviderConfig(
    name="iamsmart",
    issuer=ISSUER,
    client_id="desk",
    redirect_uri="https://desk.example/corner/identity/return",
    trust_framework="urn:demo:iamsmart",
    grades={
        "low": Grade(proofing=Proofing.REMOTE, factors=frozenset({Factor.KNOWLEDGE})),
        "good": Grade(proofing=Proofing.REMOTE, factors=KEYS),
        "best": Grade(proofing=Proofing.IN_PERSON, factors=KEYS),
    },
)
DESCRIPTION: dict[str, Any] = {
    "issuer": ISSUER,
    "authorization_endpoint": f"{ISSUER}/auth",
    "pushed_authorization_request_endpoint": f"{ISSUER}/request",
    "token_endpoint": f"{ISSUER}/token",
    "jwks_uri": f"{ISSUER}/jwks",
    "response_types_supported": ["code"],
    "subject_types_supported": ["pairwise"],
    "code_challenge_methods_supported": ["S256"],
    "token_endpoint_auth_methods_supported": ["private_key_jwt"],
    "token_endpoint_auth_signing_alg_values_supported": ["ES256"],
    "id_token_signing_alg_values_supported": ["ES256"],
    "id_token_encryption_alg_values_supported": ["ECDH-ES"],
    "id_token_encryption_enc_values_supported": ["A256GCM"],
    "authorization_response_iss_parameter_supported": True,
    "claims_parameter_supported": True,
}
VERIFIED: dict[str, Any] = {
    "verification": {
        "trust_framework": "urn:demo:iamsmart",
        "evidence": [
            {
                "type": "document",
                "document_details": {
                    "type": "idcard",
                    "document_number": "A123456(3)",
                    "issuer": {"country_code": "HKG"},
                },
            }
        ],
    },
    "claims": {"name#zh-Hant-HK": "陳大文", "name#en-HK": "CHAN Tai Man"},
}
START = datetime(2026, 11, 21, 9, 30, tzinfo=UTC)


def encoded(value: bytes) -> str:
    return base64.urlsafe_b64encode(value).rstrip(b"=").decode()


@dataclass(kw_only=True)
class Provider:
    """Answers as a provider does; `change`, `sign` and `seal` may be put in place of the honest ones."""

    client: ClientKeys = field(default_factory=client_keys.generate)
    key: ECKey = field(default_factory=lambda: ECKey.generate_key("P-256", {"use": "sig"}, auto_kid=True))
    now: datetime = START
    change: Callable[[dict[str, Any]], dict[str, Any]] = field(default=lambda claims: claims)
    sign: Callable[[Provider, dict[str, Any]], str] = field(default=lambda self, claims: self.signed(claims))
    seal: Callable[[Provider, str], str] = field(default=lambda self, signed: self.sealed(signed))
    description: dict[str, Any] = field(default_factory=lambda: dict(DESCRIPTION))
    failures: dict[str, Response | Exception] = field(default_factory=dict)
    asked: dict[str, str] = field(default_factory=dict)
    seen: list[str] = field(default_factory=list)

    def party(self, config: ProviderConfig = CONFIG) -> RelyingParty:
        return RelyingParty(config, self.client, self.fetch, lambda: self.now)

    async def fetch(self, request: Request) -> Response:
        path = request.url.removeprefix(ISSUER)
        self.seen.append(path)
        failure = self.failures.get(path)
        if isinstance(failure, Exception):
            raise failure
        if failure is not None:
            return failure
        answer = getattr(self, "on_" + path.rpartition("/")[2].replace("-", "_"))(request)
        return Response(status=200, body=json.dumps(answer).encode())

    def on_openid_configuration(self, _request: Request) -> dict[str, Any]:
        return self.description

    def on_jwks(self, _request: Request) -> dict[str, Any]:
        return {"keys": [self.key.as_dict(private=False)]}

    def on_request(self, request: Request) -> dict[str, Any]:
        self.asked = {name: values[0] for name, values in parse_qs(request.body.decode()).items()}
        return {"request_uri": "urn:request:1", "expires_in": 60}

    def on_token(self, _request: Request) -> dict[str, Any]:
        return {"token_type": "Bearer", "id_token": self.seal(self, self.sign(self, self.change(self.claims())))}

    def claims(self) -> dict[str, Any]:
        return {
            "iss": ISSUER,
            "sub": "pairwise-1",
            "aud": "desk",
            "nonce": self.asked["nonce"],
            "acr": "good",
            "auth_time": self.seconds(0),
            "iat": self.seconds(0),
            "exp": self.seconds(300),
            "verified_claims": VERIFIED,
        }

    def seconds(self, later: float) -> int:
        return int((self.now + timedelta(seconds=later)).timestamp())

    def signed(self, claims: dict[str, Any], key: ECKey | None = None) -> str:
        return jwt.encode({"alg": "ES256", "kid": self.key.kid}, claims, key or self.key, algorithms=["ES256"])

    def sealed(self, signed: str, key: ECKey | None = None, **header: str) -> str:
        names = ["ECDH-ES", "A256GCM", "A128GCM", "DEF"]
        registry = jwe.JWERegistry(algorithms=names, strict_check_header=False)
        front = {"alg": "ECDH-ES", "enc": "A256GCM", "iss": ISSUER, **header}
        return jwe.encrypt_compact(front, signed, key or self.client.decryption, registry=registry)
