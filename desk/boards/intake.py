"""Listens to what a person wants in their own words: the catalogue in force as it is heard, and what is answered."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from desk.model.catalogue.intake import Answer, Intake, Told
from desk.model.catalogue.words import Words
from i18n.everyday import ELSEWHERE, MEANS, Everyday
from i18n.situations import Situations


@dataclass(frozen=True, slots=True, kw_only=True)
class Listener:
    """The lexicon, and what was made of one state of the catalogue."""

    everyday: Everyday
    intake: Intake

    def answer(self, said: str) -> Answer:
        """Which items may be meant."""
        return self.intake.answer(self.signs(said))

    def quoted(self, said: str, pieces: Iterable[str]) -> tuple[str, ...]:
        """These pieces as they were written; what was put right is left out, and what lies within another."""
        written = [self.everyday.quote(said, piece) for piece in pieces]
        return tuple(one for one in dict.fromkeys(written) if one and not any(one in more != one for more in written))

    def signs(self, said: str) -> dict[str, str]:
        """What is heard in a sentence, with words that were spelt otherwise put right."""
        spelt = [word for word in self.everyday.spelt(said) if not self.everyday.is_idle(word)]
        return dict(self.everyday.hear(said, self.intake.meant(spelt)).signs)


def listener(everyday: Everyday, items: Sequence[Words], situations: Situations | None = None) -> Listener:
    """One that knows these items, and the situations of the lexicon's folder where no others are handed in."""
    words = {word for text in {text for item in items for text in _texts(item)} for word in everyday.spelt(text)}
    heard: dict[str, frozenset[str]] = {}
    needs = situations or Situations(everyday)
    told = [_told(everyday, heard, item) for item in items]
    said = needs.of([_means(one.title) for one in told])
    told = [replace(one, said=signs) for one, signs in zip(told, said, strict=True)]
    intake = Intake(told, words | everyday.words | needs.words, needs.nobody)
    return Listener(everyday=everyday, intake=intake)


def _told(everyday: Everyday, heard: dict[str, frozenset[str]], item: Words) -> Told:
    """`heard`: what was heard before, for many items have names in common."""

    def signs(texts: Iterable[str]) -> frozenset[str]:
        unheard = dict.fromkeys(texts)
        for text in unheard:
            if text not in heard:
                heard[text] = frozenset(s for s in everyday.hear(text).signs if not s.startswith(ELSEWHERE))
        return frozenset[str]().union(*(heard[text] for text in unheard))

    return Told(
        version=(item.code, item.version),
        title=signs(item.titles.values()),
        called=signs(item.names()),
        summary=signs(item.summaries.values()),
    )


def _means(signs: Iterable[str]) -> frozenset[str]:
    return frozenset(sign.removeprefix(MEANS) for sign in signs if sign.startswith(MEANS))


def _texts(item: Words) -> Iterable[str]:
    yield from item.titles.values()
    yield from item.names()
    yield from item.summaries.values()
