"""The one list of languages, and which of them a browser's wish comes nearest to."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from i18n.errors import UnknownLanguage


class Script(StrEnum):
    """The script a text is written in: ISO 15924 codes, and one for text whose script nobody told."""

    HANT = "Hant"
    HANS = "Hans"
    LATN = "Latn"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Language:
    """One language of the service.

    `tag` is BCP 47 and goes into `lang` attributes; `locale` is the same for Babel and for folders;
    `name` is what its speakers call it; `region` is ISO 3166; `opencc` names the OpenCC configuration
    that brings the other Chinese script to this one (OpenCC has no Macao table: Hong Kong's serves).
    """

    tag: str
    locale: str
    name: str
    script: Script
    region: str
    time_zone: str
    opencc: str | None = None


LANGUAGES: Final = (
    Language(
        tag="zh-Hant-HK",
        locale="zh_Hant_HK",
        name="繁體中文（香港）",
        script=Script.HANT,
        region="HK",
        time_zone="Asia/Hong_Kong",
        opencc="s2hk",
    ),
    Language(
        tag="zh-Hant-MO",
        locale="zh_Hant_MO",
        name="繁體中文（澳門）",
        script=Script.HANT,
        region="MO",
        time_zone="Asia/Macau",
        opencc="s2hk",
    ),
    Language(
        tag="pt-MO",
        locale="pt_MO",
        name="Português",
        script=Script.LATN,
        region="MO",
        time_zone="Asia/Macau",
    ),
    Language(
        tag="en-HK",
        locale="en_HK",
        name="English",
        script=Script.LATN,
        region="HK",
        time_zone="Asia/Hong_Kong",
    ),
    Language(
        tag="zh-Hans-CN",
        locale="zh_Hans_CN",
        name="简体中文",
        script=Script.HANS,
        region="CN",
        time_zone="Asia/Shanghai",
        opencc="hk2s",
    ),
)
SOURCE: Final = "en-HK"
"""The language the messages themselves are written in."""

_BY_TAG: Final = {language.tag: language for language in LANGUAGES}
_CHINESE: Final = frozenset({"zh", "yue", "cmn"})
_CHINESE_REGIONS: Final = {
    "hk": "zh-Hant-HK",
    "tw": "zh-Hant-HK",
    "mo": "zh-Hant-MO",
    "cn": "zh-Hans-CN",
    "sg": "zh-Hans-CN",
    "my": "zh-Hans-CN",
}
_RANGE: Final = re.compile(r"\s*(\*|[a-z]{2,3}(?:-[a-z0-9]{1,8})*)\s*(?:;\s*q=([01](?:\.\d{0,3})?)\s*)?", re.I)
_LONGEST_HEADER: Final = 1000


def get(tag: str) -> Language:
    """The language of exactly this tag; raises UnknownLanguage."""
    try:
        return _BY_TAG[tag]
    except KeyError:
        raise UnknownLanguage from None


def negotiate(accept_language: str | None, default: str = "zh-Hant-HK") -> Language:
    """The language nearest to an Accept-Language header (RFC 9110 §12.5.4); never fails.

    Babel's own negotiation finds nothing for zh-HK, zh-TW, zh-MO or zh-CN among locales tagged by script.
    What cannot be read in the header is passed over; of equal wishes the first wins.
    """
    wishes = _wishes(accept_language or "")
    refused = {_nearest(wanted) for wanted, quality in wishes if quality == 0}
    for wanted, quality in sorted(wishes, key=lambda wish: -wish[1]):
        found = _any_but(refused, default) if wanted == "*" else _nearest(wanted)
        if quality > 0 and found is not None:
            return _BY_TAG[found]
    return get(default)


def _wishes(header: str) -> list[tuple[str, float]]:
    """The header's language ranges in small letters, each with its quality from 0 to 1, as they stand."""
    matches = (_RANGE.fullmatch(part) for part in header[:_LONGEST_HEADER].split(","))
    return [(match[1].lower(), min(float(match[2] or 1), 1.0)) for match in matches if match]


def _any_but(refused: set[str | None], default: str) -> str | None:
    """What `*` means: the default, or the first language that was not refused."""
    tags = (default, *_BY_TAG)
    return next((tag for tag in tags if tag not in refused), None)


def _nearest(wanted: str) -> str | None:
    """Our tag for one language range in small letters, or None where we have nothing alike."""
    primary, *rest = wanted.split("-")
    if primary == "pt":
        return "pt-MO"
    if primary == "en":
        return "en-HK"
    return _chinese(primary, rest) if primary in _CHINESE else None


def _chinese(primary: str, subtags: list[str]) -> str:
    """Script decides before region, region before the language's usual script (CLDR likely subtags)."""
    region = next((subtag for subtag in subtags if subtag in _CHINESE_REGIONS), None)
    if "hans" in subtags:
        return "zh-Hans-CN"
    if "hant" in subtags:
        return "zh-Hant-MO" if region == "mo" else "zh-Hant-HK"
    if region is not None:
        return _CHINESE_REGIONS[region]
    return "zh-Hant-HK" if primary == "yue" or "yue" in subtags else "zh-Hans-CN"
