"""A follow-up: somebody of the staff speaks with the applicant afterwards, by a day. Two kinds, one course.

*redress* 差評整改: a bad rating is looked into, and what was wrong put right. *call* 回訪: whoever had a case is asked,
once it is closed, how it went; they may not wish to be. What is overdue is warned of once.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from desk.model import moves
from desk.model.cases import cases
from desk.model.turns.calendars import Calendar


class Kind(StrEnum):
    """What is followed up: a bad rating, or a closed case."""

    REDRESS = "redress"
    CALL = "call"


class State(StrEnum):
    """Where a follow-up stands. DROPPED: nobody may or need be asked any more, and it counts for nothing."""

    OPEN = "open"
    CONTACTED = "contacted"
    SETTLED = "settled"
    NOT_REACHED = "not-reached"
    DECLINED = "declined"
    DROPPED = "dropped"


class Move(StrEnum):
    """What moves it."""

    CONTACT = "contact"
    SETTLE = "settle"
    MISS = "miss"
    DECLINE = "decline"
    DROP = "drop"


MOVES: dict[tuple[State, Move], State] = {
    (State.OPEN, Move.CONTACT): State.CONTACTED,
    (State.CONTACTED, Move.SETTLE): State.SETTLED,
    (State.OPEN, Move.MISS): State.NOT_REACHED,
    (State.NOT_REACHED, Move.CONTACT): State.CONTACTED,
    (State.OPEN, Move.DECLINE): State.DECLINED,
    (State.CONTACTED, Move.DECLINE): State.DECLINED,
    **{(state, Move.DROP): State.DROPPED for state in (State.OPEN, State.CONTACTED, State.NOT_REACHED)},
}
PENDING = frozenset({State.OPEN, State.CONTACTED})
"""Somebody has to do something by the day it is due."""
FOLLOWED = frozenset({State.CONTACTED, State.SETTLED, State.DECLINED})
"""The applicant was spoken with, if only to hear that they do not wish to be."""


class Means(StrEnum):
    """How the applicant was spoken with."""

    PHONE = "phone"
    MESSAGE = "message"
    VISIT = "visit"


class Outcome(StrEnum):
    """What came of it."""

    CORRECTED = "corrected"
    EXPLAINED = "explained"
    PASSED_ON = "passed-on"
    CONTENT = "content"
    QUESTION = "question"
    COMPLAINT = "complaint"


OUTCOMES: dict[Kind, tuple[Outcome, ...]] = {
    Kind.REDRESS: (Outcome.CORRECTED, Outcome.EXPLAINED, Outcome.PASSED_ON),
    Kind.CALL: (Outcome.CONTENT, Outcome.QUESTION, Outcome.COMPLAINT),
}
DAYS: dict[Kind, int] = {Kind.REDRESS: 15, Kind.CALL: 10}
"""Working days until it is due. Fifteen for a bad rating is what provinces set (Sichuan, Guangdong)."""
LONGEST = 1_000
"""Characters of a note."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """What staff wrote down of it, to the code point."""

    text: str
    language: str
    script: str

    def __repr__(self) -> str:
        return "Note()"


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowUp:
    """One. `level` is the rating's, 0 for a call; `owner_id` is empty until somebody takes it on; `means` and `outcome`
    are empty until told; `warned_at` is when it was found overdue."""

    id: str
    kind: Kind
    case_id: str
    visit_id: str
    zone_id: str
    level: int
    state: State
    owner_id: str
    opened_at: datetime
    due_at: datetime
    warned_at: datetime | None
    means: str
    outcome: str
    note: Note | None
    moved_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which are listed: of a zone (empty: all), of a kind (None: both), and `what`: due, overdue, mine or done."""

    zone_id: str
    kind: Kind | None
    what: str
    owner_id: str


def step(one: FollowUp, move: Move, at: datetime) -> FollowUp:
    """The follow-up after `move`. Raises IllegalMove."""
    return replace(one, state=moves.step("follow-up", MOVES, one.state, move), moved_at=at)


def is_closed(state: cases.State) -> bool:
    """Whether a case that stands so is closed: no move leads on. Who it was for is then asked how it went."""
    return all(before is not state for before, _ in cases.MOVES)


def due_at(kind: Kind, opened_at: datetime, calendar: Calendar, zone: ZoneInfo) -> datetime:
    """The end of the last working day that there is for it, by the zone's calendar and clock."""
    last = calendar.working_day(opened_at.astimezone(zone).date(), DAYS[kind])
    return _end(last, zone).astimezone(opened_at.tzinfo)


def _end(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day + timedelta(days=1), time.min, zone)
