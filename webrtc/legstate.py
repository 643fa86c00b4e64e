"""The states of a leg, and the moves between them."""

from collections.abc import Mapping
from enum import StrEnum

from webrtc.errors import IllegalMove


class State(StrEnum):
    """Where a leg stands."""

    CONNECTING = "connecting"
    UP = "up"
    SILENT = "silent"
    GONE = "gone"


class Move(StrEnum):
    """What happens to a leg."""

    CONNECT = "connect"
    FALL_SILENT = "fall-silent"
    BE_HEARD = "be-heard"
    END = "end"


MOVES: Mapping[tuple[State, Move], State] = {
    (State.CONNECTING, Move.CONNECT): State.UP,
    (State.UP, Move.FALL_SILENT): State.SILENT,
    (State.SILENT, Move.BE_HEARD): State.UP,
    (State.CONNECTING, Move.END): State.GONE,
    (State.UP, Move.END): State.GONE,
    (State.SILENT, Move.END): State.GONE,
}


def step(state: State, move: Move) -> State:
    """The state after the move. Raises `IllegalMove`."""
    try:
        return MOVES[state, move]
    except KeyError:
        raise IllegalMove(f"a leg that is {state} cannot {move}") from None
