"""A step-up: in the middle of a meeting the applicant is asked to prove anew who they are, and the meeting waits."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from desk.model import moves


class State(StrEnum):
    """Where it stands."""

    ASKED = "asked"
    AWAY = "away"
    MET = "met"
    DECLINED = "declined"


class Move(StrEnum):
    """What moves it."""

    ASK = "ask"
    LEAVE = "leave"
    FAIL = "fail"
    MEET = "meet"
    DECLINE = "decline"


MOVES: dict[tuple[State, Move], State] = {
    (State.ASKED, Move.ASK): State.ASKED,
    (State.ASKED, Move.LEAVE): State.AWAY,
    (State.ASKED, Move.MEET): State.MET,
    (State.ASKED, Move.DECLINE): State.DECLINED,
    (State.AWAY, Move.ASK): State.ASKED,
    (State.AWAY, Move.LEAVE): State.AWAY,
    (State.AWAY, Move.FAIL): State.ASKED,
    (State.AWAY, Move.MEET): State.MET,
    (State.AWAY, Move.DECLINE): State.DECLINED,
    (State.MET, Move.ASK): State.ASKED,
    (State.MET, Move.MEET): State.MET,
    (State.DECLINED, Move.ASK): State.ASKED,
    (State.DECLINED, Move.MEET): State.MET,
}
OPEN = frozenset({State.ASKED, State.AWAY})
"""States in which the applicant has something to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StepUp:
    """The newest of a visit. `reason`: why it was asked for; `problem`: the code of what the last try came to."""

    visit_id: str
    state: State
    reason: str
    problem: str
    asked_at: datetime
    moved_at: datetime


def step(step_up: StepUp, move: Move, at: datetime, *, problem: str = "") -> StepUp:
    """The step-up after `move`, made at `at`. Raises IllegalMove."""
    state = moves.step("step-up", MOVES, step_up.state, move)
    return replace(step_up, state=state, problem=problem, moved_at=at)
