"""Periods are read from what an item says, and nothing that was not handed in is kept for long."""

from datetime import UTC, datetime, timedelta

import pytest

from desk.model.retention import DAY, DEFAULTS, UNFINISHED, BadPeriod, Kind, Reason, due, periods

ENDED = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)


def test_what_an_item_does_not_say_is_the_default() -> None:
    assert periods({}) == DEFAULTS


def test_an_item_says_its_own_period_in_days() -> None:
    assert periods({"recording": 90})[Kind.RECORDING] == timedelta(days=90)


@pytest.mark.parametrize("said", [{"faces": 3}, {"record": 0}, {"record": -5}, {"record": 10**9}, {"record": "ten"}])
def test_a_period_that_is_none_is_refused(said: dict[str, int]) -> None:
    with pytest.raises(BadPeriod):
        periods(said)


def test_a_served_visit_is_kept_for_its_periods() -> None:
    assert due(DEFAULTS, Reason.RUN_OUT, ENDED) == {kind: ENDED + period for kind, period in DEFAULTS.items()}


@pytest.mark.parametrize("kind", Kind)
def test_a_visit_that_led_to_nothing_is_forgotten_soon(kind: Kind) -> None:
    assert due(DEFAULTS, Reason.UNFINISHED, ENDED)[kind] == ENDED + UNFINISHED


def test_an_item_may_forget_even_sooner() -> None:
    kinds = periods({"recording": 7})
    assert due(kinds, Reason.UNFINISHED, ENDED)[Kind.RECORDING] == ENDED + 7 * DAY


def test_withdrawn_consent_leaves_nothing() -> None:
    assert set(due(DEFAULTS, Reason.WITHDRAWN, ENDED).values()) == {ENDED}
