"""Who goes first follows from one place in line: when a turn was taken, less the head start of its class."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from desk.model.turns.order import CARE, HEAD_STARTS, Priority, Reason, Rules, lasting, rules_of, stands_at

TAKEN = datetime(2026, 11, 21, 7, 0, tzinfo=UTC)


def place(priority: Priority, minutes: float = 0) -> datetime:
    """The place of a turn of this class that was taken so many minutes later."""
    return stands_at(priority, TAKEN + timedelta(minutes=minutes), Rules())


def test_of_one_moment_the_classes_go_in_their_order() -> None:
    assert sorted(Priority, key=place) == list(Priority)


def test_of_one_class_the_earlier_goes_first() -> None:
    assert place(Priority.CARE) < place(Priority.CARE, 1)


@pytest.mark.parametrize("priority", [Priority.APPOINTMENT, Priority.CARE])
def test_who_waited_longer_than_a_head_start_starves_no_more(priority: Priority) -> None:
    start = HEAD_STARTS[priority] / timedelta(minutes=1)
    assert place(priority, start - 1) < place(Priority.ORDINARY) < place(priority, start + 1)


def test_a_broken_meetings_turn_goes_before_everybody_of_its_day() -> None:
    assert place(Priority.RETURNING, 22 * 60) < place(Priority.APPOINTMENT)


def test_care_is_told_for_three_reasons() -> None:
    assert {Reason.ELDERLY, Reason.DISABLED, Reason.PREGNANT} == CARE


@pytest.mark.parametrize("reason", sorted(Reason))
def test_of_care_lasts_that_it_was_care(reason: Reason) -> None:
    assert lasting(reason) is (Reason.CARE if reason in CARE else reason)


def test_a_zone_that_decides_nothing_has_the_usual_rules() -> None:
    assert rules_of({}) == Rules()


def test_a_zone_decides_spans_in_seconds_counts_and_the_night() -> None:
    rules = rules_of({"parked_for": 600, "announcements": 5, "ends_at_night": True})
    assert rules == Rules(parked_for=timedelta(minutes=10), announcements=5, ends_at_night=True)


def test_a_zone_decides_one_head_start_and_keeps_the_others() -> None:
    rules = rules_of({"head_starts": {"care": 900}})
    assert rules.head_starts == {**HEAD_STARTS, Priority.CARE: timedelta(minutes=15)}


@pytest.mark.parametrize(
    "told",
    [
        {"parked_for": -1},
        {"parked_for": "long"},
        {"parked_for": True},
        {"announcements": -1},
        {"announcements": "three"},
        {"announcements": True},
        {"ends_at_night": 1},
        {"head_starts": 5},
        {"head_starts": {"care": -5}},
        {"head_starts": {"royalty": 5}},
        {"unheard_of": 1},
    ],
    ids=repr,
)
def test_rules_that_can_be_none_are_refused(told: dict[str, Any]) -> None:
    with pytest.raises((ValueError, KeyError)):
        rules_of(told)
