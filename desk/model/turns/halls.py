"""What stands at one moment: the turns in line, the windows, the appointments that are due."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from desk.model.turns.order import Priority, Rules, stands_at


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """One turn in line."""

    id: str
    item: str
    skill: str
    line: str
    stands_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """One window. `is_open`: its clerk takes turns; `may_open`: they do not now, but may later.

    `busy_for`: seconds for which the meeting of `item` has lasted; None while there is none.
    """

    clerk: str
    lines: frozenset[str]
    is_open: bool
    may_open: bool = False
    item: str = ""
    skill: str = ""
    busy_for: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """One appointment that is not checked in yet: its slot."""

    id: str
    item: str
    skill: str
    line: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Hall:
    """What stands. `clock`: seconds since midnight by the zone's clock."""

    now: datetime
    clock: float
    turns: Sequence[Turn]
    windows: Sequence[Window]
    expected: Sequence[Expected] = ()
    rules: Rules = field(default_factory=Rules)


def joined(hall: Hall, item: str, skill: str, line: str) -> Turn:
    """The turn of somebody who would take one now: the last of those who have no head start."""
    stands = stands_at(Priority.ORDINARY, hall.now + timedelta(microseconds=1), hall.rules)
    return Turn(id="", item=item, skill=skill, line=line, stands_at=stands)
