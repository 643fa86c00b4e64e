"""What people say who do not know what the thing they need is called (situations.yaml), heard as signs for each need.

A need is named by meanings of the lexicon, so that no item is known here: an item whose title has the meanings of a
row, and none that the row leaves out, is spoken for by the row's signs. A sign counts the more the more sayings of the
row have it, up to once: a word that three people use for a need is worth more than one that a single one used.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import yaml

from i18n.everyday import ELSEWHERE, Everyday

SITUATIONS: Final = Path(__file__).parent / "situations.yaml"
ONCE: Final = 0.55
"""What a sign is worth that one saying of a need has; each further one takes the same share of what is left."""
FEW: Final = 100
"""A need that more items have tells none of them apart, and is left out."""
APART: Final = " / "
LEFT_OUT: Final = "!"


@dataclass(frozen=True, slots=True, kw_only=True)
class Need:
    """One row: the meanings a title must have, those it must not have, and what its signs are worth, up to 1."""

    has: frozenset[str]
    lacks: frozenset[str]
    signs: Mapping[str, float]

    def is_of(self, means: Collection[str]) -> bool:
        """Whether a title of these meanings comes to this need."""
        return self.has.issubset(means) and self.lacks.isdisjoint(means)


class Situations:
    """The rows, read once and handed in; nothing in them changes. `words`: every word of Latin writing in them."""

    def __init__(self, everyday: Everyday, told: Path = SITUATIONS) -> None:
        rows = yaml.safe_load(told.read_text(encoding="utf-8"))
        self.words: Final = frozenset(
            word
            for row in [*rows["needs"].values(), rows["nobody"]]
            for said in row.values()
            for word in everyday.spelt(said)
        )
        self.needs: Final = tuple(_need(everyday, name, row) for name, row in rows["needs"].items())
        self.nobody: Final = _worth(everyday, _sayings(rows["nobody"]))

    def of(self, titles: Sequence[Collection[str]]) -> list[dict[str, float]]:
        """The signs that speak for each item, told by its title's meanings; each by the row where it is worth most."""
        needs = [[need for need in self.needs if need.is_of(title)] for title in titles]
        having = Counter(id(need) for found in needs for need in found)
        return [_best(need for need in found if having[id(need)] <= FEW) for found in needs]


def _best(needs: Iterable[Need]) -> dict[str, float]:
    found: dict[str, float] = {}
    for need in needs:
        for sign, worth in need.signs.items():
            found[sign] = max(worth, found.get(sign, 0.0))
    return found


def _need(everyday: Everyday, name: str, row: Mapping[str, str]) -> Need:
    names = name.split()
    return Need(
        has=frozenset(one for one in names if not one.startswith(LEFT_OUT)),
        lacks=frozenset(one.removeprefix(LEFT_OUT) for one in names if one.startswith(LEFT_OUT)),
        signs={s: worth for s, worth in _worth(everyday, _sayings(row)).items() if not s.startswith(ELSEWHERE)},
    )


def _sayings(row: Mapping[str, str]) -> list[str]:
    return [saying for said in row.values() for saying in said.split(APART)]


def _worth(everyday: Everyday, sayings: Iterable[str]) -> dict[str, float]:
    counted = Counter(sign for saying in sayings for sign in everyday.hear(saying).signs)
    return {sign: 1 - (1 - ONCE) ** times for sign, times in counted.items()}
