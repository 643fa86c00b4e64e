"""The relying party: sends a person to their provider, and judges what comes back.

The profile: OpenID Connect authorisation code flow with pushed requests (RFC 9126), PKCE S256 (RFC 7636),
`private_key_jwt` (RFC 7523), `iss` in the response (RFC 9207), pairwise subjects, and ID tokens signed
(ES256) and encrypted to us (ECDH-ES, A256GCM). Corners are shared machines: every sign-in asks for a fresh
one.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Callable, Mapping
from datetime import datetime
from urllib.parse import urlencode

from identity.assurance import Assurance, Level
from identity.errors import (
    AssuranceTooLow,
    ClaimMissing,
    ProviderRefused,
    ProviderUnfit,
    ProviderUnreachable,
    ReplayedAnswer,
    SignInCancelled,
)
from identity.federation import tokens, vouched
from identity.federation.config import ProviderConfig
from identity.federation.directory import Directory
from identity.federation.fetch import Fetch, post_form
from identity.federation.keys import ClientKeys
from identity.federation.metadata import Metadata
from identity.federation.pending import PendingSignIn, belongs, in_time, word
from identity.federation.provider import Begun, Recognised, origin
from identity.federation.refusals import LevelMissing, LevelUnknown, MixedUp, SignedInBefore, proofed_lately
from identity.federation.tokens import Expected, IdClaims, UnverifiedToken

ASSERTION = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"


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
        """The issuer's, and those its sign-in passes through."""
        return tuple(dict.fromkeys(map(origin, (self.provider.issuer, *self.provider.pages))))

    @property
    def mainland(self) -> bool:
        """Whether it vouches for mainland identities."""
        return self.provider.mainland

    def reaches(self, level: Level) -> bool:
        """Whether some `acr` agreed is worth so much."""
        return bool(self.provider.acrs(level))

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
        assurance = self._assurance(pending, claims)
        names, documents = vouched.read(self.provider, claims.rest)
        return Recognised(
            provider=self.provider.name,
            subject=claims.subject,
            acr=claims.acr,
            assurance=assurance,
            names=names,
            documents=documents,
        )

    def _pending(self, demand: Level) -> PendingSignIn:
        if not self.provider.acrs(demand):
            raise AssuranceTooLow
        return PendingSignIn(
            provider=self.provider.name,
            state=word(self._chance(32)),
            nonce=word(self._chance(32)),
            verifier=word(self._chance(32)),
            demand=demand,
            began_at=self._clock(),
        )

    def _asked(self, pending: PendingSignIn, ui_locales: str) -> dict[str, str]:
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
            "code_challenge": challenge(pending.verifier),
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
        belongs(pending, answer, self.name)
        if answer.get("iss") != self.provider.issuer:
            raise MixedUp("iss")
        in_time(pending, self._clock())
        if "error" in answer:
            raise_error(answer["error"])
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

    def _assurance(self, pending: PendingSignIn, claims: IdClaims) -> Assurance:
        """What was done: surely enough, in this sign-in rather than an earlier one, proofed lately enough."""
        if not claims.acr:
            raise LevelMissing
        if claims.acr not in self.provider.grades:
            raise LevelUnknown
        grade = self.provider.grades[claims.acr]
        if not grade.level.meets(pending.demand):
            raise AssuranceTooLow
        if claims.auth_time < pending.began_at - tokens.LEEWAY:
            raise SignedInBefore
        seen = vouched.proofed_at(self.provider, claims.rest)
        proofed_lately(seen, self.provider.proofed_within, self._clock())
        return Assurance(proofing=grade.proofing, factors=grade.factors, verified_at=claims.auth_time, proofed_at=seen)


def challenge(verifier: str) -> str:
    """The S256 code challenge (RFC 7636)."""
    return word(hashlib.sha256(verifier.encode()).digest())


def raise_error(error: str) -> None:
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
