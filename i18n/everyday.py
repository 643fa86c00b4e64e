"""Hears what a text is about: everyday words and official ones under one meaning, words cut to their stems, sounds.

The lexicon (everyday.yaml) is data; hearing is the same each time and can be told word by word. A text becomes *signs*:

- `=mortgage`: a meaning that the lexicon knows; longest words first, so 社保卡 is a card and not 社保.
- `按揭`: two neighbouring characters of Chinese, what is idle (我想, 點樣) taken out before.
- `!journey`: something that is not asked for here.
- `'证`: one character of Chinese alone, for words that nobody knows whole.
- `~onkit`: their sounds in jyutping, for words that are heard right and written wrong.
- `certif`: the stem of a word of other writing.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path
from typing import Any, Final

import yaml

from i18n.readings import Readings
from i18n.scripts import Scripts

LEXICON: Final = Path(__file__).parent / "everyday.yaml"
LONGEST = 400
"""Characters listened to."""
STEM = 6
MEANS, SOUNDS, ELSEWHERE, ALONE = "=", "~", "!", "'"
"""What signs begin with that are not pieces of the text themselves."""
SHORTEST_TYPED = 5
"""Letters from which a word typed in pinyin or jyutping is taken as such."""

_PIECE: Final = re.compile(r"[a-z0-9]+|[^\W_a-z0-9]+")
_GAP: Final = "\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """The signs of a text, each once, and of each the piece of the folded text it was heard in."""

    signs: Mapping[str, str]

    @property
    def means(self) -> tuple[str, ...]:
        """The meanings alone, without their mark."""
        return tuple(sign[1:] for sign in self.signs if sign.startswith(MEANS))


class Everyday:
    """The lexicon, read once and handed in; nothing in it changes.

    `words`: every word of Latin writing that it knows, whole: what a misspelt word may have meant.
    """

    def __init__(self, scripts: Scripts, readings: Readings, lexicon: Path = LEXICON) -> None:
        told = yaml.safe_load(lexicon.read_text(encoding="utf-8"))
        self._scripts, self._readings = scripts, readings
        self._meanings: dict[str, tuple[str, ...]] = {}
        for mark, meanings in ((MEANS, told["meanings"]), (ELSEWHERE, told["elsewhere"])):
            for meaning, said in meanings.items():
                for phrase in self._phrases(said):
                    self._meanings[phrase] = (*self._meanings.get(phrase, ()), f"{mark}{meaning}")
        self._idle = frozenset(self._phrases(told["idle"]))
        phrases = (*self._meanings, *self._idle)
        self.words: Final = frozenset(word for phrase in phrases for word in phrase.split(" ") if word.isascii())
        for phrase, meanings in [*self._meanings.items()]:
            for typed in self._typed(phrase):
                self._meanings.setdefault(typed, meanings)
        self._longest = max(len(phrase.split(" ")) for phrase in self._meanings if phrase.isascii())
        self._widest = max(len(phrase) for phrase in self._meanings if not phrase.isascii())

    def hear(self, text: str, known: Mapping[str, str] | None = None) -> Heard:
        """What this text is about. `known`: what each misspelt word stands for."""
        signs: dict[str, str] = {}
        folded = self._scripts.fold(text[:LONGEST])
        words: list[str] = []
        for piece in [*_PIECE.findall(folded), _GAP]:
            if piece[0].isascii() and piece != _GAP:
                words.append((known or {}).get(piece, piece))
                continue
            for sign, heard in self._latin(words):
                signs.setdefault(sign, heard)
            words = []
            if piece != _GAP:
                for sign, heard in self._han(piece):
                    signs.setdefault(sign, heard)
        return Heard(signs=signs)

    def spelt(self, text: str) -> list[str]:
        """The words of other writing in a text, folded."""
        return [piece for piece in _PIECE.findall(self._scripts.fold(text[:LONGEST])) if piece.isascii()]

    def quote(self, text: str, piece: str) -> str:
        """The part of a text, as it was written, that was folded to this piece; nothing where it is not in it."""
        folds = [self._scripts.fold(character) for character in text[:LONGEST]]
        begin = "".join(folds).find(piece)
        if begin < 0:
            return ""
        reach = [*accumulate(map(len, folds), initial=0)]
        return text[bisect_right(reach, begin) - 1 : bisect_left(reach, begin + len(piece))]

    def is_idle(self, word: str) -> bool:
        """Whether a folded word says nothing of a wish."""
        return word in self._idle

    def _latin(self, words: Sequence[str]) -> Iterator[tuple[str, str]]:
        place = 0
        while place < len(words):
            taken, found = self._phrase_at(words, place)
            said = " ".join(words[place : place + taken])
            yield from ((meaning, said) for meaning in found)
            for word in words[place : place + taken]:
                if word not in self._idle:
                    yield stem(word), word
            place += taken

    def _phrase_at(self, words: Sequence[str], place: int) -> tuple[int, tuple[str, ...]]:
        for taken in range(min(self._longest, len(words) - place), 0, -1):
            said = words[place : place + taken]
            found = self._meanings.get(" ".join(said)) or self._meanings.get(" ".join(map(singular, said)))
            if found:
                return taken, found
        return 1, ()

    def _han(self, run: str) -> Iterator[tuple[str, str]]:
        """Meanings by the longest word that begins at each character; pairs and sounds of what is not idle."""
        rest, place = [], 0
        while place < len(run):
            taken, found = self._word_at(run, place)
            said = run[place : place + taken]
            yield from ((meaning, said) for meaning in found)
            rest.append(said if found else _GAP if said in self._idle else said)
            place += taken
        for part in "".join(rest).split(_GAP):
            yield from ((part[at : at + 2], part[at : at + 2]) for at in range(len(part) - 1))
            yield from ((f"{ALONE}{character}", character) for character in part)
            yield from self._sounds(part)

    def _word_at(self, run: str, place: int) -> tuple[int, tuple[str, ...]]:
        for taken in range(min(self._widest, len(run) - place), 0, -1):
            said = run[place : place + taken]
            if said in self._meanings:
                return taken, self._meanings[said]
            if said in self._idle:
                return taken, ()
        return 1, ()

    def _sounds(self, part: str) -> Iterator[tuple[str, str]]:
        sounds = [self._readings.sound(character) for character in part]
        for at in range(len(part) - 1):
            if sounds[at] and sounds[at + 1]:
                yield f"{SOUNDS}{sounds[at]}{sounds[at + 1]}", part[at : at + 2]

    def _typed(self, phrase: str) -> Iterator[str]:
        """A Chinese phrase as it is typed by its sound, run together and syllable by syllable."""
        if phrase.isascii() or len(phrase) < 2:
            return
        for reading in self._readings.of(phrase):
            if len(reading.whole) >= SHORTEST_TYPED:
                yield reading.whole
                yield " ".join(reading.syllables)

    def _phrases(self, said: Mapping[str, Any]) -> Iterator[str]:
        for words in said.values():
            for word in words:
                folded = self._scripts.fold(str(word))
                yield " ".join(_PIECE.findall(folded)) if folded.isascii() else folded


def stem(word: str) -> str:
    """A word's beginning, its plural taken off: enough to bring registo, registar and registration together."""
    return singular(word)[:STEM]


def singular(word: str) -> str:
    """A word without the s of a plural."""
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word
