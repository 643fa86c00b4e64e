"""A duty: what a clerk is on at their window, and how turns come to them."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from desk.model import moves

RUN_OUT = 2
"""So many offers in a row that nobody answered, and the clerk is taken to be away from the window."""
MOST_DECLINED = 32
"""So many of the turns that a clerk declined are remembered."""


class State(StrEnum):
    """What a clerk is on. A session is not told here: a clerk on duty has one or has none."""

    CLOSED = "closed"
    OPEN = "open"
    PAUSED = "paused"
    WRAPPING_UP = "wrapping-up"


class Move(StrEnum):
    """What moves a duty."""

    OPEN = "open"
    PAUSE = "pause"
    RESUME = "resume"
    WRAP_UP = "wrap-up"
    CLOSE = "close"


class Reason(StrEnum):
    """Why a clerk has paused, or the window is closed; empty while it is open, and where a clerk closed it."""

    NONE = ""
    BREAK = "break"
    TRAINING = "training"
    PAPERWORK = "paperwork"
    TECHNICAL = "technical"
    OTHER = "other"
    UNANSWERED = "unanswered"
    AWAY = "away"


class Mode(StrEnum):
    """How turns come: the clerk calls the next, or each is offered as soon as the clerk is idle."""

    PULL = "pull"
    OFFER = "offer"


class Refusal(StrEnum):
    """Why a clerk declines a turn that is offered."""

    CONFLICT = "conflict"
    UNABLE = "unable"
    OTHER = "other"


CHOSEN = frozenset(Reason) - {Reason.NONE, Reason.UNANSWERED, Reason.AWAY}
"""Reasons that a clerk gives; the others are the desk's."""
MOVES: dict[tuple[State, Move], State] = {
    (State.CLOSED, Move.OPEN): State.OPEN,
    (State.CLOSED, Move.CLOSE): State.CLOSED,
    (State.OPEN, Move.PAUSE): State.PAUSED,
    (State.OPEN, Move.WRAP_UP): State.WRAPPING_UP,
    (State.OPEN, Move.CLOSE): State.CLOSED,
    (State.PAUSED, Move.PAUSE): State.PAUSED,
    (State.PAUSED, Move.RESUME): State.OPEN,
    (State.PAUSED, Move.CLOSE): State.CLOSED,
    (State.WRAPPING_UP, Move.PAUSE): State.PAUSED,
    (State.WRAPPING_UP, Move.RESUME): State.OPEN,
    (State.WRAPPING_UP, Move.CLOSE): State.CLOSED,
}
TO_WORK: dict[State, Move] = {
    State.CLOSED: Move.OPEN,
    State.PAUSED: Move.RESUME,
    State.WRAPPING_UP: Move.RESUME,
}
"""By what somebody who is not at work comes to it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Duty:
    """What one clerk is on since when.

    `until`: when a wrap-up is over by itself; None otherwise. `idle_since`: the longest idle is offered a turn first.
    `offered`: the ticket that waits for this clerk's answer; empty for none. `ran_out`: offers in a row that nobody
    answered. `declined`: tickets that are not offered to this clerk again. `revision` counts the changes.
    """

    staff_id: str
    state: State
    reason: Reason
    mode: Mode
    since: datetime
    until: datetime | None
    idle_since: datetime
    offered: str = ""
    ran_out: int = 0
    declined: tuple[str, ...] = ()
    revision: int = 0


def unopened(staff_id: str, at: datetime) -> Duty:
    """The duty of a clerk who has not been seen at a console yet."""
    return Duty(
        staff_id=staff_id,
        state=State.CLOSED,
        reason=Reason.NONE,
        mode=Mode.PULL,
        since=at,
        until=None,
        idle_since=at,
    )


def step(duty: Duty, move: Move, at: datetime, *, reason: Reason = Reason.NONE, until: datetime | None = None) -> Duty:
    """The duty after `move`, made at `at`: `reason` of a pause or closing, `until` of a wrap-up. Raises IllegalMove."""
    state = moves.step("duty", MOVES, duty.state, move)
    fresh = state is State.OPEN
    return replace(
        duty,
        state=state,
        reason=reason if state in (State.PAUSED, State.CLOSED) else Reason.NONE,
        since=at,
        until=until if state is State.WRAPPING_UP else None,
        idle_since=at if fresh else duty.idle_since,
        ran_out=0 if fresh else duty.ran_out,
        declined=() if duty.state is State.CLOSED else duty.declined,
    )


def day_began(now: datetime, timezone: str) -> datetime:
    """When the day of a clerk in this time zone began, for what they take in a day."""
    return now.astimezone(ZoneInfo(timezone)).replace(hour=0, minute=0, second=0, microsecond=0)


def offer(duty: Duty, ticket_id: str) -> Duty:
    """The duty while this turn waits for the clerk's answer."""
    return replace(duty, offered=ticket_id)


def accept(duty: Duty, at: datetime) -> Duty:
    """The duty of a clerk who took a turn."""
    return replace(duty, offered="", ran_out=0, idle_since=at)


def decline(duty: Duty, at: datetime) -> Duty:
    """The duty of a clerk who declined what was offered: it is not offered to them again, and others go first."""
    declined = (*duty.declined, duty.offered)[-MOST_DECLINED:]
    return replace(duty, offered="", ran_out=0, idle_since=at, declined=declined)


def run_out(duty: Duty, at: datetime) -> Duty:
    """The duty of a clerk who did not answer in time: others go first; after `RUN_OUT` in a row it is paused."""
    count = duty.ran_out + 1
    after = replace(duty, offered="", ran_out=count, idle_since=at)
    if count < RUN_OUT or duty.state is not State.OPEN:
        return after
    return step(after, Move.PAUSE, at, reason=Reason.UNANSWERED)
