"""iAM Smart in its own shape: a QR page, a code, a token and a profile, in messages that are signed and sealed.

It makes reference to OAuth 2.0 and knows neither `iss` nor a signed token. What stands in their place: `state`
compared; the code good once; every message signed with the secret we share, with our nonce in its answer and a
timestamp near our clock; the content sealed under a key wrapped to us; `businessID` repeated within; `openID`,
which is another at each service. What cannot hold: nothing signed by the provider remains that a third could
check, and the profile knows no PKCE: whoever stole code, secret and key together could use it. Hence the ceiling
on its grades. docs/identity.md says which parts of this shape are published and which are assumed.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from identity.assurance import Assurance, Grade, Level
from identity.errors import (
    AssuranceTooLow,
    ClaimMissing,
    FederationError,
    ProviderRefused,
    ProviderUnfit,
    ProviderUnreachable,
    ReplayedAnswer,
    SignInCancelled,
    SignInExpired,
)
from identity.federation import envelope, profile
from identity.federation.adapter import Adapter
from identity.federation.config import hold_ceiling, hold_https
from identity.federation.envelope import Credentials
from identity.federation.fetch import Fetch, Request, object_of, send
from identity.federation.pending import PendingSignIn, belongs, in_time, word
from identity.federation.provider import Begun, Recognised
from identity.federation.refusals import EssentialMissing, FromTheFuture, ReplayedToken, SubjectSwapped, WrongEcho
from identity.federation.tokens import LEEWAY

API = "/api/v1"
SCOPES = ("eidapi_auth", "eidapi_profiles")
FIELDS = ("idNo", "enName", "chName")
SUCCESS = "D00000"
KEY_GONE = frozenset({"M30002", "M30003"})
"""The content encryption key is over, or does not fit: another is asked for, once."""
LONGEST_KEY_LIFE = timedelta(days=1)

REFUSALS: Mapping[str, Callable[[], FederationError]] = {
    "D40000": SignInCancelled,
    "D40001": SignInCancelled,
    "D40003": SignInExpired,
    "D30001": lambda: ReplayedAnswer("code"),
    "D30002": lambda: ReplayedAnswer("accessToken"),
    "D50000": ProviderUnreachable,
}
"""The provider's codes and what they mean to the person. The D4 and M3 codes are published, the others assumed."""

LANGUAGES = {"zh-Hant": "zh-HK", "zh-Hans": "zh-CN"}


@dataclass(frozen=True, slots=True, kw_only=True)
class IamSmartConfig:
    """`base`: the address of the API. `grades`: by the `userType` of the token. `pages`: further addresses that a
    browser passes through. Raises ValueError.
    """

    name: str
    base: str
    redirect_uri: str
    grades: Mapping[str, Grade]
    demand: Level = Level.SUBSTANTIAL
    source: str = "PC_Browser"
    """How the person comes: a corner's screen shows the QR page, and their phone scans it."""
    pages: tuple[str, ...] = ()
    mainland: bool = False
    allow_http: bool = False

    def __post_init__(self) -> None:
        hold_ceiling(self.grades.values())
        hold_https(self.base, allow_http=self.allow_http)

    def every_grade(self) -> Iterable[Grade]:
        """What each `userType` is worth."""
        return self.grades.values()


