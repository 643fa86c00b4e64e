"""Who hears and sees whom: one table of bridge states and roles; closed unless opened.

The order in a cell is the order of the outgoing sections: a listener with one audio and one video section gets the
first source of its cell that has any, one with two sections gets two.
"""

from collections.abc import Mapping
from enum import StrEnum

from webrtc.errors import IllegalMove, UnknownSeat


class Role(StrEnum):
    """What a seat is for."""

    APPLICANT = "applicant"
    CLERK = "clerk"
    HELPER = "helper"
    SUPERVISOR = "supervisor"


class State(StrEnum):
    """The state of a bridge."""

    TALKING = "talking"
    HELD = "held"
    CLOSED = "closed"


class Move(StrEnum):
    """What can be done to a bridge."""

    HOLD = "hold"
    RESUME = "resume"
    CLOSE = "close"


MOVES: Mapping[tuple[State, Move], State] = {
    (State.TALKING, Move.HOLD): State.HELD,
    (State.HELD, Move.HOLD): State.HELD,
    (State.HELD, Move.RESUME): State.TALKING,
    (State.TALKING, Move.RESUME): State.TALKING,
    (State.TALKING, Move.CLOSE): State.CLOSED,
    (State.HELD, Move.CLOSE): State.CLOSED,
}

HEARS: Mapping[tuple[State, Role], tuple[Role, ...]] = {
    (State.TALKING, Role.APPLICANT): (Role.CLERK,),
    (State.TALKING, Role.CLERK): (Role.APPLICANT,),
    (State.TALKING, Role.HELPER): (Role.APPLICANT, Role.CLERK),
    (State.TALKING, Role.SUPERVISOR): (Role.APPLICANT, Role.CLERK),
    (State.HELD, Role.SUPERVISOR): (Role.CLERK,),
}


def step(state: State, move: Move) -> State:
    """The state after the move. Raises `IllegalMove`."""
    try:
        return MOVES[state, move]
    except KeyError:
        raise IllegalMove(f"a bridge that is {state} cannot {move}") from None


def role(seat: str) -> Role:
    """The role of a seat; `helper:2` is a second helper. Raises `UnknownSeat`."""
    try:
        return Role(seat.partition(":")[0])
    except ValueError:
        raise UnknownSeat("no role has this seat") from None


def hears(state: State, listener: str, seats: list[str]) -> list[str]:
    """The seats, out of `seats`, that `listener` hears and sees, in the order of its sections."""
    wanted = HEARS.get((state, role(listener)), ())
    return [seat for source in wanted for seat in seats if seat != listener and role(seat) is source]
