"""Estimates of a wait are made of what was seen, and are none where too little was seen."""

from datetime import timedelta

import pytest

from desk.boards.parts import Wait
from desk.boards.service import estimate

TEN = [timedelta(minutes=10)] * 3
ESTIMATES = {
    "next-of-one-clerk": (TEN, 0, 1, Wait(low=7, high=13)),
    "fourth-of-two-clerks": (TEN, 3, 2, Wait(low=14, high=26)),
    "seconds-are-a-minute-or-two": ([timedelta(seconds=5)] * 3, 0, 1, Wait(low=1, high=2)),
    "nobody-serves": (TEN, 0, 0, None),
    "two-seen": (TEN[:2], 0, 1, None),
    "none-seen": ([], 0, 1, None),
}


@pytest.mark.parametrize(("seen", "ahead", "clerks", "expected"), ESTIMATES.values(), ids=ESTIMATES.keys())
def test_an_estimate_is_a_range_around_what_was_seen(
    seen: list[timedelta], ahead: int, clerks: int, expected: Wait | None
) -> None:
    assert estimate(seen, ahead, clerks) == expected
