"""What zone staff have to look at now, the most urgent first. Each alert says what to do; the words are in a template.

What is urgent is decided here alone, from plain figures: how long, how many, how near to a limit.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

HELP_AFTER = timedelta(minutes=2)
"""A call for help that nobody answered for so long."""
NEAR = timedelta(minutes=3)
"""So long before a wait turns late, something can still be done."""
SILENT_AFTER = timedelta(seconds=90)
"""A corner's page reports every twenty seconds."""
LAPSE_NEAR = timedelta(minutes=10)
"""So long before a parked turn lapses, its holder can still be found."""


class Kind(StrEnum):
    """What is the matter, the most urgent first: somebody waits; nobody serves; a promise; a device; what can still
    be mended today."""

    HELP = "help"
    UNSERVED = "unserved"
    LATE = "late"
    CASES_LATE = "cases-late"
    SILENT_IN_VISIT = "silent-in-visit"
    LAPSING = "lapsing"
    CASES_SOON = "cases-soon"
    FOLLOW_UPS = "follow-ups"
    SILENT = "silent"


URGENCY = {kind: rank for rank, kind in enumerate(Kind)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Alert:
    """`subject`: the id of a corner or ticket, or a skill; `name`: what that is called; `number`: the turn concerned.

    `count`: how many wait, or (cases, follow-ups) there are; `minutes`: how long it has lasted, or (lapsing) is
    left; `limit`: minutes promised.
    `speech`, `window`: the spoken language or the window that nobody serves now.
    """

    kind: Kind
    subject: str
    name: str
    number: str = ""
    count: int = 0
    minutes: int = 0
    limit: int = 0
    speech: str = ""
    window: str = ""


def in_order(alerts: Iterable[Alert]) -> tuple[Alert, ...]:
    """By kind; within one kind the longest first, and of what lapses, what lapses first."""
    return tuple(sorted(alerts, key=_place))


def _place(alert: Alert) -> tuple[int, int, str]:
    longest = alert.minutes if alert.kind is Kind.LAPSING else -alert.minutes
    return URGENCY[alert.kind], longest, alert.subject


def unanswered(asked_for: timedelta) -> bool:
    """Whether a call for help has waited too long."""
    return asked_for >= HELP_AFTER


def nears(waited: timedelta, late: timedelta) -> bool:
    """Whether a wait is about to be late, or is."""
    return waited >= late - NEAR


def silent(since: timedelta) -> bool:
    """Whether a corner that was there has not been heard of for too long."""
    return since >= SILENT_AFTER


def lapses_soon(left: timedelta) -> bool:
    """Whether a parked turn is about to be given up."""
    return left <= LAPSE_NEAR
