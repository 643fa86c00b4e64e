"""Reading back 復核: the clerk reads each key fact of a case, and the applicant says whether it is right.

Law: an answer is about one fact at one revision with one value. Whatever changes afterwards opens that fact again, and
that fact alone; nothing is signed or submitted while a key fact is open.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from desk.model.cases.cases import Answer, Case
from desk.model.items import Field, Item
from desk.model.people import IdDocument, Name

ITEM, NAMES, DOCUMENT, MATERIALS = "item", "names", "document", "materials"
"""The key facts of every case: what is applied for, by whom, shown by which document, with which materials."""
FIELD = "field."
"""Before the name of a form field that is a key fact."""
MOST_SAID = 2_000
"""Code points of what the applicant writes about a fact that is not right."""


class Verdict(StrEnum):
    """What the applicant says of a fact that was read to them."""

    RIGHT = "right"
    NOT_RIGHT = "not-right"


class Standing(StrEnum):
    """How a key fact stands. REOPENED: it was answered, and has changed since."""

    OPEN = "open"
    RIGHT = "right"
    NOT_RIGHT = "not-right"
    REOPENED = "reopened"


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyFact:
    """One thing to be read. `value` is canonical JSON of what stands in the store; `revision` is 0 but for a field."""

    key: str
    revision: int
    value: str

    @property
    def sha256(self) -> str:
        """Of key, revision and value, in hex: what a page shows is answered under this hash."""
        return hashlib.sha256(_canonical([self.key, self.revision, self.value]).encode("utf-8")).hexdigest()

    @property
    def field(self) -> str:
        """The form field that it is; empty for another fact."""
        return self.key.removeprefix(FIELD) if self.key.startswith(FIELD) else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """One answer: which fact at which revision with which value was read by whom, and what was said of it.

    `place` counts the answers of a case from 0; `language` is that of the screen it was shown on.
    """

    id: str
    case_id: str
    place: int
    fact: str
    revision: int
    value: str
    verdict: Verdict
    said: str
    language: str
    visit_id: str
    clerk_id: str
    answered_at: datetime

    @property
    def read(self) -> KeyFact:
        """The fact as it was answered."""
        return KeyFact(key=self.fact, revision=self.revision, value=self.value)


def key_facts(
    case: Case,
    item: Item,
    names: Iterable[Name],
    documents: Iterable[IdDocument],
    answers: Mapping[str, Answer],
    handed_in: Iterable[tuple[str, str]],
) -> tuple[KeyFact, ...]:
    """What has to be read, in the order in which it is read. `handed_in`: code and hash of each material and promise.

    A field that was written and emptied again is a fact, too: whoever confirmed its text has not confirmed that.
    """
    fields = (field.name for field in read_fields(item) if field.name in answers)
    return (
        _fact(ITEM, [case.item_code, case.item_version]),
        _fact(NAMES, [[name.text, name.language, name.source, name.form or ""] for name in names]),
        _fact(DOCUMENT, sorted([document.kind, document.masked] for document in documents)),
        *(_of_answer(answers[name]) for name in fields),
        _fact(MATERIALS, sorted([code, sha256] for code, sha256 in handed_in)),
    )


def read_fields(item: Item) -> tuple[Field, ...]:
    """The fields that the form marks as key; where it marks none, every required one."""
    return tuple(field for field in item.form if field.key) or tuple(field for field in item.form if field.required)


def newest(readings: Iterable[Reading]) -> dict[str, Reading]:
    """The last answer to each fact, by its key."""
    return {reading.fact: reading for reading in sorted(readings, key=lambda reading: reading.place)}


def standing(fact: KeyFact, answered: Reading | None) -> Standing:
    """How a fact stands by the last answer to it."""
    if answered is None:
        return Standing.OPEN
    if answered.read != fact:
        return Standing.REOPENED
    return Standing(answered.verdict.value)


def short(sha256: str) -> str:
    """The first twelve digits of a hash in groups of four: what two people compare by eye and ear."""
    return " ".join(sha256[start : start + 4] for start in (0, 4, 8))


def _of_answer(answer: Answer) -> KeyFact:
    value = _canonical([answer.text, answer.language, answer.script, answer.hand])
    return KeyFact(key=f"{FIELD}{answer.field}", revision=answer.revision, value=value)


def _fact(key: str, value: object) -> KeyFact:
    return KeyFact(key=key, revision=0, value=_canonical(value))


def _canonical(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
