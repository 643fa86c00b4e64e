"""Document numbers as people type them, made canonical and masked, with what was checked said plainly.

A check digit finds typing errors; it is no verification of the person or of the document (the Hong Kong
Privacy Commissioner's code of practice on the identity card number says so), and `Check` never claims more
than was done.

What is accepted is generous in writing (full width, lower case, spaces, dashes, any brackets) and strict in
substance. Sources: HKID check digit, Immigration Department's published examples; Macao's rule is not
published; mainland and residence permit numbers GB 11643 with ISO/IEC 7064 MOD 11-2; unified social credit
codes GB 32100; home-return permit numbers, Ministry of Public Security 2010 and National Immigration
Administration 2024; passports ICAO 9303 (at most nine letters and digits, issuer in three letters).
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NewType

from identity.errors import UnknownKind, WrongCheckDigit, WrongShape
from identity.shapes import SHAPES, Holder

RawNumber = NewType("RawNumber", str)
"""What a person typed: unchecked, personal, not to be stored or logged."""

LONGEST_RAW = 64


class Kind(StrEnum):
    """The kinds of document that are taken."""

    HKID = "hkid"
    MACAO_BIR = "macao-bir"
    HOME_RETURN_PERMIT = "home-return-permit"
    RESIDENCE_PERMIT = "residence-permit"
    MAINLAND_ID = "mainland-id"
    PASSPORT = "passport"
    USCC = "uscc"


class Check(StrEnum):
    """What is known about a number, from least to most."""

    SHAPE = "shape"
    """It is written as numbers of its kind are; nothing more."""
    CHECKSUM = "checksum"
    """Its check digit was given and fits: not mistyped, most likely. Anyone can make such a number."""
    PROVIDER = "provider"
    """An identity provider stated, in a token that was validated, that it belongs to the person signed in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A number of a kind. `canonical` is personal data (left out of `repr`); `masked` may be shown to staff.

    `canonical` names the person's document for life where the kind has that (home-return permit: nine
    characters); `edition` is what changes at renewal (two digits, or empty where the number tells none).
    `holder` is what the number itself tells of whom it was given to.
    """

    kind: Kind
    canonical: str = field(repr=False)
    masked: str
    checked: Check
    edition: str = field(default="", repr=False)
    holder: Holder = Holder.UNTOLD

    @property
    def names_one(self) -> bool:
        """Whether no second person or organisation can have this number, as far as its rule goes.

        A passport's number without its country does not: two countries may have given the same one. Nobody may
        be taken for somebody on the strength of such a number.
        """
        return self.kind is not Kind.PASSPORT or ":" in self.canonical


def parse_kind(text: str) -> Kind:
    """The kind of this tag. Raises UnknownKind."""
    try:
        return Kind(text)
    except ValueError:
        raise UnknownKind from None


def parse(kind: Kind, raw: RawNumber) -> Document:
    """The document that was typed. Raises WrongShape or WrongCheckDigit.

    A passport's number may have its issuer in front, three letters and a colon: `PRT:CA123456`.
    """
    shape = SHAPES[kind.value]
    match = shape.pattern.fullmatch(_compact(kind, raw))
    if match is None or not shape.plausible(match):
        raise WrongShape(kind.value)
    parts = match.groupdict(default="")
    expected, given = shape.check_digit(parts["body"]), parts.get("check", "")
    if "check" in parts and not given and _has_brackets(raw):
        raise WrongShape(kind.value)
    if expected is not None and given and given != expected:
        raise WrongCheckDigit(kind.value)
    issuer = f"{parts['issuer']}:" if parts.get("issuer") else ""
    return Document(
        kind=kind,
        canonical=issuer + shape.written(parts["body"], given or expected or ""),
        masked=shape.masked(parts["body"]),
        checked=Check.CHECKSUM if expected is not None and given else Check.SHAPE,
        edition=parts.get("edition", ""),
        holder=shape.holder(parts["body"]),
    )


def spellings(kind: Kind, canonical: str) -> tuple[str, ...]:
    """This canonical form, then the others under which the same number may be kept.

    Those of a Macao card with and without its check digit, which nobody but the issuer can work out; of a passport
    with and without its country.
    """
    return (canonical, *SHAPES[kind.value].others(canonical))


def agree(kind: Kind, one: str, other: str) -> bool:
    """Whether two canonical forms of one kind may be the same number: nothing told of both differs."""
    return other in spellings(kind, one) or one in spellings(kind, other)


def _compact(kind: Kind, raw: RawNumber) -> str:
    """Letters, digits, and the colon behind a passport's country, upper case. Raises WrongShape for all else."""
    if len(raw) > LONGEST_RAW:
        raise WrongShape(kind.value)
    kept = [c for c in unicodedata.normalize("NFKC", raw) if not _is_writing(c)]
    if not all(c.isascii() and (c.isalnum() or c == ":") for c in kept):
        raise WrongShape(kind.value)
    return "".join(kept).upper()


def _has_brackets(raw: RawNumber) -> bool:
    """Whether a check digit was meant: A12345(3) has lost a digit and must not be read as A123453."""
    return any(unicodedata.category(c) in {"Ps", "Pe"} for c in raw)


def _is_writing(char: str) -> bool:
    """Spaces, dashes, brackets, and the invisible marks that come along with pasted text."""
    return unicodedata.category(char) in {"Zs", "Zl", "Zp", "Cc", "Cf", "Pd", "Ps", "Pe"} or char in "/.·"
