"""The labelled sentences are sound, are split by their rule, and the unseen ones are understood."""

import functools

import pytest

from bench import intake
from desk.boards.intake import Listener, listener
from i18n.everyday import Everyday
from i18n.readings import Readings
from i18n.scripts import Scripts

EVERY = intake.sentences()
MADE = intake.development()


@functools.cache
def by() -> Listener:
    """Who hears them."""
    return listener(Everyday(Scripts(), Readings()), intake.catalogue())


@functools.cache
def unseen() -> dict[str, float]:
    """The figures of the unseen part."""
    return intake.figures(intake.heard(by(), [one for one in EVERY if one.is_unseen]))


@functools.cache
def calibrating() -> dict[str, float]:
    """The figures of the half that nothing was listed of."""
    return intake.figures(intake.heard(by(), [one for one in MADE if one.is_unseen]))


def test_there_are_enough_sentences() -> None:
    assert len(EVERY) >= 300


def test_no_sentence_is_there_twice() -> None:
    assert len({one.say for one in EVERY}) == len(EVERY)


def test_every_item_of_the_demonstration_is_asked_for() -> None:
    assert {item.code for item in intake.catalogue()} == {code for one in EVERY for code in one.means}


def test_neither_part_is_small() -> None:
    assert 0.4 < sum(one.is_unseen for one in EVERY) / len(EVERY) < 0.6


@pytest.mark.parametrize(
    ("figure", "at_least"), [("top1", 0.85), ("top3", 0.95), ("top3_shown", 0.95), ("unanswerable_to_human", 0.85)]
)
def test_the_unseen_part_is_understood(figure: str, at_least: float) -> None:
    assert unseen()[figure] >= at_least


def test_the_second_set_is_large_and_holds_enough_that_no_item_answers() -> None:
    assert len(MADE) >= 200
    assert sum(not one.means for one in MADE) >= 40


def test_the_second_set_has_no_sentence_of_the_first_and_none_twice() -> None:
    assert len({one.say for one in (*EVERY, *MADE)}) == len(EVERY) + len(MADE)


@pytest.mark.parametrize(("figure", "at_least"), [("top1", 0.8), ("top3", 0.9), ("unanswerable_to_human", 0.85)])
def test_strangers_that_were_thought_up_are_understood(figure: str, at_least: float) -> None:
    assert calibrating()[figure] >= at_least


def test_not_too_many_who_could_be_answered_are_sent_to_a_person() -> None:
    assert max(unseen()["human"], calibrating()["human"]) <= 0.2
