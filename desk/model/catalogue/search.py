"""Finds items by a few words: by code, title, everyday name, summary, or the sounds of a title or name.

Law: a query costs what it finds, not what the catalogue holds. Places (an item's number in the order of codes) are kept
under short keys of each text: every two neighbouring characters of Chinese, the first three letters of every word of
other writing. A query looks through the places of its rarest key only, the nearest kind of match first, and stops when
enough is found. Texts come folded (i18n.scripts), so that both scripts, cases and accents are one.
"""

import re
from array import array
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

from desk.model.catalogue.words import Words

MOST = 30
"""What one search shows at most; who sees so many types another word."""
LEAD, PAIR = 3, 2
"""How long a key is: letters of a word, characters of Chinese."""
SOUND_LEAD = 6
SHORTEST_SOUND = 2
WHOLE_SOUND = 4
"""Letters from which a query is also looked for in the whole syllables, not in their initials alone."""
LAST = chr(0x10FFFF)

_WORD = re.compile(r"[a-z0-9]+")
_REST = re.compile(r"[^a-z0-9\s]+")

Fold = Callable[[str], str]
Places = Mapping[str, "array[int]"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sounds:
    """One text as it is typed by its sound, in one romanisation: its initials, and its syllables."""

    initials: str
    syllables: tuple[str, ...]


Sound = Callable[[str], Sequence[Sounds]]
"""The romanisations of one folded text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What a search found, the nearest first; `more` when it stopped at MOST."""

    versions: tuple[tuple[str, int], ...]
    more: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Under:
    """The places under one or several keys, one key's after another's: some may come twice."""

    each: Sequence["array[int]"]

    def __len__(self) -> int:
        return sum(map(len, self.each))

    def __iter__(self) -> Iterator[int]:
        return chain.from_iterable(self.each)


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One kind of text of all items: what each says, on lines of its own, and the places under each key."""

    texts: Sequence[str]
    places: Places
    keys: tuple[str, ...]

    def holding(self, wanted: str) -> Iterator[int]:
        """The places whose text holds the query as it is."""
        return (place for place in self.narrowed(wanted) if wanted in self.texts[place])

    def narrowed(self, wanted: str) -> Under:
        """Places that may hold it, by its rarest key: none that does is missing."""
        return min((self.under(key) for key in asked(wanted)), key=len, default=NOWHERE)

    def under(self, key: str, whole: int = 0) -> Under:
        """The places of a key; of one that is shorter than `whole` letters, those of every key that begins so."""
        if len(key) == (whole or (LEAD if key.isascii() and key.isalnum() else PAIR)):
            return Under(each=[self.places[key]]) if key in self.places else NOWHERE
        begin, end = bisect_left(self.keys, key), bisect_left(self.keys, key + LAST)
        return Under(each=[self.places[one] for one in self.keys[begin:end]])


NOWHERE = Under(each=())


class Search:
    """An index over one state of the catalogue; nothing in it changes, so threads may share it."""

    def __init__(self, items: Iterable[Words], fold: Fold, sound: Sound) -> None:
        entries = sorted(items, key=lambda item: item.code)
        self._versions = [(item.code, item.version) for item in entries]
        titles = [_distinct(fold(text) for text in (*item.titles.values(), item.code)) for item in entries]
        called = [_distinct(map(fold, item.names())) for item in entries]
        self._exact: dict[str, list[int]] = {}
        for place, texts in enumerate(zip(titles, called, strict=True)):
            for text in dict.fromkeys(chain(*texts)):
                self._exact.setdefault(text, []).append(place)
        self._begins = sorted((text, place) for place, texts in enumerate(titles) for text in texts)
        self._titles = _field(["\n".join(texts) for texts in titles])
        self._called = _field(["\n".join(texts) for texts in called])
        self._summaries = _field(["\n".join(_distinct(map(fold, item.summaries.values()))) for item in entries])
        heard = (
            [one for text in (*first, *second) for one in sound(text)]
            for first, second in zip(titles, called, strict=True)
        )
        self._heard = _sounds(list(heard))

    def __len__(self) -> int:
        return len(self._versions)

    def find(self, wanted: str) -> Found:
        """The items that hold a folded query: by title, everyday name, sound, summary, at last by its words apart."""
        wanted = " ".join(wanted.split())
        hits: dict[int, None] = {}
        for place in self._hits(wanted) if wanted else ():
            hits[place] = None
            if len(hits) > MOST:
                break
        versions = tuple(self._versions[place] for place in hits)
        return Found(versions=versions[:MOST], more=len(versions) > MOST)

    def _hits(self, wanted: str) -> Iterator[int]:
        """Places, nearest first; some twice."""
        yield from self._exact.get(wanted, ())
        yield from self._beginning(wanted)
        yield from self._titles.holding(wanted)
        yield from self._called.holding(wanted)
        yield from self._sounding(wanted)
        yield from self._summaries.holding(wanted)
        yield from self._apart(wanted.split(" "))

    def _beginning(self, wanted: str) -> Iterator[int]:
        for at in range(bisect_left(self._begins, (wanted, -1)), len(self._begins)):
            text, place = self._begins[at]
            if not text.startswith(wanted):
                return
            yield place

    def _sounding(self, wanted: str) -> Iterator[int]:
        """By what is typed of pinyin or jyutping: the initials of a text's beginning, or whole syllables."""
        typed = wanted.replace(" ", "").replace("'", "")
        if len(typed) < SHORTEST_SOUND or not (typed.isascii() and typed.isalpha()):
            return
        begun = self._heard.under(typed[:SHORTEST_SOUND], SHORTEST_SOUND)
        yield from (place for place in begun if self._holds(place, f"\n{typed}"))
        if len(typed) >= WHOLE_SOUND:
            run = self._heard.under(f"={typed[:SOUND_LEAD]}", 1 + SOUND_LEAD)
            yield from (place for place in run if self._holds(place, typed))

    def _holds(self, place: int, typed: str) -> bool:
        return typed in self._heard.texts[place]

    def _apart(self, words: Sequence[str]) -> Iterator[int]:
        """The items that hold every word somewhere among title, names and summaries: looked for by the rarest word."""
        if len(words) < 2:
            return
        fields = (self._titles, self._called, self._summaries)
        each = [[field.narrowed(word) for field in fields] for word in words]
        for place in chain(*min(each, key=lambda found: sum(map(len, found)))):
            if all(any(word in field.texts[place] for field in fields) for word in words):
                yield place


def keys(text: str) -> Iterator[str]:
    """What a text is kept under."""
    for word in _WORD.findall(text):
        yield word[:LEAD]
    for run in _REST.findall(text):
        for place in range(len(run)):
            yield run[place : place + PAIR]


def asked(wanted: str) -> list[str]:
    """The keys that a text holding the query has all, or keys that begin so: a last word may be half typed."""
    found = [word[:LEAD] for word in _WORD.findall(wanted)]
    for run in _REST.findall(wanted):
        found += [run[place : place + PAIR] for place in range(max(1, len(run) - 1))]
    return found


def _field(texts: list[str]) -> Field:
    return _kept(texts, (set(keys(text)) for text in texts))


def _sounds(heard: list[list[Sounds]]) -> Field:
    """Each item's sounds on lines: initials, and syllables run together, kept under how every syllable begins."""
    texts = ["\n".join(["", *dict.fromkeys(_lines(sounds))]) for sounds in heard]
    return _kept(texts, (set(_sound_keys(sounds)) for sounds in heard))


def _lines(sounds: Iterable[Sounds]) -> Iterator[str]:
    for one in sounds:
        yield one.initials
        yield "".join(one.syllables)


def _sound_keys(sounds: Iterable[Sounds]) -> Iterator[str]:
    for one in sounds:
        yield one.initials[:SHORTEST_SOUND]
        for place in range(len(one.syllables)):
            yield "=" + "".join(one.syllables[place : place + SOUND_LEAD])[:SOUND_LEAD]


def _kept(texts: list[str], each: Iterable[Iterable[str]]) -> Field:
    places: dict[str, array[int]] = {}
    for place, found in enumerate(each):
        for key in found:
            places.setdefault(key, array("I")).append(place)
    return Field(texts=texts, places=places, keys=tuple(sorted(places)))


def _distinct(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(text for text in texts if text))
