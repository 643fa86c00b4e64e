"""What a name is found by: the marks it is indexed under, and those that a query asks for, the nearest first.

Theory of operation. A name is *folded* (script, case, width and accents levelled, character by character; the fold is
handed in). Of each spelling these are its marks:

    =  the whole as it is written, so that an exact hit is one reading of the index
    ~  the whole folded, without spaces
    .  each word of several, folded
    &  each two words of one spelling: two common words together are rare, and so they are read and not intersected
    *  each piece: two characters that follow each other, and in Latin letters three

A query asks in four tiers: exact, folded, whole words in any order, and parts. Each tier leaves out what an earlier one
has, so that a case stands in one of them. Pieces and words may be scattered over a person's names, so what is found is
opened and looked at (`holds`) before anybody sees it.

Two characters are the least that can be looked for, and two Latin letters find whole words alone (Ng, Li): single
characters, and pairs of letters, would tell more of a copied index than they help whoever searches.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import combinations, pairwise

Fold = Callable[[str], str]
"""Levels a text so that fold(a + b) == fold(a) + fold(b)."""

LONGEST_QUERY = 100
"""Characters; what is typed beyond is not looked for."""
LEAST_QUERY = 2
MOST_MARKS = 300
"""Of one case: many more than the spellings of a person have. What is beyond is not found."""
MOST_WORDS = 8
"""Of one spelling that are looked for in twos."""
MOST_WANTED = 6
"""So many marks of a query narrow enough; the rest is looked at in what they find."""


class Near(StrEnum):
    """How near a name comes to what was typed, the nearest first."""

    EXACT = "exact"
    FOLDED = "folded"
    WORDS = "words"
    PARTS = "parts"


@dataclass(frozen=True, slots=True, kw_only=True)
class Tier:
    """Marks that a case must all have, and groups of marks none of which it may have whole."""

    near: Near
    wanted: tuple[str, ...]
    unless: tuple[tuple[str, ...], ...] = ()


def marks(fold: Fold, names: Iterable[str]) -> tuple[str, ...]:
    """What these spellings are indexed under, each mark once."""
    found = dict.fromkeys(mark for name in names for mark in _marks(fold, name))
    return tuple(found)[:MOST_MARKS]


def tiers(fold: Fold, query: str) -> tuple[Tier, ...]:
    """What to ask the index for, tier by tier; nothing for a query that is too short."""
    words = _words(fold, query[:LONGEST_QUERY])
    solid = "".join(words)
    if len(solid) < LEAST_QUERY:
        return ()
    exact, folded = (f"={_written(query[:LONGEST_QUERY])}",), (f"~{solid}",)
    whole = _whole_words(words)
    parts = tuple(dict.fromkeys(f"*{piece}" for word in words for piece in pieces(word)))[:MOST_WANTED]
    asked = (
        Tier(near=Near.EXACT, wanted=exact),
        Tier(near=Near.FOLDED, wanted=folded, unless=(exact,)),
        Tier(near=Near.WORDS, wanted=whole, unless=(folded,)),
        Tier(near=Near.PARTS, wanted=parts, unless=(folded, whole)),
    )
    return tuple(tier for tier in asked if tier.wanted)


def holds(fold: Fold, query: str, names: Iterable[str]) -> bool:
    """Whether one of these names has every word of the query, or one of the texts."""
    words = _words(fold, query[:LONGEST_QUERY])
    return bool(words) and any(all(word in solid for word in words) for solid in map(_solid(fold), names))


def pieces(solid: str) -> Iterator[str]:
    """The pieces of a folded text without spaces; any part of it has pieces of its own among them, if it has any."""
    for place in range(len(solid) - 1):
        two = solid[place : place + 2]
        if not two.isascii():
            yield two
        elif len(three := solid[place : place + 3]) == 3 and three.isascii():
            yield three


def text_pieces(fold: Fold, texts: Iterable[str]) -> tuple[str, ...]:
    """The pieces of the words of longer texts, each once: what a record is found by."""
    return tuple(dict.fromkeys(piece for text in texts for word in _words(fold, text) for piece in pieces(word)))


def _marks(fold: Fold, name: str) -> Iterator[str]:
    words = _words(fold, name)
    solid = "".join(words)
    if not solid:
        return
    yield f"={_written(name)}"
    yield f"~{solid}"
    if len(words) > 1:
        yield from (f".{word}" for word in words)
        yield from (_pair(one, other) for one, other in combinations(words[:MOST_WORDS], 2))
    yield from (f"*{piece}" for piece in pieces(solid))


def _whole_words(words: list[str]) -> tuple[str, ...]:
    """A lone word as it is; several in twos, as they follow each other."""
    if len(words) == 1:
        return (f".{words[0]}",)
    return tuple(dict.fromkeys(_pair(one, other) for one, other in pairwise(words[:MOST_WORDS])))[:MOST_WANTED]


def _pair(one: str, other: str) -> str:
    first, second = sorted((one, other))
    return f"&{first} {second}"


def _written(text: str) -> str:
    """To the code point, but for how far apart the words stand."""
    return " ".join(text.split())


def _words(fold: Fold, text: str) -> list[str]:
    return "".join(char if char.isalnum() else " " for char in fold(text)).split()


def _solid(fold: Fold) -> Callable[[str], str]:
    return lambda name: "".join(_words(fold, name))
