"""One way to step every state machine of the model: a table, and a refusal that names what it refused."""

from collections.abc import Mapping
from enum import StrEnum
from typing import TypeVar

from desk.model.errors import IllegalMove

State = TypeVar("State", bound=StrEnum)
Move = TypeVar("Move", bound=StrEnum)


def step(thing: str, moves: Mapping[tuple[State, Move], State], state: State, move: Move) -> State:
    """The state that `move` leads to from `state`.

    Raises:
        IllegalMove: when the table has no such move; it names thing, state and move.
    """
    try:
        return moves[state, move]
    except KeyError:
        raise IllegalMove(thing=thing, state=state, move=move) from None
