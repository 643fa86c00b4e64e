"""An item 事項: one entry of the catalogue, with its guide in every language and the form it is filled on."""

from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field as dataclass_field
from datetime import datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Any

from desk.model.origins import Origin
from desk.model.quality import Picture
from desk.model.recordings import Rule
from desk.model.retention import Kind

Words = Mapping[str, str]
"""One text in every language, by language tag."""
EITHER = "either"
"""The hand of a field that both may fill."""


class FieldKind(StrEnum):
    """How a form field is filled. A NAME is never shown in another script."""

    TEXT = "text"
    LONG_TEXT = "long-text"
    DATE = "date"
    CHOICE = "choice"
    NAME = "name"
    NUMBER = "number"


@dataclass(frozen=True, slots=True, kw_only=True)
class Law:
    """One legal basis in one language: its name, and the article (empty when none is named)."""

    name: str
    article: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """One material the item needs; `still` says it is taken by the corner's camera.

    `origins`: what it needs by the place it was made in; a place that is not named asks for nothing. `licence`: the
    code of the mainland's electronic licence 電子證照 that stands in its place; empty where none does.
    """

    code: str
    name: Words
    note: Words
    required: bool
    still: bool
    origins: tuple[Origin, ...] = ()
    licence: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One value of a CHOICE field."""

    value: str
    label: Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One field of an item's form. `by` is the hand that fills it: `clerk`, `applicant`, or `either` of them.

    `rules`: what is asked of a text beside its kind, by JSON Schema's keywords (desk.model.forms.RULES).
    `key` says that it is read back to the applicant before they sign.
    """

    name: str
    label: Words
    hint: Words
    by: str
    kind: FieldKind
    required: bool
    max_length: int
    choices: tuple[Choice, ...]
    rules: Mapping[str, Any] = dataclass_field(default_factory=dict)
    key: bool = False

    def is_filled_by(self, hand: str) -> bool:
        """Whether this hand writes in it."""
        return self.by in (hand, EITHER)


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """Minutes of waiting from which a turn counts as waiting long, and as late."""

    long: int = 10
    late: int = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One version of one entry of the catalogue. Days are working days; 0 promised means on the spot."""

    code: str
    version: int
    effective_from: datetime
    department: str
    department_name: Words
    skill: str
    letter: str
    assurance: str
    assurance_within: int
    """Minutes a sign-in stays fresh enough for what binds: signing, confirming, submitting."""
    documents: tuple[str, ...]
    picture: Picture
    """What it asks of the applicant's line."""
    recording: Rule
    retention: Mapping[Kind, timedelta]
    """How long each kind of data of it is kept after the visit."""
    patience: Patience
    fee_amount: Decimal
    fee_currency: str
    statutory_days: int
    promised_days: int
    title: Words
    summary: Words
    who: Words
    keywords: Mapping[str, tuple[str, ...]]
    laws: Mapping[str, tuple[Law, ...]]
    papers: tuple[Paper, ...]
    form: tuple[Field, ...]
    effective_until: datetime | None = None
    """From then on it is in force no more."""
    enterprise: bool = False
    """An enterprise asks for it: it is answered in one hour, and solved in one day or in seven (117)."""
    refusals: tuple[str, ...] = ()
    """The reasons for which it may be refused; none named: every reason."""
    everyday: Mapping[str, tuple[str, ...]] = dataclass_field(default_factory=dict)
    """What people call it, by language."""
    terms: tuple[Words, ...] = ()
    """Its glossary: things that the three places call by different names."""

    def called(self, language: str) -> tuple[str, ...]:
        """Every name and search word of it in one language, its title first."""
        return (self.title[language], *self.everyday.get(language, ()), *self.keywords.get(language, ()))

    def glossary(self, written: str, read: str) -> dict[str, str]:
        """What the place of one language calls a thing, and what the place of another does, where they differ."""
        pairs = ((term.get(written, ""), term.get(read, "")) for term in self.terms)
        return {ours: theirs for ours, theirs in pairs if ours and theirs and ours != theirs}

    def field(self, name: str) -> Field | None:
        """The form field of that name."""
        return next((field for field in self.form if field.name == name), None)

    def paper(self, code: str) -> Paper | None:
        """The material of that code."""
        return next((paper for paper in self.papers if paper.code == code), None)
