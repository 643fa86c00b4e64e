"""The relying party: sends a person to their provider, and judges what comes back.

The profile: OpenID Connect authorisation code flow with pushed requests (RFC 9126), PKCE S256 (RFC 7636),
`private_key_jwt` (RFC 7523), `iss` in the response (RFC 9207), pairwise subjects, and ID tokens signed
(ES256) and encrypted to us (ECDH-ES, A256GCM). Corners are shared machines: every sign-in asks for a fresh
one.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import urlencode, urlsplit

from identity.assurance import Assurance, Grade, Level, Proofing
from identity.documents import Document
from identity.errors import (
    AssuranceTooLow,
    ClaimMissing,
    ProviderRefused,
    ProviderUnfit,
    ProviderUnreachable,
    ReplayedAnswer,
    SignInCancelled,
    SignInExpired,
    WrongIssuer,
    WrongState,
)
from identity.federation import tokens, vouched
from identity.federation.config import ProviderConfig
from identity.federation.directory import Directory
from identity.federation.fetch import Fetch, post_form
from identity.federation.keys import ClientKeys
from identity.federation.metadata import Metadata
from identity.federation.pending import PendingSignIn
from identity.federation.tokens import Expected, IdClaims, UnverifiedToken
from identity.federation.vouched import Name

NOTHING = Grade(proofing=Proofing.NONE, factors=frozenset())
ASSERTION = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"


@dataclass(frozen=True, slots=True, kw_only=True)
class Begun:
    """Where to send the browser, and what to keep until it is back."""

    url: str
    pending: PendingSignIn


@dataclass(frozen=True, slots=True, kw_only=True)
class Recognised:
    """A person as this provider recognised them at `verified_at`, for this sign-in; every claim was validated."""

    provider: str
    subject: str = field(repr=False)
    """Pairwise: stable for us at this provider, meaningless elsewhere."""
    acr: str
    assurance: Assurance
    names: tuple[Name, ...]
    documents: tuple[Document, ...]

    @property
    def level(self) -> Level:
        """What this sign-in is worth."""
        return self.assurance.level

    @property
    def verified_at(self) -> datetime:
        """When the person signed in at the provider."""
        return self.assurance.verified_at


class RelyingParty:
    """One provider, as seen from us. Holds only what the provider publishes; all else is in PendingSignIn."""

    def __init__(
        self,
        provider: ProviderConfig,
        keys: ClientKeys,
        fetch: Fetch,
        clock: Callable[[], datetime],
        chance: Callable[[int], bytes] = secrets.token_bytes,
    ) -> None:
        self.provider = provider
        self._keys = keys
        self._fetch = fetch
        self._clock = clock
        self._chance = chance
        self._directory = Directory(provider, fetch, clock)

    @property
    def name(self) -> str:
        """Ours for the provider."""
        return self.provider.name

    @property
    def origins(self) -> tuple[str, ...]:
        """The issuer's: its sign-in page is there."""
        return (origin(self.provider.issuer),)

    @property
    def mainland(self) -> bool:
        """Whether it vouches for mainland identities."""
        return self.provider.mainland

    async def begin(self, *, demand: Level = Level.NONE, ui_locales: str = "") -> Begun:
        """Pushes the request and gives the address to go to. `ui_locales`: language tags parted by spaces.

        Raises AssuranceTooLow if no level of this provider meets the demand, ProviderUnreachable,
        ProviderTimedOut, ProviderUnfit, ProviderRefused.
        """
        pending = self._pending(max(demand, self.provider.demand, key=lambda level: level.rank))
        known = await self._directory.metadata()
        answer = await post_form(self._fetch, known.pushed, self._asked(pending, ui_locales))
        if not isinstance(answer.get("request_uri"), str):
            raise ProviderUnfit
        query = {"client_id": self.provider.client_id, "request_uri": answer["request_uri"]}
        joint = "&" if "?" in known.authorization else "?"
        return Begun(url=known.authorization + joint + urlencode(query), pending=pending)

    async def finish(self, pending: PendingSignIn, answer: Mapping[str, str]) -> Recognised:
        """Who the person is, from the parameters their browser brought back.

        Raises SignInCancelled, SignInExpired, AssuranceTooLow, a branch of ForgedAnswer, ReplayedAnswer,
        ProviderRefused, ProviderUnreachable, ProviderTimedOut, ProviderUnfit.
        """
        code = self._code(pending, answer)
        token = await self._exchange(await self._directory.metadata(), pending, code)
        claims = await self._verified(token, pending)
        grade = self._grade(pending, claims)
        names, documents = vouched.read(self.provider, claims.rest)
        return Recognised(
            provider=self.provider.name,
            subject=claims.subject,
            acr=claims.acr,
            assurance=Assurance(
                proofing=grade.proofing,
                factors=grade.factors,
                verified_at=claims.auth_time,
                proofed_at=vouched.proofed_at(self.provider, claims.rest),
            ),
            names=names,
            documents=documents,
        )

    def _pending(self, demand: Level) -> PendingSignIn:
        if not self.provider.acrs(demand):
            raise AssuranceTooLow
        return PendingSignIn(
            provider=self.provider.name,
            state=_word(self._chance(32)),
            nonce=_word(self._chance(32)),
            verifier=_word(self._chance(32)),
            demand=demand,
            began_at=self._clock(),
        )

    def _asked(self, pending: PendingSignIn, ui_locales: str) -> dict[str, str]:
        challenge = hashlib.sha256(pending.verifier.encode()).digest()
        wanted = {
            "acr": {"essential": True, "values": list(self.provider.acrs(pending.demand))},
            "auth_time": {"essential": True},
            vouched.CLAIM: vouched.request(self.provider),
        }
        asked = {
            "response_type": "code",
            "redirect_uri": self.provider.redirect_uri,
            "scope": "openid",
            "prompt": "login",
            "state": pending.state,
            "nonce": pending.nonce,
            "code_challenge": _word(challenge),
            "code_challenge_method": "S256",
            "claims": json.dumps({"id_token": wanted}),
        }
        return {**asked, **({"ui_locales": ui_locales} if ui_locales else {}), **self._ourselves()}

    def _ourselves(self) -> dict[str, str]:
        """Proof of who is asking, for one request."""
        client_id, issuer = self.provider.client_id, self.provider.issuer
        return {
            "client_id": client_id,
            "client_assertion_type": ASSERTION,
            "client_assertion": self._keys.assertion(client_id, issuer, self._clock(), self._chance),
        }

    def _code(self, pending: PendingSignIn, answer: Mapping[str, str]) -> str:
        """The code, if the answer belongs to this sign-in: `state` and `iss` are looked at before all else."""
        if not hmac.compare_digest(answer.get("state", "").encode(), pending.state.encode()):
            raise WrongState("state")
        if pending.provider != self.provider.name or answer.get("iss") != self.provider.issuer:
            raise WrongIssuer("iss")
        if self._clock() >= pending.expires_at:
            raise SignInExpired
        if "error" in answer:
            _raise_error(answer["error"])
        if not answer.get("code"):
            raise ClaimMissing("code")
        return answer["code"]

    async def _exchange(self, known: Metadata, pending: PendingSignIn, code: str) -> UnverifiedToken:
        fields = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": self.provider.redirect_uri,
            "code_verifier": pending.verifier,
            **self._ourselves(),
        }
        try:
            answer = await post_form(self._fetch, known.token, fields)
        except ProviderRefused as refusal:
            if refusal.reason == "invalid_grant":
                raise ReplayedAnswer("code") from None
            raise
        if not isinstance(answer.get("id_token"), str):
            raise ClaimMissing("id_token")
        return UnverifiedToken(answer["id_token"])

    async def _verified(self, token: UnverifiedToken, pending: PendingSignIn) -> IdClaims:
        signed = tokens.decrypted(token, self._keys.decryption)
        keys = await self._directory.keys(tokens.key_id(signed))
        expected = Expected(
            issuer=self.provider.issuer,
            client_id=self.provider.client_id,
            nonce=pending.nonce,
            began_at=pending.began_at,
        )
        return tokens.verified(signed, keys, expected, self._clock())

    def _grade(self, pending: PendingSignIn, claims: IdClaims) -> Grade:
        """What was done: recognised surely enough, and in this sign-in rather than an earlier one."""
        grade = self.provider.grades.get(claims.acr, NOTHING)
        if not grade.level.meets(pending.demand) or claims.auth_time < pending.began_at - tokens.LEEWAY:
            raise AssuranceTooLow
        return grade


def origin(url: str) -> str:
    """Scheme, host and port of an address, as a Content-Security-Policy names them."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def _raise_error(error: str) -> None:
    """What the provider's error (RFC 6749, OpenID Connect) means to the person."""
    match error:
        case "access_denied":
            raise SignInCancelled
        case "unmet_authentication_requirements":
            raise AssuranceTooLow
        case "temporarily_unavailable" | "server_error":
            raise ProviderUnreachable
        case _:
            raise ProviderRefused(error)


def _word(chance: bytes) -> str:
    return base64.urlsafe_b64encode(chance).rstrip(b"=").decode()
