"""The ways in which words find cases: by a name exactly, folded, by whole words, by parts; and by the record."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from desk.model.finding import spellings
from desk.store.finding import index
from desk.store.finding.reading import Wanted
from desk.store.tables import case_names, case_words
from identity.names import Fold
from identity.vault import Vault


class How(StrEnum):
    """By what a case was found, in the order in which they are shown."""

    NUMBER = "number"
    DOCUMENT = "document"
    PHONE = "phone"
    EXACT = "exact"
    FOLDED = "folded"
    WORDS = "words"
    PARTS = "parts"
    RECORD = "record"
    LISTED = "listed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """One way of finding by the index. `wanted` asks it once for each key of the ring."""

    how: How
    wanted: tuple[Wanted, ...]


def ways(vault: Vault, fold: Fold, text: str) -> tuple[Way, ...]:
    """How the index is asked for this text, the nearest first; nothing for one that is too short."""
    tiers = spellings.tiers(fold, text)
    names = [Way(how=How(tier.near), wanted=_names(vault, tier)) for tier in tiers]
    cut = spellings.text_pieces(fold, [text[: spellings.LONGEST_QUERY]])[: spellings.MOST_WANTED]
    if not tiers or not cut:
        return tuple(names)
    found_by_name = [tier.wanted for tier in tiers if tier.near in (spellings.Near.FOLDED, spellings.Near.WORDS)]
    return (*names, Way(how=How.RECORD, wanted=_record(vault, cut, found_by_name)))


def _names(vault: Vault, tier: spellings.Tier) -> tuple[Wanted, ...]:
    having = _by_key(vault, tier.wanted)
    groups = [_by_key(vault, group) for group in tier.unless if group]
    return tuple(
        Wanted(table=case_names.name, having=marks, unless=tuple(group[key] for group in groups))
        for key, marks in enumerate(having)
    )


def _record(vault: Vault, pieces: Sequence[str], named: Sequence[Sequence[str]]) -> tuple[Wanted, ...]:
    """Different pieces may share a mark."""
    groups = [_by_key(vault, group) for group in named]
    hashed = zip(*(index.word_marks(vault, piece) for piece in pieces), strict=True)
    return tuple(
        Wanted(
            table=case_words.name,
            having=tuple(dict.fromkeys(marks)),
            unless=tuple(group[key] for group in groups),
        )
        for key, marks in enumerate(hashed)
    )


def _by_key(vault: Vault, marks: Sequence[str]) -> list[tuple[int, ...]]:
    """The marks of names under each key, the current one first."""
    return list(zip(*(index.name_marks(vault, mark) for mark in marks), strict=True))
