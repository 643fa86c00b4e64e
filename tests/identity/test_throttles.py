"""Failures in a row lock, each time for longer, and at last for good; the right answer, or a person, ends it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from identity.errors import Stopped, Throttled
from identity.throttles import MOVES, Move, Rule, State, Throttle, cleared, failed, lifted, refusal, step

NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
RULE = Rule()
MINUTE = timedelta(minutes=1)


def after(failures: int) -> tuple[Throttle, datetime]:
    """A key that failed so often, each time as soon as it might, and the moment of its last failure."""
    throttle, now = Throttle(), NOW
    for _ in range(failures):
        while isinstance(refused := refusal(throttle, now), Throttled):
            now += refused.wait
        throttle = failed(throttle, RULE, now)
    return throttle, now


@pytest.mark.parametrize(("failures", "minutes"), [(10, 15), (20, 30), (30, 60), (40, 120)])
def test_each_tenth_failure_locks_for_twice_as_long(failures: int, minutes: int) -> None:
    throttle, now = after(failures)
    refused = refusal(throttle, now)
    assert isinstance(refused, Throttled)
    assert refused.wait == minutes * MINUTE


@pytest.mark.parametrize("failures", [0, 1, 9, 11, 19, 49])
def test_between_the_locks_nothing_is_refused(failures: int) -> None:
    assert refusal(*after(failures)) is None


def test_a_lock_ends_to_the_second() -> None:
    throttle, now = after(10)
    assert refusal(throttle, now + 15 * MINUTE - timedelta(microseconds=1)) is not None
    assert refusal(throttle, now + 15 * MINUTE) is None


def test_a_lock_that_is_over_leaves_the_count() -> None:
    throttle, now = after(10)
    assert failed(throttle, RULE, now + 15 * MINUTE).failures == 11


def test_the_fiftieth_failure_stops_for_good() -> None:
    throttle, now = after(50)
    assert isinstance(refusal(throttle, now + timedelta(days=3650)), Stopped)


@pytest.mark.parametrize("failures", [1, 9, 10, 49])
def test_the_right_answer_clears_the_count(failures: int) -> None:
    throttle, now = after(failures)
    assert cleared(throttle, now + timedelta(hours=3)) == Throttle()


@pytest.mark.parametrize("failures", [10, 50])
def test_nothing_is_counted_or_cleared_while_locked(failures: int) -> None:
    throttle, now = after(failures)
    with pytest.raises(ValueError, match="cannot"):
        failed(throttle, RULE, now)
    with pytest.raises(ValueError, match="cannot clear"):
        cleared(throttle, now)


@pytest.mark.parametrize("failures", [0, 3, 10, 50])
def test_a_person_may_always_lift_it(failures: int) -> None:
    assert lifted(*after(failures)) == Throttle()


@given(pauses=st.lists(st.integers(0, 200), max_size=120))
def test_nobody_has_more_than_fifty_tries_however_they_wait(pauses: list[int]) -> None:
    throttle, now, tries = Throttle(), NOW, 0
    for pause in pauses:
        now += pause * MINUTE
        if refusal(throttle, now) is None:
            throttle, tries = failed(throttle, RULE, now), tries + 1
    assert tries == throttle.failures <= RULE.stop


@pytest.mark.parametrize(("state", "move"), [(s, m) for s in State for m in Move if (s, m) not in MOVES], ids=str)
def test_there_is_no_other_move(state: State, move: Move) -> None:
    with pytest.raises(ValueError, match=f"{state} cannot {move}"):
        step(state, move)


def test_a_naive_time_is_refused() -> None:
    with pytest.raises(ValueError, match="aware"):
        refusal(Throttle(), NOW.replace(tzinfo=None))
