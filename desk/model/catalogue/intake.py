"""Which items a person may mean by what they said in their own words (智能分派), and how sure that is.

Nothing is learnt from people and nothing is a riddle: a sentence and every item are heard as *signs* (i18n.everyday), a
sign counts the more the fewer items have it, and a guess tells which of the person's own words led to it. How sure a
guess is follows from two figures of it by a fixed rule; below SURE nobody is sent anywhere by a machine: a person is
asked.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches

MOST = 3
"""Guesses that are shown."""
FAINT = 0.3
"""A guess that is worth less than this share of the best one is left out."""
SURE = 0.8
"""From this likelihood on that one of the guesses is right they are shown; below, a person helps."""
LISTENED = 40_000
"""Entries looked at for one sentence: the signs that few items have come first."""
SHORTEST_MISSPELT = 5
NEAR = 0.78
"""How alike (difflib's ratio) a misspelt word and what it stands for must be."""

TITLE, CALLED, SUMMARY = 1.0, 0.9, 0.35
"""How much a sign counts by where the item has it."""
SAID = 1.0
"""How much a sign counts that people use who describe their situation, times what it is worth there."""
WEIGHTS: Mapping[str, float] = {"=": 2.0, "'": 0.4, "~": 0.35, "!": 6.0}
"""How much a sign counts by its kind: a meaning, one character, a sound, what is asked for elsewhere; all others 1."""
STRANGE = 0.6
"""How much a sign that no item has counts against all guesses."""
RULE = (-5.12, 5.78, 1.34)
"""The rule of likelihood (always, share, size), fitted by bench/intake.py (`--fit`) to what was never listed."""
ELSEWHERE = "!"
UNHEARD = 0.15
"""How much a sign that nobody knows belongs to what no item answers."""

Version = tuple[str, int]
Grounds = tuple[float, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One item as it is heard: the signs of its title, of its everyday names, of its summary, in all languages.

    `said`: signs of situations that come to this item, each with what it is worth, up to 1.
    """

    version: Version
    title: frozenset[str]
    called: frozenset[str]
    summary: frozenset[str]
    said: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Guess:
    """One item that may be meant; `because`: the pieces of the sentence that speak for it, the strongest first."""

    version: Version
    score: float
    because: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """The guesses, the likeliest first, and the grounds on which it is told how likely one of them is right."""

    guesses: tuple[Guess, ...]
    grounds: Grounds

    @property
    def likelihood(self) -> float:
        """By the rule, from its grounds."""
        return likelihood(self.grounds)

    @property
    def is_sure(self) -> bool:
        """Whether the guesses may be shown without a person."""
        return bool(self.guesses) and self.likelihood >= SURE


class Intake:
    """Made of one state of the catalogue; nothing in it changes, so threads may share it."""

    def __init__(self, items: Iterable[Told], words: Iterable[str], nobody: Mapping[str, float] | None = None) -> None:
        """`words`: every word of Latin writing that items and lexicon know. `nobody`: signs of what no item answers."""
        self._nobody = nobody or {}
        entries = sorted(items, key=lambda item: item.version)
        self._versions = [item.version for item in entries]
        self._known = frozenset(words)
        self._begun: dict[str, list[str]] = {}
        self._cut: dict[str, list[str]] = {}
        for word in sorted(self._known):
            self._begun.setdefault(word[:1], []).append(word)
            self._cut.setdefault(word[1:2], []).append(word)
        self._places: dict[str, list[tuple[int, float]]] = {}
        for place, item in enumerate(entries):
            for sign, weight in _weights(item).items():
                self._places.setdefault(sign, []).append((place, weight))

    def meant(self, words: Sequence[str]) -> dict[str, str]:
        """What each word that nobody knows may have been meant to be."""
        strange = {word for word in words if word not in self._known and len(word) >= SHORTEST_MISSPELT}
        near = {word: get_close_matches(word, self._alike(word), n=1, cutoff=NEAR) for word in sorted(strange)[:8]}
        return {word: found[0] for word, found in near.items() if found}

    def _alike(self, word: str) -> list[str]:
        """The words it may stand for: begun alike or with one letter more, and about as long."""
        begun = [known for known in self._begun.get(word[0], ()) if abs(len(known) - len(word)) <= 2]
        return begun + [known for known in self._cut.get(word[0], ()) if abs(len(known) - len(word)) <= 2]

    def answer(self, signs: Mapping[str, str]) -> Answer:
        """The items that share the rarest signs with a sentence. `signs`: each with the piece it was heard in."""
        scores: dict[int, float] = {}
        spoke: dict[int, dict[str, float]] = {}
        worths = {sign: self._worth(sign) for sign in signs}
        left = LISTENED
        for sign in sorted(signs, key=lambda sign: (len(self._places.get(sign, ())), sign)):
            found = self._places.get(sign, [])
            if len(found) > left:
                continue
            left -= len(found)
            for place, weight in found:
                scores[place] = scores.get(place, 0.0) + worths[sign] * weight
                spoke.setdefault(place, {})[sign] = worths[sign] * weight
        best = sorted(scores, key=lambda place: (-scores[place], place))[: MOST + 1]
        guesses = [self._guess(place, scores[place], spoke[place], signs) for place in best]
        shown = tuple(guess for guess in guesses[:MOST] if guess.score >= FAINT * guesses[0].score)
        against = {sign: worths[sign] * self._nobodys(sign) for sign in signs}
        return Answer(guesses=shown, grounds=grounds(spoke[best[0]] if best else {}, against))

    def _nobodys(self, sign: str) -> float:
        """How much a sign belongs to what no item answers, up to 1."""
        if sign.startswith(ELSEWHERE):
            return 1.0
        return max(self._nobody.get(sign, 0.0), 0.0 if sign in self._places else UNHEARD)

    def _worth(self, sign: str) -> float:
        """The fewer items have a sign, the more it says; one that none has still says that something else is meant."""
        having, every = len(self._places.get(sign, ())), len(self._versions)
        rare = math.log(1 + (every - having + 0.5) / (having + 0.5))
        if not having:
            return 0.0 if sign[0] == "~" else STRANGE * math.log(1 + every) * WEIGHTS.get(sign[0], 1.0)
        return rare * WEIGHTS.get(sign[0], 1.0)

    def _guess(self, place: int, score: float, spoke: Mapping[str, float], signs: Mapping[str, str]) -> Guess:
        pieces: dict[str, float] = {}
        for sign, worth in spoke.items():
            pieces[signs[sign]] = pieces.get(signs[sign], 0.0) + worth
        because = sorted(pieces, key=lambda piece: (-pieces[piece], piece))
        return Guess(version=self._versions[place], score=score, because=tuple(because[:MOST]))


def grounds(best: Mapping[str, float], nobody: Mapping[str, float]) -> Grounds:
    """Each sign speaks for the best guess or for nobody, by the difference: the share of the first, and its size."""
    gaps = [best.get(sign, 0.0) - nobody.get(sign, 0.0) for sign in {*best, *nobody}]
    apart, against = math.fsum(gap for gap in gaps if gap > 0), -math.fsum(gap for gap in gaps if gap < 0)
    return (apart / (apart + against), math.sqrt(apart)) if apart else (0.0, 0.0)


def likelihood(of: Grounds) -> float:
    """How likely one of the guesses is right: a logistic rule of those figures."""
    if not any(of):
        return 0.0
    return 1 / (1 + math.exp(-sum(weight * figure for weight, figure in zip(RULE, (1.0, *of), strict=True))))


def _weights(item: Told) -> dict[str, float]:
    """How much each sign of an item counts: by the place where it counts most."""
    counted: dict[str, float] = dict.fromkeys(item.summary, SUMMARY)
    counted |= dict.fromkeys(item.called, CALLED)
    counted |= dict.fromkeys(item.title, TITLE)
    for sign, worth in item.said.items():
        counted[sign] = max(counted.get(sign, 0.0), SAID * worth)
    return counted
