"""Finds sealed names by a part of them, in any script: which pieces of a name are indexed, and what holds a query.

Theory of operation. A name is *folded* (script, case, width and accents levelled, character by character; the fold is
handed in), and what is neither letter nor digit is left out. Its pieces are the bigrams of that, and a name of one
character is its own piece. The caller keeps a keyed hash of each piece; whoever looks for a part of a name asks for
the names that have all the pieces of the part. Pieces may be scattered over a name, so what is found is opened and
looked at (`holds`) before anybody sees it.

Two characters are the least that can be looked for. Single characters are not indexed: their frequencies would give
common surnames away to somebody who has a copy of the index, and a search for one finds thousands.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable

Fold = Callable[[str], str]
"""Levels a text so that fold(a + b) == fold(a) + fold(b): any part of it is found by its own fold."""

LONGEST_QUERY = 100
"""Characters; what is typed beyond is not looked for."""
MOST_PIECES = 600
"""Of one person: the names of a provider's answer at their longest. What is beyond is not found by name."""
MOST_WANTED = 8
"""So many pieces of a query narrow enough; the rest is looked at in what they find."""


def pieces(fold: Fold, names: Iterable[str]) -> tuple[str, ...]:
    """What these names are indexed under, each piece once."""
    found = dict.fromkeys(piece for name in names for piece in _cut(_solid(fold(name))))
    return tuple(found)[:MOST_PIECES]


def wanted(fold: Fold, query: str) -> tuple[str, ...]:
    """Pieces that every name holding the query has; none when the query is too short to be looked for.

    The words of a query may stand in any order, and apart or together: `tai man chan` finds CHAN Taiman.
    """
    found = dict.fromkeys(piece for word in _words(fold, query) if len(word) > 1 for piece in _cut(word))
    return tuple(found)[:MOST_WANTED]


def holds(fold: Fold, query: str, names: Iterable[str]) -> bool:
    """Whether one of these names has every word of the query."""
    words = _words(fold, query)
    return bool(words) and any(all(word in solid for word in words) for solid in (_solid(fold(name)) for name in names))


def masked(name: str) -> str:
    """The first character of each word, stars for the others: 陳**, C*** T** M**. A lone one is hidden as well.

    What stands on a character (an accent, what chooses its form) belongs to it: it is neither lost nor counted.
    """
    return " ".join(_hidden(word) for word in name.split())


def _hidden(word: str) -> str:
    bases = [place for place, char in enumerate(word) if not place or not unicodedata.category(char).startswith("M")]
    return word[: bases[1]] + "*" * (len(bases) - 1) if len(bases) > 1 else "*"


def _words(fold: Fold, query: str) -> list[str]:
    levelled = "".join(char if char.isalnum() else " " for char in fold(query[:LONGEST_QUERY]))
    return levelled.split()


def _solid(folded: str) -> str:
    return "".join(char for char in folded if char.isalnum())


def _cut(solid: str) -> list[str]:
    if len(solid) == 1:
        return [solid]
    return [solid[place : place + 2] for place in range(len(solid) - 1)]
