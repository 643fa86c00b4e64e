"""The test of a line before the call: run while the applicant waits, over the very leg that they will be met on."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from desk.model.quality import Trouble

LASTS = timedelta(seconds=5)
"""For so long the line is measured."""
GIVEN_UP = timedelta(seconds=15)
"""A test of which nothing was heard by then was lost, with its leg or its node."""


class State(StrEnum):
    """Where a test stands; three of them are the grades of `quality.Grade`."""

    NONE = "none"
    RUNNING = "running"
    GOOD = "good"
    FAIR = "fair"
    POOR = "poor"


@dataclass(frozen=True, slots=True, kw_only=True)
class LineTest:
    """A visit's newest test."""

    visit_id: str
    begun_at: datetime
    state: State
    trouble: Trouble


def seen(test: LineTest | None, now: datetime) -> LineTest | None:
    """The test as it counts now: one that runs for too long is none."""
    if test is not None and test.state is State.RUNNING and now - test.begun_at > GIVEN_UP:
        return None
    return test
