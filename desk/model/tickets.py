"""A ticket 排隊號: a turn, which is never lost and never given twice."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import IntEnum, StrEnum

from desk.model import moves


class State(StrEnum):
    """Where a turn stands."""

    WAITING = "waiting"
    CALLED = "called"
    IN_SESSION = "in-session"
    MISSED = "missed"
    DONE = "done"
    CANCELLED = "cancelled"


class Move(StrEnum):
    """What moves a turn."""

    CALL = "call"
    ANSWER = "answer"
    UNCALL = "uncall"
    MISS = "miss"
    COME_BACK = "come-back"
    RETURN = "return"
    FINISH = "finish"
    CANCEL = "cancel"


class Priority(IntEnum):
    """Who goes first: the smaller number; within one class, first come first served."""

    RETURNING = 0
    ORDINARY = 2


MOVES: dict[tuple[State, Move], State] = {
    (State.WAITING, Move.CALL): State.CALLED,
    (State.WAITING, Move.CANCEL): State.CANCELLED,
    (State.CALLED, Move.ANSWER): State.IN_SESSION,
    (State.CALLED, Move.UNCALL): State.WAITING,
    (State.CALLED, Move.MISS): State.MISSED,
    (State.CALLED, Move.CANCEL): State.CANCELLED,
    (State.IN_SESSION, Move.RETURN): State.WAITING,
    (State.IN_SESSION, Move.FINISH): State.DONE,
    (State.IN_SESSION, Move.CANCEL): State.CANCELLED,
    (State.MISSED, Move.COME_BACK): State.WAITING,
    (State.MISSED, Move.CANCEL): State.CANCELLED,
}

PUTS_FIRST = frozenset({Move.UNCALL, Move.RETURN, Move.COME_BACK})
"""Moves back to waiting through no fault of the applicant: the turn keeps its place, before all others."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ticket:
    """One turn. `number` is what is called out, such as `A-012`; `taken_at` orders turns of one priority."""

    id: str
    zone_id: str
    visit_id: str
    number: str
    item_code: str
    skill: str
    language: str
    state: State
    priority: Priority
    taken_at: datetime
    moved_at: datetime


def step(ticket: Ticket, move: Move, at: datetime) -> Ticket:
    """The ticket after `move`, made at `at`. Raises IllegalMove."""
    state = moves.step("ticket", MOVES, ticket.state, move)
    priority = Priority.RETURNING if move in PUTS_FIRST else ticket.priority
    return replace(ticket, state=state, priority=priority, moved_at=at)


def number(letter: str, count: int) -> str:
    """The number called out: the business's letter and the day's count, `A-012`."""
    return f"{letter}-{count:03d}"
