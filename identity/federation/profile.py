"""What providers without verified claims tell of a person, as plain fields: read strictly, believed as agreed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from identity import documents
from identity.assurance import Grade, Level
from identity.documents import Check, Document, Kind, RawNumber
from identity.errors import AssuranceTooLow, ClaimWrong, DocumentError
from identity.federation.fetch import whole
from identity.federation.refusals import EssentialMissing, LevelMissing, LevelUnknown
from identity.federation.vouched import Name

LONGEST = 255


def text(fields: Mapping[str, Any], name: str) -> str:
    """A word that must be there. Raises EssentialMissing or ClaimWrong."""
    value = fields.get(name)
    if value is None or value == "":
        raise EssentialMissing(name)
    if not isinstance(value, str) or len(value) > LONGEST or not value.strip() or not whole(value):
        raise ClaimWrong(name)
    return value


def graded(grades: Mapping[str, Grade], said: object, demand: Level) -> Grade:
    """What the provider's word for an account is worth. Raises LevelMissing, LevelUnknown, AssuranceTooLow."""
    if said is None or said == "":
        raise LevelMissing
    if not isinstance(said, str) or said not in grades:
        raise LevelUnknown
    if not grades[said].level.meets(demand):
        raise AssuranceTooLow
    return grades[said]


def document(kind: Kind, number: str, field: str) -> Document:
    """A number the provider vouches for, if it is written as its kind is. Raises ClaimWrong."""
    try:
        return replace(documents.parse(kind, RawNumber(number)), checked=Check.PROVIDER)
    except DocumentError:
        raise ClaimWrong(field) from None


def hkid(told: Mapping[str, Any]) -> Document:
    """`idNo` in the two parts of e-ME. Raises EssentialMissing or ClaimWrong."""
    card = parts(told, "idNo")
    number = f"{text(card, 'Identification')}({text(card, 'CheckDigit')})"
    return document(Kind.HKID, number, "idNo")


def names(told: Mapping[str, Any], source: str) -> tuple[Name, ...]:
    """English and, where the card has one, Chinese. Raises EssentialMissing or ClaimWrong."""
    english = Name(text=text(parts(told, "enName"), "UnstructuredName"), lang="en-HK", script="Latn", source=source)
    if told.get("chName") is None:
        return (english,)
    chinese = text(parts(told, "chName"), "ChineseName")
    return (Name(text=chinese, lang="zh-Hant-HK", script="Hant", source=source), english)


def parts(told: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    """An object within what was told. Raises EssentialMissing or ClaimWrong."""
    value = told.get(name)
    if value is None:
        raise EssentialMissing(name)
    if not isinstance(value, dict):
        raise ClaimWrong(name)
    return value
