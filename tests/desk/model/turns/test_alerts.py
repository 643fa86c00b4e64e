"""What is urgent, and in which order."""

from datetime import timedelta

import pytest

from desk.model.turns import alerts
from desk.model.turns.alerts import Alert, Kind


def alert(kind: Kind, subject: str, minutes: int = 0) -> Alert:
    return Alert(kind=kind, subject=subject, name="", minutes=minutes)


def test_somebody_who_stands_and_waits_for_help_comes_before_everything_else() -> None:
    found = alerts.in_order([alert(kind, "x") for kind in reversed(Kind)])
    assert [each.kind for each in found] == list(Kind)


def test_of_one_kind_what_lasts_longest_comes_first() -> None:
    found = alerts.in_order([alert(Kind.LATE, "a", 12), alert(Kind.LATE, "b", 30)])
    assert [each.subject for each in found] == ["b", "a"]


def test_of_turns_that_lapse_the_next_to_lapse_comes_first() -> None:
    found = alerts.in_order([alert(Kind.LAPSING, "a", 9), alert(Kind.LAPSING, "b", 2)])
    assert [each.subject for each in found] == ["b", "a"]


@pytest.mark.parametrize(("seconds", "is_so"), [(119, False), (120, True)])
def test_a_call_for_help_is_unanswered_after_two_minutes(seconds: int, is_so: bool) -> None:
    assert alerts.unanswered(timedelta(seconds=seconds)) is is_so


@pytest.mark.parametrize(("minutes", "is_so"), [(16.9, False), (17, True), (30, True)])
def test_a_wait_nears_its_promise_three_minutes_before(minutes: float, is_so: bool) -> None:
    assert alerts.nears(timedelta(minutes=minutes), timedelta(minutes=20)) is is_so


@pytest.mark.parametrize(("seconds", "is_so"), [(89, False), (90, True)])
def test_a_corner_is_silent_after_some_reports_that_did_not_come(seconds: int, is_so: bool) -> None:
    assert alerts.silent(timedelta(seconds=seconds)) is is_so


@pytest.mark.parametrize(("minutes", "is_so"), [(11, False), (10, True), (-1, True)])
def test_a_parked_turn_lapses_soon_within_ten_minutes(minutes: int, is_so: bool) -> None:
    assert alerts.lapses_soon(timedelta(minutes=minutes)) is is_so
