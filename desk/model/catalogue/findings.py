"""What a reader of definitions tells, and what the linter finds wrong with it: where, in which field, and why."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

Entry = dict[str, Any]
Where = tuple[str | int, ...]
"""The way to a part of an entry: `("materials", 2, "name", "pt-MO")`."""


class Rule(StrEnum):
    """What a finding breaks."""

    SHAPE = "shape"
    """A part is not there, or is of another kind than it has to be."""
    LANGUAGE = "language"
    """A text lacks a language."""
    UNKNOWN = "unknown"
    """A department, skill, kind of document or other word that nobody knows."""
    TWICE = "twice"
    """Two parts of one name in one item."""
    TIME = "time"
    """More is promised than the law gives, or a day comes before the day it has to follow."""
    OVERLAP = "overlap"
    """Two versions of one item would be in force at once."""
    CONTRADICTION = "contradiction"
    """One thing is defined in two ways: an item has one definition in the whole city (一個事項一個定義)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """A place in what was read. `line`: of a text file, or the row of a table; from 1."""

    file: str
    line: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One item as it was read, and where each of its parts stood; what has no place of its own stands in its whole."""

    entry: Entry
    spots: Mapping[Where, Spot]

    @property
    def code(self) -> str:
        """What it calls itself; empty when it does not say."""
        said = self.entry.get("code")
        return said if isinstance(said, str) else ""

    def spot(self, where: Where) -> Spot:
        """The nearest place known."""
        while where not in self.spots and where:
            where = where[:-1]
        return self.spots[where]


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing wrong. `part` is the way to it, with dots; `sentence` is for whoever wrote the definition."""

    spot: Spot
    item: str
    part: str
    rule: Rule
    sentence: str

    def __str__(self) -> str:
        return f"{self.spot.file}:{self.spot.line}: {self.item or '(no code)'}: {self.part or 'item'}: {self.sentence}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """One version of an item that the store has."""

    version: int
    effective_from: datetime
    definition: Entry


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What definitions are held against. `kept`: every version in the store of each item, the oldest first."""

    languages: frozenset[str]
    departments: frozenset[str]
    skills: frozenset[str]
    documents: frozenset[str]
    kept: Mapping[str, tuple[Kept, ...]] = field(default_factory=dict)
    titles: Mapping[tuple[str, str], str] = field(default_factory=dict)
    """Whose each title is, by language and words, among items of the store that are in force."""


def finding(told: Told, where: Where, rule: Rule, sentence: str) -> Finding:
    """One thing wrong with a part of an item."""
    return Finding(
        spot=told.spot(where), item=told.code, part=".".join(str(step) for step in where), rule=rule, sentence=sentence
    )
