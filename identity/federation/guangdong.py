"""Guangdong's unified identity platform (广东省统一身份认证平台): OAuth 2, a code, a token, an account with its level.

It vouches for mainland identities, for binding. Nothing of it is a signed statement: who answers is proved by TLS,
who asks by a secret in the body or by the gateway's signature. What is held: `state` compared, the code good once
and for our address alone, PKCE where the platform knows it, the account told being the account of the token, a
person and not a company, its real-name level and its way of signing in by tables agreed. What cannot: the platform
says neither when the person signed in nor to whom else the account's number is the same, so a sign-in counts from
when we fetched it, its grades have a ceiling, and its subject is kept as a keyed hash alone.
docs/identity.md says what is published of this shape and what is assumed.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from types import MappingProxyType
from typing import Any
from urllib.parse import urlencode

from identity.assurance import Assurance, Factor, Grade, Level, Proofing
from identity.documents import Document, Kind
from identity.errors import AssuranceTooLow, ClaimMissing, ClaimWrong, ProviderRefused, ReplayedAnswer
from identity.federation import profile
from identity.federation.adapter import Adapter
from identity.federation.config import hold_ceiling, hold_https
from identity.federation.fetch import Fetch, post_form
from identity.federation.party import challenge, raise_error
from identity.federation.pending import PendingSignIn, belongs, in_time, word
from identity.federation.provider import Begun, Recognised
from identity.federation.refusals import EssentialMissing, LevelMissing, LevelUnknown, SubjectSwapped, proofed_lately
from identity.federation.vouched import Name

OAUTH = "/tif/sso/connect/page/oauth2"
SERVICE = {"service": "initService", "scope": "all"}
PERSON = "1"
SPENT = frozenset({"invalid_grant", "invalid_token"})
CHINA = timezone(timedelta(hours=8))
CARDS: Mapping[str, Kind] = MappingProxyType(
    {"10": Kind.MAINLAND_ID, "14": Kind.HOME_RETURN_PERMIT, "18": Kind.RESIDENCE_PERMIT}
)
"""`idcardtype` → our kind. `10` is published, the others are assumed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GuangdongConfig:
    """`proofings`: by `creditable_level_of_account` (L0 to L3). `factors`: by `accout_type`, the way of signing in.

    `gateway`: our name at the gateway, which takes a signature in place of the secret; empty: the secret goes in the
    body. `masked`: the platform hides numbers from us, so that no document comes of it. `pages`: further addresses that
    a browser passes through. Raises ValueError.
    """

    name: str
    base: str
    client_id: str
    secret: str = field(repr=False)
    redirect_uri: str
    proofings: Mapping[str, Proofing]
    factors: Mapping[str, frozenset[Factor]]
    demand: Level = Level.SUBSTANTIAL
    proofed_within: timedelta | None = None
    cards: Mapping[str, Kind] = field(default_factory=lambda: CARDS)
    gateway: str = ""
    pkce: bool = False
    masked: bool = False
    pages: tuple[str, ...] = ()
    mainland: bool = True
    allow_http: bool = False

    def __post_init__(self) -> None:
        hold_ceiling(self.every_grade())
        hold_https(self.base, allow_http=self.allow_http)

    def every_grade(self) -> list[Grade]:
        """Every grade that the two tables give."""
        return [
            Grade(proofing=proofing, factors=factors)
            for proofing in self.proofings.values()
            for factors in self.factors.values()
        ]


