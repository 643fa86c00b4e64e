"""The file that lists an installation's identity providers (`DESK_PROVIDERS`): TOML read into types, strictly.

A word that is not known is refused rather than passed over: what was mistyped would else weaken a sign-in. Secrets
lie in files of their own, named from the folder of this one.
"""

import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from pathlib import Path
from typing import Any, TypeVar

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from desk.actions.desk import Names
from desk.config import BadSetting
from i18n.languages import LANGUAGES
from identity.assurance import Factor, Grade, Level, Proofing
from identity.documents import Kind
from identity.federation.config import ProviderConfig, hold_https
from identity.federation.envelope import Credentials
from identity.federation.guangdong import CARDS, GuangdongConfig
from identity.federation.iamsmart import IamSmartConfig

CALLBACK = "/corner/identity/callback"
NAME = re.compile(r"[a-z][a-z0-9-]{1,30}")
SMALLEST_KEY = 2048
"""Bits of an RSA key."""

Word = TypeVar("Word", bound=StrEnum)
Told = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenId:
    """A provider that speaks the OpenID profile; we are known to it by the keys in the data folder."""

    config: ProviderConfig
    names: Names


@dataclass(frozen=True, slots=True, kw_only=True)
class IamSmartShaped:
    """A provider of iAM Smart's shape."""

    config: IamSmartConfig
    credentials: Credentials
    names: Names


@dataclass(frozen=True, slots=True, kw_only=True)
class GuangdongShaped:
    """A provider of the shape of Guangdong's platform."""

    config: GuangdongConfig
    names: Names


Entry = OpenId | IamSmartShaped | GuangdongShaped


def read(path: Path, public_url: str) -> tuple[Entry, ...]:
    """The providers of this file, in its order. Raises BadSetting, which names the provider and the word."""
    try:
        told = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise BadSetting(f"DESK_PROVIDERS: {path} cannot be read: {error.strerror}") from None
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise BadSetting(f"DESK_PROVIDERS: {path} is no TOML: {error}") from None
    listed = told.pop("provider", None)
    if told or not isinstance(listed, list) or not all(isinstance(each, dict) for each in listed):
        raise BadSetting("DESK_PROVIDERS: the file must hold [[provider]] tables and nothing else")
    entries = tuple(_Table(each, f"provider {n}", path.parent).entry(public_url) for n, each in enumerate(listed, 1))
    names = [entry.config.name for entry in entries]
    if len(set(names)) != len(names):
        raise BadSetting("DESK_PROVIDERS: two providers have the same name")
    return entries


