"""The provider's own description (OpenID Connect Discovery), held against what the profile needs.

A provider that lacks anything of the profile is not used at all: no sign-in is weaker than another.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from identity.errors import ProviderUnfit
from identity.federation.config import ProviderConfig, hold_https
from identity.federation.keys import ENCRYPTION, KEY_AGREEMENT, SIGNING

PATH = "/.well-known/openid-configuration"

NEEDED: dict[str, str] = {
    "response_types_supported": "code",
    "subject_types_supported": "pairwise",
    "code_challenge_methods_supported": "S256",
    "token_endpoint_auth_methods_supported": "private_key_jwt",
    "token_endpoint_auth_signing_alg_values_supported": SIGNING,
    "id_token_signing_alg_values_supported": SIGNING,
    "id_token_encryption_alg_values_supported": KEY_AGREEMENT,
    "id_token_encryption_enc_values_supported": ENCRYPTION,
}
"""Each list must hold its value."""

PROMISED = ("authorization_response_iss_parameter_supported", "claims_parameter_supported")


@dataclass(frozen=True, slots=True, kw_only=True)
class Metadata:
    """The four addresses the profile uses."""

    authorization: str
    pushed: str
    token: str
    jwks: str


def address(config: ProviderConfig) -> str:
    """Where the provider's description is."""
    return config.issuer.rstrip("/") + PATH


def read(config: ProviderConfig, description: dict[str, Any]) -> Metadata:
    """The addresses, if the description is this provider's and meets the profile. Raises ProviderUnfit."""
    if description.get("issuer") != config.issuer:
        raise ProviderUnfit
    if not all(_holds(description.get(name), value) for name, value in NEEDED.items()):
        raise ProviderUnfit
    if not all(description.get(name) is True for name in PROMISED):
        raise ProviderUnfit
    return Metadata(
        authorization=_endpoint(config, description.get("authorization_endpoint")),
        pushed=_endpoint(config, description.get("pushed_authorization_request_endpoint")),
        token=_endpoint(config, description.get("token_endpoint")),
        jwks=_endpoint(config, description.get("jwks_uri")),
    )


def _holds(values: object, value: str) -> bool:
    return isinstance(values, list) and value in values


def _endpoint(config: ProviderConfig, url: object) -> str:
    if not isinstance(url, str):
        raise ProviderUnfit
    try:
        hold_https(url, allow_http=config.allow_http)
    except ValueError:
        raise ProviderUnfit from None
    return url