class IamSmart(Adapter[IamSmartConfig]):
    """One adapter. Keeps the content encryption key while it lives; all else is in PendingSignIn."""

    def __init__(
        self,
        config: IamSmartConfig,
        credentials: Credentials,
        fetch: Fetch,
        clock: Callable[[], datetime],
        chance: Callable[[int], bytes] = secrets.token_bytes,
    ) -> None:
        super().__init__(config, fetch, clock, chance)
        self._credentials = credentials
        self._kept: tuple[bytes, datetime] | None = None

    async def begin(self, *, demand: Level = Level.NONE, ui_locales: str = "") -> Begun:
        """The address of the QR page, once it is known that the provider answers.

        Raises AssuranceTooLow, ProviderUnreachable, ProviderTimedOut, ProviderUnfit, ProviderRefused.
        """
        wanted = max(demand, self.config.demand, key=lambda level: level.rank)
        if not self.reaches(wanted):
            raise AssuranceTooLow
        await self._key()
        pending = PendingSignIn(
            provider=self.name,
            state=word(self._chance(32)),
            nonce=word(self._chance(24)),
            demand=wanted,
            began_at=self._clock(),
        )
        query = {
            "clientID": self._credentials.client_id,
            "responseType": "code",
            "source": self.config.source,
            "redirectURI": self.config.redirect_uri,
            "scope": " ".join(SCOPES),
            "lang": next((tag for head, tag in LANGUAGES.items() if ui_locales.startswith(head)), "en-US"),
            "state": pending.state,
            "brokerPage": "true",
        }
        return Begun(url=f"{self.config.base}{API}/auth/getQR?{urlencode(query)}", pending=pending)

    async def finish(self, pending: PendingSignIn, answer: Mapping[str, str]) -> Recognised:
        """Who the person is. Raises as `Provider.finish`."""
        belongs(pending, answer, self.name)
        in_time(pending, self._clock())
        if "error_code" in answer:
            raise _refusal(answer["error_code"])
        if not answer.get("code"):
            raise ClaimMissing("code")
        token = await self._call("/auth/getToken", {"code": answer["code"], "grantType": "authorization_code"})
        assurance = self._assurance(pending, token)
        if not set(SCOPES) <= set(profile.text(token, "scope").split()):
            raise EssentialMissing("scope")
        subject = profile.text(token, "openID")
        told = await self._profile(pending, subject, profile.text(token, "accessToken"))
        return Recognised(
            provider=self.name,
            subject=subject,
            acr=profile.text(token, "userType"),
            assurance=assurance,
            names=profile.names(told, self.name),
            documents=(profile.hkid(told),),
        )

    def _assurance(self, pending: PendingSignIn, token: Mapping[str, Any]) -> Assurance:
        issued = envelope.moment(token.get("issueAt"))
        if issued < pending.began_at - LEEWAY:
            raise ReplayedToken("issueAt")
        if issued > self._clock() + LEEWAY:
            raise FromTheFuture("issueAt")
        grade = profile.graded(self.config.grades, token.get("userType"), pending.demand)
        return Assurance(proofing=grade.proofing, factors=grade.factors, verified_at=issued)

    async def _profile(self, pending: PendingSignIn, subject: str, access: str) -> dict[str, Any]:
        """What the person agreed to show us. Raises SubjectSwapped, WrongEcho, EssentialMissing."""
        asked = {"businessID": pending.nonce, "accessToken": access, "openID": subject, "profileFields": list(FIELDS)}
        told = await self._call("/account/auth/profile/getProfile", asked)
        if told.get("businessID") != pending.nonce:
            raise WrongEcho("businessID")
        if told.get("openID") != subject:
            raise SubjectSwapped("openID")
        return told

    async def _call(self, path: str, content: Mapping[str, Any]) -> dict[str, Any]:
        """One sealed exchange; with another key, once, where the provider says that ours is over."""
        key = await self._key()
        found = await self._post(path, {"content": envelope.sealed(key, content, self._chance)})
        if str(found.get("code")) in KEY_GONE:
            self._kept = None
            key = await self._key()
            found = await self._post(path, {"content": envelope.sealed(key, content, self._chance)})
        _succeeded(found)
        return envelope.opened(key, found.get("content"))

    async def _key(self) -> bytes:
        if self._kept is None or self._clock() >= self._kept[1]:
            found = await self._post("/security/getKey", {})
            _succeeded(found)
            content = found.get("content")
            if not isinstance(content, dict):
                raise ProviderUnfit
            self._kept = envelope.unwrapped(self._credentials, content.get("secretKey")), self._key_ends(content)
        return self._kept[0]

    def _key_ends(self, content: Mapping[str, Any]) -> datetime:
        life = content.get("expiresIn")
        if isinstance(life, bool) or not isinstance(life, int) or life <= 0:
            raise ProviderUnfit
        return self._clock() + min(timedelta(milliseconds=min(life, 2**40)), LONGEST_KEY_LIFE)

    async def _post(self, path: str, message: Mapping[str, Any]) -> dict[str, Any]:
        """One signed exchange; the answer is verified before it is read."""
        body, nonce = json.dumps(message), word(self._chance(18))
        headers = {"Content-Type": "application/json", "Accept": "application/json"}
        headers |= envelope.signed(self._credentials, body, nonce, self._clock())
        request = Request(method="POST", url=self.config.base + API + path, headers=headers, body=body.encode())
        response = await send(self._fetch, request)
        found = object_of(response)
        if response.status != 200:
            raise _refusal(str(found.get("code", "")))
        envelope.verify(
            self._credentials, response.headers, response.body.decode("utf-8", "replace"), nonce, self._clock()
        )
        return found


def _succeeded(found: Mapping[str, Any]) -> None:
    if found.get("code") != SUCCESS:
        raise _refusal(str(found.get("code", "")))


def _refusal(code: str) -> FederationError:
    make = REFUSALS.get(code)
    return make() if make is not None else ProviderRefused(code)
