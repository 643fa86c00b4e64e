"""The recording 錄影 of a session: what an item asks of it, and whether it is being made.

Nothing is known of it until it fails: a recording goes on where nobody said otherwise.
"""

from enum import StrEnum

from desk.model import moves


class Rule(StrEnum):
    """What an item asks of the recording."""

    REQUIRED = "required"
    """Where nothing is recorded, nobody is seen or heard: the session is held, or not begun."""
    WISHED = "wished"
    """The session goes on without, and both sides are told."""


class State(StrEnum):
    """How a session's recording stands."""

    GOING = "going"
    FAILED = "failed"


class Move(StrEnum):
    """What moves a recording."""

    FAIL = "fail"
    RESUME = "resume"


MOVES: dict[tuple[State, Move], State] = {
    (State.GOING, Move.FAIL): State.FAILED,
    (State.GOING, Move.RESUME): State.GOING,
    (State.FAILED, Move.FAIL): State.FAILED,
    (State.FAILED, Move.RESUME): State.GOING,
}


def step(state: State, move: Move) -> State:
    """The state after `move`; each may come twice, for a media node tells what it sees."""
    return moves.step("recording", MOVES, state, move)
