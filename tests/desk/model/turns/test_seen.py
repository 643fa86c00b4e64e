"""What was little seen leans on what was seen more."""

import math

import pytest

from desk.model.turns.seen import Service, seen, turnover


def met(item: str, skill: str, minutes: float, times: int, clerk: str = "one", hour: int = 9) -> list[Service]:
    return [Service(item=item, skill=skill, clerk=clerk, hour=hour, seconds=minutes * 60)] * times


def test_of_two_meetings_nothing_is_told() -> None:
    assert seen(met("A", "trade", 10, 2)) is None


def test_an_item_seen_once_lies_between_itself_and_its_skill() -> None:
    known = seen([*met("A", "trade", 10, 100), *met("B", "trade", 40, 1)])
    assert known is not None
    assert 10 < known.spread("B", "trade", "", -1).at(0) / 60 < 20


def test_an_item_seen_often_is_taken_as_it_is() -> None:
    known = seen([*met("A", "trade", 10, 300), *met("B", "trade", 40, 300)])
    assert known is not None
    assert known.spread("B", "trade", "", -1).at(0) / 60 == pytest.approx(40, rel=0.08)


def test_a_slow_clerk_is_told_from_a_quick_one() -> None:
    known = seen([*met("A", "trade", 10, 100, "quick"), *met("A", "trade", 20, 100, "slow")])
    assert known is not None
    assert known.clerks["slow"] - known.clerks["quick"] > math.log(1.6)


def test_a_share_and_its_residual_are_each_others_ways_back() -> None:
    known = seen([service for minutes in range(3, 60) for service in met("A", "trade", minutes, 2)])
    assert known is not None
    assert known.share_below(known.residual(0.37)) == pytest.approx(0.37, abs=0.01)


def test_the_pause_between_meetings_is_the_usual_gap_and_no_lunch() -> None:
    assert turnover([("one", 0, 100), ("one", 130, 200), ("one", 240, 300), ("one", 4000, 4100)]) == 40


def test_of_one_meeting_there_is_no_gap() -> None:
    assert turnover([("one", 0, 100)]) is None
