"""Free words to items, on labelled sentences: `top1`, `top3`, and what went to a person.

`top1`, `top3`: the share of sentences with an item whose item is the first, or among the three, whether or not the desk
was sure enough to show them. `human`: the share of them that was shown no guesses and sent to a person;
`top3_shown`: of those that were shown guesses, how many had the right one. `unanswerable_to_human`: of the sentences
that fit no item, how many went to a person, as all should. `both`: of sentences with several needs, how many had all of
them among the three. `off`: how far the told likelihood is from what came true, on average over tenths (expected
calibration error).

Without a prefix they are of the unseen part of bench/intake.yaml, whose author wrote the lexicon. `dev_…`: of the
calibrating half of bench/intake_dev.yaml; the rule of likelihood is fitted to it, and one hand wrote it and the
situations. `fresh_…`: of a hundred sentences (bench/intake_fresh.yaml) by somebody who had looked at none of that:
these are the ones to believe. `…_tuned`: of what could be listed. `top3_without_lexicon`: by what items are called
alone.

`--errors` prints what went wrong in the tuned-on parts, `--fit` fits the rule of likelihood.
"""

import argparse
import hashlib
import math
import statistics
import time
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from bench._line import end, quantile
from desk.boards.intake import Listener, listener
from desk.chores import data
from desk.model.catalogue import intake
from desk.model.catalogue.enquiries import SKILL
from desk.model.catalogue.words import Words
from i18n.everyday import ELSEWHERE, MEANS, Everyday
from i18n.readings import Readings
from i18n.scripts import Scripts
from i18n.situations import Situations

SENTENCES = Path(__file__).with_suffix(".yaml")
FRESH = Path(__file__).with_name("intake_fresh.yaml")
DEVELOPMENT = Path(__file__).with_name("intake_dev.yaml")
MARKS = (MEANS, ELSEWHERE)
STEPS, PACE = 6000, 0.3


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """What somebody says, what is meant (nothing when no item fits), and in which kind of language."""

    say: str
    means: tuple[str, ...]
    kind: str

    @property
    def is_unseen(self) -> bool:
        """The fixed rule of the split."""
        return hashlib.sha256(self.say.encode()).digest()[0] % 2 == 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """A sentence, what was answered, and how long that took, in milliseconds."""

    sentence: Sentence
    answer: intake.Answer
    took: float

    @property
    def codes(self) -> list[str]:
        """The items guessed."""
        return [guess.version[0] for guess in self.answer.guesses]

    def has(self, most: int) -> bool:
        """Whether what is meant is among the first so many."""
        return bool(set(self.sentence.means) & set(self.codes[:most]))


def fresh() -> list[Sentence]:
    """The held-out set, which nothing was tuned on."""
    told = yaml.safe_load(FRESH.read_text(encoding="utf-8"))
    return [Sentence(say=one["say"], means=tuple(one["means"]), kind=one["kind"]) for one in told]


def development() -> list[Sentence]:
    """The set of people thought up: half for tuning, half for calibrating."""
    told = yaml.safe_load(DEVELOPMENT.read_text(encoding="utf-8"))
    return [
        Sentence(say=say, means=(means,) if isinstance(means, str) else tuple(means), kind=person["kind"])
        for person in told.values()
        for say, means in person["says"].items()
    ]


def sentences() -> list[Sentence]:
    """The whole labelled set."""
    told = yaml.safe_load(SENTENCES.read_text(encoding="utf-8"))
    found = [
        Sentence(say=say, means=(code,), kind=kind)
        for code, kinds in told["items"].items()
        for kind, says in kinds.items()
        for say in says
    ]
    for group in ("typos", "mixed", "stories", "several"):
        found += [Sentence(say=one["say"], means=tuple(one["means"]), kind=one["in"]) for one in told[group]]
    return found + [Sentence(say=say, means=(), kind=kind) for kind, says in told["nobody"].items() for say in says]


def catalogue() -> list[Words]:
    """The demonstration's items, as the store would give them."""
    return [_words(item) for item in data.read(data.DEMO).items if item["skill"] != SKILL]


def _words(item: Mapping[str, Any]) -> Words:
    names = {tag: (*item.get("everyday", {}).get(tag, ()), *item["keywords"].get(tag, ())) for tag in item["title"]}
    return Words(
        code=item["code"],
        version=1,
        titles=item["title"],
        called=names,
        summaries=item["summary"],
        department={},
        promised_days=0,
    )


class Silence(Situations):
    """No situations: what is left when only the items' own names are heard."""

    def of(self, titles: Sequence[Collection[str]]) -> list[dict[str, float]]:
        """Nothing."""
        return [{} for _ in titles]


def heard(by: Listener, every: Iterable[Sentence], *, lexicon: bool = True) -> list[Heard]:
    """All of them, one after the other; without the lexicon's meanings when told so."""
    found = []
    for sentence in every:
        begun = time.perf_counter()
        signs = by.signs(sentence.say)
        kept = signs if lexicon else {sign: piece for sign, piece in signs.items() if sign[0] not in MARKS}
        answer = by.intake.answer(kept)
        found.append(Heard(sentence=sentence, answer=answer, took=1000 * (time.perf_counter() - begun)))
    return found