class _Table:
    """One table of the file: each word is taken out once, and none may be left."""

    def __init__(self, told: Told, where: str, folder: Path) -> None:
        self._told, self._where, self._folder = dict(told), where, folder

    def entry(self, public_url: str) -> Entry:
        name = self.text("name")
        if not NAME.fullmatch(name):
            raise self.bad("name", "must be small letters, digits and dashes")
        self._where += f" ({name})"
        kind = self.text("kind")
        common = {
            "name": name,
            "redirect_uri": public_url + CALLBACK,
            "demand": self.word("demand", Level, Level.SUBSTANTIAL),
            "pages": self.pages(),
        }
        names = self.names()
        shapes: Mapping[str, Callable[[Told, Names], Entry]] = {
            "oidc": self.oidc,
            "iamsmart": self.iamsmart,
            "guangdong": self.guangdong,
        }
        if kind not in shapes:
            raise self.bad("kind", f"must be one of {', '.join(shapes)}")
        try:
            made = shapes[kind](common, names)
        except BadSetting:
            raise
        except ValueError as error:
            raise BadSetting(f"{self.prefix()}: {error}") from None
        self.done()
        return made

    def oidc(self, common: Told, names: Names) -> Entry:
        config = ProviderConfig(
            **common,
            issuer=self.text("issuer"),
            client_id=self.text("client_id"),
            trust_framework=self.text("trust_framework"),
            grades=self.grades(),
            mainland=self.flag("mainland", False),
            proofed_within=self.days("proofed_within_days"),
        )
        self.secure(config.issuer)
        return OpenId(config=config, names=names)

    def iamsmart(self, common: Told, names: Names) -> Entry:
        credentials = Credentials(
            client_id=self.text("client_id"),
            secret=self.secret("secret_file").encode(),
            unwrapping=self.key("key_file"),
        )
        config = IamSmartConfig(
            **common, base=self.text("base").rstrip("/"), grades=self.grades(), mainland=self.flag("mainland", False)
        )
        return IamSmartShaped(config=config, credentials=credentials, names=names)

    def guangdong(self, common: Told, names: Names) -> Entry:
        proofings, factors = self.table("proofings"), self.table("factors")
        cards = self.table("cards") if "cards" in self._told else None
        config = GuangdongConfig(
            **common,
            base=self.text("base").rstrip("/"),
            client_id=self.text("client_id"),
            secret=self.secret("secret_file"),
            proofings={said: proofings.word(said, Proofing) for said in proofings.words()},
            factors={said: factors.factors(said) for said in factors.words()},
            cards=CARDS if cards is None else {said: cards.word(said, Kind) for said in cards.words()},
            gateway=self.text("gateway", ""),
            pkce=self.flag("pkce", False),
            masked=self.flag("masked", False),
            mainland=self.flag("mainland", True),
            proofed_within=self.days("proofed_within_days"),
        )
        return GuangdongShaped(config=config, names=names)

    def pages(self) -> tuple[str, ...]:
        """Addresses, all of them secure."""
        found = self._told.pop("pages", [])
        if not isinstance(found, list) or not all(isinstance(each, str) for each in found):
            raise self.bad("pages", "must be a list of addresses")
        for each in found:
            self.secure(each)
        return tuple(found)

    def names(self) -> Names:
        table = self.table("names")
        found = {language.tag: table.text(language.tag) for language in LANGUAGES}
        table.done()
        return found

    def grades(self) -> Mapping[str, Grade]:
        """Tables `grades."the provider's word"`, each with `proofing` and `factors`."""
        tables = self.table("grades")
        return {said: tables.table(said).grade() for said in tables.words()}

    def grade(self) -> Grade:
        """`proofing` and `factors`."""
        made = Grade(proofing=self.word("proofing", Proofing), factors=self.factors("factors"))
        self.done()
        return made

    def words(self) -> tuple[str, ...]:
        """What is in the table; at least one word."""
        if not self._told:
            raise BadSetting(f"{self.prefix()} must not be empty")
        return tuple(self._told)

    def table(self, word: str) -> "_Table":
        value = self._take(word)
        if not isinstance(value, dict):
            raise self.bad(word, "must be a table")
        return _Table(value, f"{self._where}, {word}", self._folder)

    def text(self, word: str, default: str | None = None) -> str:
        value = self._take(word, default)
        if not isinstance(value, str) or (not value.strip() and value != default):
            raise self.bad(word, "must be text")
        return value

    def flag(self, word: str, default: bool) -> bool:
        value = self._take(word, default)
        if not isinstance(value, bool):
            raise self.bad(word, "must be true or false")
        return value

    def days(self, word: str) -> timedelta | None:
        value = self._told.pop(word, None)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int) or not 0 < value < 36_500:
            raise self.bad(word, "must be a number of days")
        return timedelta(days=value)

    def word(self, word: str, kind: type[Word], default: Word | None = None) -> Word:
        value = self._take(word, default)
        try:
            return kind(value)
        except ValueError:
            raise self.bad(word, f"must be one of {', '.join(kind)}") from None

    def factors(self, word: str) -> frozenset[Factor]:
        value = self._take(word)
        try:
            return frozenset(Factor(each) for each in value)
        except (TypeError, ValueError):
            raise self.bad(word, f"must be a list of {', '.join(Factor)}") from None

    def secret(self, word: str) -> str:
        path = self._folder / self.text(word)
        try:
            found = path.read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError):
            raise self.bad(word, f"{path} cannot be read") from None
        if not found:
            raise self.bad(word, f"{path} is empty")
        return found

    def key(self, word: str) -> RSAPrivateKey:
        try:
            key = load_pem_private_key(self.secret(word).encode(), None)
        except (ValueError, TypeError, UnsupportedAlgorithm) as error:
            if isinstance(error, BadSetting):
                raise
            raise self.bad(word, "must name a private key in PEM, without a password") from None
        if not isinstance(key, RSAPrivateKey) or key.key_size < SMALLEST_KEY:
            raise self.bad(word, f"must name an RSA key of {SMALLEST_KEY} bits or more")
        return key

    def done(self) -> None:
        """Raises BadSetting for a word that was not taken out."""
        if self._told:
            raise self.bad(min(self._told), "is not known")

    def secure(self, url: str) -> None:
        try:
            hold_https(url, allow_http=False)
        except ValueError as error:
            raise BadSetting(f"{self.prefix()}: {error}") from None

    def bad(self, word: str, why: str) -> BadSetting:
        return BadSetting(f"{self.prefix()}: {word} {why}")

    def prefix(self) -> str:
        return f"DESK_PROVIDERS: {self._where}"

    def _take(self, word: str, default: object = None) -> Any:
        value = self._told.pop(word, default)
        if value is None:
            raise self.bad(word, "is missing")
        return value
