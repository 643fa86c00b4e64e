"""Who goes first. Each class of priority has a head start, so many minutes; the place in line is when a turn was taken
less its head start, and the earlier place goes first.

So the order needs no recounting as time passes, one index holds it, and nobody starves: who has waited longer than
another's head start goes before them (priority with linear ageing; Kleinrock, *Queueing Systems* II, 3.7).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import IntEnum, StrEnum
from typing import Any


class Priority(IntEnum):
    """The classes, from the first to the last."""

    RETURNING = 0
    APPOINTMENT = 1
    CARE = 2
    ORDINARY = 3


class Reason(StrEnum):
    """Why a turn goes before others that came earlier; empty for who goes in the order of arrival."""

    NONE = ""
    BROKEN = "broken"
    UNCALLED = "uncalled"
    CAME_BACK = "came-back"
    TRANSFERRED = "transferred"
    APPOINTMENT = "appointment"
    ELDERLY = "elderly"
    DISABLED = "disabled"
    PREGNANT = "pregnant"
    CARE = "care"
    STAFF = "staff"


CARE = frozenset({Reason.ELDERLY, Reason.DISABLED, Reason.PREGNANT})
"""Reasons that an applicant may tell, or staff may see. They tell of a person's body: no longer than the turn does."""
HEAD_STARTS: Mapping[Priority, timedelta] = {
    Priority.RETURNING: timedelta(days=1),
    Priority.APPOINTMENT: timedelta(minutes=60),
    Priority.CARE: timedelta(minutes=30),
    Priority.ORDINARY: timedelta(0),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """What a zone decides of its line.

    `answer_within`: how long a call rings before it is missed. `announcements`: how often a missed call is called out,
    `announce_every` apart, before the turn is parked.
    `come_back_behind`: how many turns go first when a parked one comes back; `parked_for`: how long it may.
    `early`, `late`: around the slot of an appointment, when its holder keeps the class.
    `keep_for`: how long a broken meeting's turn is kept for the same clerk. `offer_for`: how long an offer stands.
    `wrap_up`: what a clerk is given to finish after a meeting. `ends_at_night`: turns left from the day before lapse.
    `shows_supervisor`: an applicant is told that a supervisor is present, also one who only listens.
    """

    head_starts: Mapping[Priority, timedelta] = field(default_factory=lambda: HEAD_STARTS)
    answer_within: timedelta = timedelta(minutes=2)
    announcements: int = 3
    announce_every: timedelta = timedelta(minutes=1)
    come_back_behind: int = 3
    parked_for: timedelta = timedelta(hours=2)
    early: timedelta = timedelta(minutes=15)
    late: timedelta = timedelta(minutes=15)
    keep_for: timedelta = timedelta(minutes=2)
    offer_for: timedelta = timedelta(seconds=20)
    wrap_up: timedelta = timedelta(minutes=1)
    ends_at_night: bool = False
    shows_supervisor: bool = True


def rules_of(told: Mapping[str, object]) -> Rules:
    """A zone's rules from what is kept of them: spans in seconds, head starts by the class's name in small letters.

    What is not told is as usual. Raises ValueError for a name or a value that can be none.
    """
    usual, given = Rules(), dict(told)
    starts = given.pop("head_starts", {})
    if not isinstance(starts, Mapping):
        raise ValueError("head_starts")
    heads = {**HEAD_STARTS, **{Priority[name.upper()]: _span(value) for name, value in starts.items()}}
    return replace(
        usual, head_starts=heads, **{name: _value(getattr(usual, name, None), given[name]) for name in given}
    )


def _value(usual: object, told: object) -> Any:
    if isinstance(usual, timedelta):
        return _span(told)
    if type(told) is not type(usual) or (isinstance(told, int) and told < 0):
        raise ValueError("rules")
    return told


def _span(told: object) -> timedelta:
    if isinstance(told, bool) or not isinstance(told, int | float) or told < 0:
        raise ValueError("seconds")
    return timedelta(seconds=told)


def lasting(reason: Reason) -> Reason:
    """The reason as it may stand for good: of care that it was care, and never which."""
    return Reason.CARE if reason in CARE else reason


def stands_at(priority: Priority, since: datetime, rules: Rules) -> datetime:
    """The place in line of a turn of this class that counts from `since`."""
    return since - rules.head_starts[priority]