def share(of: Sequence[bool]) -> float:
    """How many of them hold; 1 of none."""
    return statistics.mean(of) if of else 1.0


def figures(found: Sequence[Heard]) -> dict[str, float]:
    """What is told of one part."""
    fit = [one for one in found if one.sentence.means]
    several = [one for one in fit if len(one.sentence.means) > 1]
    shown = [one for one in fit if one.answer.is_sure]
    return {
        "top1": share([one.has(1) for one in fit]),
        "top3": share([one.has(3) for one in fit]),
        "top3_shown": share([one.has(3) for one in shown]),
        "human": 1 - len(shown) / len(fit),
        "unanswerable_to_human": share([not one.answer.is_sure for one in found if not one.sentence.means]),
        "both": share([set(one.sentence.means) <= set(one.codes) for one in several]),
        "off": off(found),
        "sentences": len(found),
    }


def off(found: Sequence[Heard]) -> float:
    """The expected calibration error of the likelihood, over tenths."""
    tenths: dict[int, list[Heard]] = defaultdict(list)
    for one in found:
        tenths[min(9, int(10 * one.answer.likelihood))].append(one)
    gaps = [
        abs(statistics.mean(one.answer.likelihood for one in part) - share([one.has(3) for one in part])) * len(part)
        for part in tenths.values()
    ]
    return sum(gaps) / len(found)


def fit(by: Listener, tuned: Sequence[Sentence]) -> list[float]:
    """The rule of likelihood by plain descent on these sentences: the rule's three weights."""
    rows = []
    for one in heard(by, tuned):
        if one.answer.guesses:
            rows.append(((1.0, *one.answer.grounds), float(one.has(3))))
    rule = [0.0] * 3
    for _ in range(STEPS):
        slope = [0.0] * 3
        for row, came in rows:
            told = 1 / (1 + math.exp(-sum(a * b for a, b in zip(rule, row, strict=True))))
            slope = [s + (came - told) * part for s, part in zip(slope, row, strict=True)]
        rule = [r + PACE * s / len(rows) for r, s in zip(rule, slope, strict=True)]
    return rule


def errors(found: Iterable[Heard]) -> None:
    """Prints what went wrong, for whoever tunes."""
    for one in found:
        if one.sentence.means and not one.has(3):
            print("missed", one.sentence.say, one.sentence.means, one.codes, round(one.answer.likelihood, 2))
        elif one.sentence.means and not one.answer.is_sure:
            print("unsure", one.sentence.say, one.sentence.means, one.codes, round(one.answer.likelihood, 2))
        elif not one.sentence.means and one.answer.is_sure:
            print("should have asked a person", one.sentence.say, one.codes, round(one.answer.likelihood, 2))


def main() -> None:
    """Hears every sentence."""
    asked = argparse.ArgumentParser()
    asked.add_argument("--errors", action="store_true")
    asked.add_argument("--fit", action="store_true")
    wish = asked.parse_args()
    items = catalogue()
    everyday = Everyday(Scripts(), Readings())
    by = listener(everyday, items)
    every = [one for one in sentences() if set(one.means) <= {item.code for item in items}]
    found = heard(by, every)
    tuned = [one for one in found if not one.sentence.is_unseen]
    unseen = [one for one in found if one.sentence.is_unseen]
    made = heard(by, development())
    calibrating = [one for one in made if one.sentence.is_unseen]
    bare = heard(listener(everyday, items, Silence(everyday)), [one.sentence for one in unseen], lexicon=False)
    if wish.errors:
        errors([*tuned, *(one for one in made if not one.sentence.is_unseen)])
    if wish.fit:
        print("fitted:", [round(value, 2) for value in fit(by, [one.sentence for one in calibrating])])
    kinds = sorted({one.sentence.kind for one in unseen})
    for kind in kinds:
        of_kind = [one for one in unseen if one.sentence.kind == kind]
        print(f"unseen, {kind}:", {name: round(value, 3) for name, value in figures(of_kind).items()})
    end(
        "intake",
        {
            **figures(unseen),
            **{f"{name}_tuned": value for name, value in figures(tuned).items() if name in ("top1", "top3", "off")},
            **{
                f"top3_{kind}": share([o.has(3) for o in unseen if o.sentence.kind == kind and o.sentence.means])
                for kind in kinds
            },
            "top3_without_lexicon": figures(bare)["top3"],
            **{f"dev_{name}": value for name, value in figures(calibrating).items() if name != "both"},
            **{f"fresh_{name}": value for name, value in figures(heard(by, fresh())).items() if name != "both"},
            "answer_p95_ms": quantile([one.took for one in found], 0.95),
            "items": len(items),
        },
    )


if __name__ == "__main__":
    main()
