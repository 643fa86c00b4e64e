"""The labelled sentences are sound, are split by their rule, and the unseen ones are understood."""

import functools

import pytest

from bench import intake
from desk.boards.intake import listener
from i18n.everyday import Everyday
from i18n.readings import Readings
from i18n.scripts import Scripts

EVERY = intake.sentences()


@functools.cache
def unseen() -> dict[str, float]:
    """The figures of the unseen part."""
    by = listener(Everyday(Scripts(), Readings()), intake.catalogue())
    return intake.figures(intake.heard(by, [one for one in EVERY if one.is_unseen]))


def test_there_are_enough_sentences() -> None:
    assert len(EVERY) >= 300


def test_no_sentence_is_there_twice() -> None:
    assert len({one.say for one in EVERY}) == len(EVERY)


def test_every_item_of_the_demonstration_is_asked_for() -> None:
    assert {item.code for item in intake.catalogue()} == {code for one in EVERY for code in one.means}


def test_neither_part_is_small() -> None:
    assert 0.4 < sum(one.is_unseen for one in EVERY) / len(EVERY) < 0.6


@pytest.mark.parametrize(
    ("figure", "at_least"), [("top1", 0.85), ("top3", 0.95), ("top3_shown", 0.95), ("nobody_to_a_person", 0.7)]
)
def test_the_unseen_part_is_understood(figure: str, at_least: float) -> None:
    assert unseen()[figure] >= at_least