class Guangdong(Adapter[GuangdongConfig]):
    """One adapter; it holds nothing between calls."""

    def __init__(
        self,
        config: GuangdongConfig,
        fetch: Fetch,
        clock: Callable[[], datetime],
        chance: Callable[[int], bytes] = secrets.token_bytes,
    ) -> None:
        super().__init__(config, fetch, clock, chance)

    async def begin(self, *, demand: Level = Level.NONE, ui_locales: str = "") -> Begun:
        """The address of the platform's sign-in page, which is in Chinese alone. Raises AssuranceTooLow."""
        wanted = max(demand, self.config.demand, key=lambda level: level.rank)
        if not self.reaches(wanted):
            raise AssuranceTooLow
        pending = PendingSignIn(
            provider=self.name,
            state=word(self._chance(32)),
            verifier=word(self._chance(32)) if self.config.pkce else "",
            demand=wanted,
            began_at=self._clock(),
        )
        query = {
            **SERVICE,
            "response_type": "code",
            "client_id": self.config.client_id,
            "redirect_uri": self.config.redirect_uri,
            "state": pending.state,
        }
        if pending.verifier:
            query |= {"code_challenge": challenge(pending.verifier), "code_challenge_method": "S256"}
        return Begun(url=f"{self.config.base}{OAUTH}/authorize?{urlencode(query)}", pending=pending)

    async def finish(self, pending: PendingSignIn, answer: Mapping[str, str]) -> Recognised:
        """Who the person is. Raises as `Provider.finish`."""
        belongs(pending, answer, self.name)
        in_time(pending, self._clock())
        if "error" in answer:
            raise_error(answer["error"])
        if not answer.get("code"):
            raise ClaimMissing("code")
        token = await self._token(pending, answer["code"])
        told = await self._ask("tokeninfo", {"access_token": profile.text(token, "access_token")})
        account = profile.parts(told, "userobj")
        if profile.text(account, "uid") != profile.text(token, "uid"):
            raise SubjectSwapped("uid")
        if account.get("usertype") != PERSON:
            raise ClaimWrong("usertype")
        return Recognised(
            provider=self.name,
            subject=profile.text(account, "useridcode"),
            acr=str(account.get("creditable_level_of_account", "")),
            assurance=self._assurance(pending, account, told),
            names=self._names(account),
            documents=self._documents(account),
        )

    async def _token(self, pending: PendingSignIn, code: str) -> dict[str, Any]:
        fields = {
            **SERVICE,
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": self.config.redirect_uri,
        }
        if pending.verifier:
            fields |= {"code_verifier": pending.verifier}
        if not self.config.gateway:
            fields |= {"client_secret": self.config.secret}
        return await self._ask("access_token", fields)

    async def _ask(self, what: str, fields: dict[str, str]) -> dict[str, Any]:
        """One form, signed for the gateway if there is one. Raises ReplayedAnswer for a code or token that is spent."""
        url, asked = f"{self.config.base}{OAUTH}/{what}", fields | {"client_id": self.config.client_id}
        try:
            told = await post_form(self._fetch, url, asked, self._signature())
        except ProviderRefused as refusal:
            if refusal.reason in SPENT:
                raise ReplayedAnswer("code" if what == "access_token" else "access_token") from None
            raise
        if told.get("errcode") not in (None, 0, "0"):
            raise ProviderRefused(str(told["errcode"]))
        return told

    def _signature(self) -> dict[str, str]:
        """The gateway's headers: they prove that we have the secret, and bind no byte of the body."""
        if not self.config.gateway:
            return {}
        moment, nonce = str(int(self._clock().timestamp())), self._chance(16).hex()
        digest = hashlib.sha256(f"{moment}{self.config.secret}{nonce}{moment}".encode())
        return {
            "x-tif-paasid": self.config.gateway,
            "x-tif-timestamp": moment,
            "x-tif-nonce": nonce,
            "x-tif-signature": digest.hexdigest().upper(),
        }

    def _assurance(self, pending: PendingSignIn, account: Mapping[str, Any], told: Mapping[str, Any]) -> Assurance:
        level, way = account.get("creditable_level_of_account"), _property(account, "accout_type")
        if not level or not way:
            raise LevelMissing
        if not isinstance(level, str) or level not in self.config.proofings or way not in self.config.factors:
            raise LevelUnknown
        grade = Grade(proofing=self.config.proofings[level], factors=self.config.factors[way])
        if account.get("isreal") != "true" or not grade.level.meets(pending.demand):
            raise AssuranceTooLow
        seen = _proofed_at(told, level)
        proofed_lately(seen, self.config.proofed_within, self._clock())
        return Assurance(proofing=grade.proofing, factors=grade.factors, verified_at=self._clock(), proofed_at=seen)

    def _names(self, account: Mapping[str, Any]) -> tuple[Name, ...]:
        text = profile.text(account, "cn")
        if "*" in text:
            return self._hidden("cn")
        return (Name(text=text, lang="zh-Hans-CN", script="Hans", source=self.name),)

    def _documents(self, account: Mapping[str, Any]) -> tuple[Document, ...]:
        kind = self.config.cards.get(profile.text(account, "idcardtype"))
        number = profile.text(account, "idcardnumber")
        if kind is None:
            raise ClaimWrong("idcardtype")
        if "*" in number:
            return self._hidden("idcardnumber")
        return (profile.document(kind, number, "idcardnumber"),)

    def _hidden(self, claim: str) -> tuple[Any, ...]:
        if not self.config.masked:
            raise EssentialMissing(claim)
        return ()


def _property(account: Mapping[str, Any], name: str) -> str:
    """One of the account's further properties, written `name=value` in a list. Raises ClaimWrong."""
    found = account.get("extproperties", [])
    if not isinstance(found, list):
        raise ClaimWrong("extproperties")
    pairs = (str(each).partition("=") for each in found)
    return next((value for key, _, value in pairs if key == name), "")


def _proofed_at(told: Mapping[str, Any], level: str) -> datetime | None:
    """When the account was last proofed at its level, China's time; None where it is not told. Raises ClaimWrong."""
    listed = told.get("user_creditable_level") or {}
    ways = listed.get("creditable_level_of_account_way_list") if isinstance(listed, dict) else None
    try:
        moments = [
            datetime.fromisoformat(way["auth_time"]).replace(tzinfo=CHINA)
            for way in ways or []
            if way["identity_level"] == level and way["auth_time"]
        ]
    except (TypeError, KeyError, ValueError):
        raise ClaimWrong("auth_time") from None
    return max(moments, default=None)
