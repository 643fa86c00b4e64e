"""How the numbers of each kind of document are written, checked and masked: one row a kind.

A mask leaves at least a thousand numbers possible, so it never shows a check digit of a personal document:
with it, a masked HKID would leave about ninety-one.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from types import MappingProxyType

from identity import checksums


class Holder(StrEnum):
    """What the number itself tells of whom it was given to; most numbers tell nothing."""

    UNTOLD = ""
    HK = "hk"
    MO = "mo"
    TW = "tw"
    HK_NON_CHINESE = "hk-non-chinese"
    """A permanent resident of Hong Kong who is not a Chinese citizen (permits since July 2024)."""
    MO_NON_CHINESE = "mo-non-chinese"


PROVINCES = frozenset(
    map(str, (*range(11, 16), *range(21, 24), *range(31, 38), *range(41, 47), *range(50, 55), *range(61, 66)))
)
"""First two digits of a mainland resident's number: province-level divisions, GB/T 2260."""


def _no_rule(_body: str) -> None:
    return None


def _joined(body: str, check: str) -> str:
    return body + check


def _bracketed(body: str, check: str) -> str:
    return f"{body}({check})"


def _no_other(_canonical: str) -> tuple[str, ...]:
    return ()


def _untold(_body: str) -> Holder:
    return Holder.UNTOLD


def _permit_holder(body: str) -> Holder:
    region = {"H": "hk", "M": "mo"}[body[0]]
    return Holder(f"{region}-non-chinese" if body[1] == "A" else region)


def _residence_holder(body: str) -> Holder:
    return {"81": Holder.HK, "82": Holder.MO, "83": Holder.TW}[body[:2]]


def _macao_written(body: str, check: str) -> str:
    return f"{body}({check})" if check else body


def _macao_others(canonical: str) -> tuple[str, ...]:
    """With its check digit and without: nobody but the issuer can work it out."""
    body, bracket, _check = canonical.partition("(")
    return (body,) if bracket else tuple(f"{body}({digit})" for digit in "0123456789")


def _passport_others(canonical: str) -> tuple[str, ...]:
    """Without the country; which country it could be is not to be guessed."""
    _issuer, colon, number = canonical.partition(":")
    return (number,) if colon else ()


def _always(_match: re.Match[str]) -> bool:
    return True


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """`pattern` names the groups body, and where there are any check, edition and issuer, in upper-case ASCII.

    `others` are the canonical forms, beside the one given, under which the same number may have been kept by
    somebody who knew more of it or less.
    """

    pattern: re.Pattern[str]
    masked: Callable[[str], str]
    check_digit: Callable[[str], str | None] = _no_rule
    written: Callable[[str, str], str] = _joined
    plausible: Callable[[re.Match[str]], bool] = _always
    holder: Callable[[str], Holder] = _untold
    others: Callable[[str], tuple[str, ...]] = _no_other


def _shape(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.ASCII)


def _head(shown: int, tail: str = "") -> Callable[[str], str]:
    """Shows that many characters, stars the rest."""
    return lambda body: body[:shown] + "*" * (len(body) - shown) + tail


def _resident_mask(body: str) -> str:
    """Shows the first three digits and the three of the sequence, never the day of birth."""
    return f"{body[:3]}{'*' * 11}{body[14:17]}*"


def _credit_mask(body: str) -> str:
    return f"{body[:4]}{'*' * 10}{body[14:]}*"


def _hkid_mask(body: str) -> str:
    """A123***(*): the letters and the first three digits."""
    return body[:-3] + "***(*)"


def _born(match: re.Match[str]) -> bool:
    """Digits 7 to 14 are a day that there was."""
    try:
        born = date(*(int(match["body"][i:j]) for i, j in ((6, 10), (10, 12), (12, 14))))
    except ValueError:
        return False
    return born.year >= 1850


def _mainland(match: re.Match[str]) -> bool:
    return match["body"][:2] in PROVINCES and _born(match)


SHAPES: Mapping[str, Shape] = MappingProxyType(
    {
        "hkid": Shape(
            pattern=_shape(r"(?P<body>[A-Z]{1,2}[0-9]{6})(?P<check>[0-9A])?"),
            check_digit=checksums.hkid,
            written=_bracketed,
            masked=_hkid_mask,
        ),
        "macao-bir": Shape(
            pattern=_shape(r"(?P<body>[157][0-9]{6})(?P<check>[0-9])?"),
            written=_macao_written,
            masked=_head(4, "(*)"),
            others=_macao_others,
        ),
        "home-return-permit": Shape(
            pattern=_shape(r"(?P<body>[HM](?:[0-9]{8}|A[0-9]{7}))(?P<edition>[0-9]{2})?"),
            masked=_head(4),
            holder=_permit_holder,
        ),
        "residence-permit": Shape(
            pattern=_shape(r"(?P<body>8[123]0000[0-9]{11})(?P<check>[0-9X])"),
            check_digit=checksums.resident,
            plausible=_born,
            masked=_resident_mask,
            holder=_residence_holder,
        ),
        "mainland-id": Shape(
            pattern=_shape(r"(?P<body>[1-6][0-9]{16})(?P<check>[0-9X])"),
            check_digit=checksums.resident,
            plausible=_mainland,
            masked=_resident_mask,
        ),
        "passport": Shape(
            pattern=_shape(r"(?:(?P<issuer>[A-Z]{3}):)?(?P<body>(?=.*[0-9].*[0-9].*[0-9])[A-Z0-9]{6,9})"),
            masked=_head(3),
            others=_passport_others,
        ),
        "uscc": Shape(
            pattern=_shape(
                rf"(?P<body>[{checksums.USCC_ALPHABET}]{{2}}[0-9]{{6}}[{checksums.USCC_ALPHABET}]{{9}})"
                rf"(?P<check>[{checksums.USCC_ALPHABET}])"
            ),
            check_digit=checksums.credit_code,
            masked=_credit_mask,
        ),
    }
)
