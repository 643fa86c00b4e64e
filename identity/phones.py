"""Mobile numbers of Hong Kong, Macao and the mainland, as people type them, made E.164.

The region is asked of the person and never guessed: `91234567` read as a mainland number would silently
become somebody else's. A number typed with its own `+852`, `+853` or `+86` says its region itself.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, field
from enum import StrEnum

import phonenumbers

from identity.errors import NotMobile, UnknownRegion, WrongNumber

LONGEST_RAW = 64
SHOWN_DIGITS = 3


class Region(StrEnum):
    """Where a mobile number may be of (ISO 3166-1)."""

    HK = "HK"
    MO = "MO"
    CN = "CN"


@dataclass(frozen=True, slots=True, kw_only=True)
class Phone:
    """`e164` is personal data (left out of `repr`); `masked` (`+852 *****678`) may be shown."""

    e164: str = field(repr=False)
    masked: str
    region: Region


def parse_region(text: str) -> Region:
    """The region of this tag, in either case. Raises UnknownRegion."""
    try:
        return Region(text.upper())
    except ValueError:
        raise UnknownRegion from None


def parse(text: str, region: Region) -> Phone:
    """The mobile number that was typed. Raises WrongNumber or NotMobile."""
    number = _read(text, region)
    found = _region_of(number)
    if phonenumbers.number_type(number) is not phonenumbers.PhoneNumberType.MOBILE:
        raise NotMobile
    national = phonenumbers.national_significant_number(number)
    hidden = "*" * (len(national) - SHOWN_DIGITS)
    return Phone(
        e164=phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164),
        masked=f"+{number.country_code} {hidden}{national[-SHOWN_DIGITS:]}",
        region=found,
    )


def _read(text: str, region: Region) -> phonenumbers.PhoneNumber:
    if len(text) > LONGEST_RAW:
        raise WrongNumber
    plain = "".join(c for c in unicodedata.normalize("NFKC", text) if unicodedata.category(c) != "Cf")
    if any(c.isalpha() for c in plain):
        raise WrongNumber
    try:
        number = phonenumbers.parse(plain, region.value)
    except phonenumbers.NumberParseException:
        raise WrongNumber from None
    if number.extension or not phonenumbers.is_valid_number(number):
        raise WrongNumber
    return number


def _region_of(number: phonenumbers.PhoneNumber) -> Region:
    try:
        return parse_region(phonenumbers.region_code_for_number(number) or "")
    except UnknownRegion:
        raise WrongNumber from None
