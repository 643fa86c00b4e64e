"""Assurance demanded and had."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from identity.assurance import ORDER, Assurance, Demand, Level, Reason, unmet

NOW = datetime(2026, 11, 21, 9, 30, tzinfo=UTC)
DEMAND = Demand(level=Level.SUBSTANTIAL, within=timedelta(hours=1))

ROWS = {
    "just-enough": (Level.SUBSTANTIAL, timedelta(minutes=60), None),
    "more-than-enough": (Level.HIGH, timedelta(0), None),
    "too-low": (Level.LOW, timedelta(0), Reason.TOO_LOW),
    "too-old": (Level.HIGH, timedelta(minutes=61), Reason.TOO_OLD),
    "from-the-future": (Level.HIGH, -timedelta(minutes=1), Reason.TOO_OLD),
}


@pytest.mark.parametrize(("level", "age", "reason"), ROWS.values(), ids=ROWS)
def test_a_demand_is_met_or_says_why_not(level: Level, age: timedelta, reason: Reason | None) -> None:
    assert unmet(Assurance(level=level, verified_at=NOW - age), DEMAND, NOW) is reason


def test_who_was_not_recognised_meets_no_demand() -> None:
    assert unmet(None, DEMAND, NOW) is Reason.NOT_RECOGNISED


def test_who_was_not_recognised_may_do_what_demands_nothing() -> None:
    assert unmet(None, Demand(level=Level.NONE, within=timedelta(0)), NOW) is None


def test_every_level_has_its_place() -> None:
    assert set(ORDER) == set(Level)
