"""Who hears and sees whom: one table of bridge states and roles, one of what each seat is let do; closed unless opened.

A listener meets a source when the source stands in the listener's cell of `MEETS` **and** the modes of both seats
allow it (`REACH`). Hearing and seeing differ by mode alone: a whispering supervisor is heard, and not seen. The order
in a cell is the order of a listener's slots, and says who comes first where there are fewer slots than people.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from webrtc.errors import IllegalMove, UnknownSeat


class Role(StrEnum):
    """What a seat is for."""

    APPLICANT = "applicant"
    CLERK = "clerk"
    INTERPRETER = "interpreter"
    SUPERVISOR = "supervisor"
    EXPERT = "expert"
    HELPER = "helper"
    TESTER = "tester"
    """Gets its own packets back, and nobody else's: a test of a line."""


class State(StrEnum):
    """The state of a bridge."""

    TALKING = "talking"
    PRIVATE = "private"
    """Staff talk among themselves; the applicant and the helper beside them are out of it, both ways."""
    HELD = "held"
    CLOSED = "closed"


class Move(StrEnum):
    """What can be done to a bridge."""

    HOLD = "hold"
    RESUME = "resume"
    CONFER = "confer"
    REJOIN = "rejoin"
    CLOSE = "close"


class Mode(StrEnum):
    """What a seat is let do, by its role."""

    PRESENT = "present"
    WAITING = "waiting"
    INVITED = "invited"
    LISTENING = "listening"
    WHISPERING = "whispering"
    SPEAKING = "speaking"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """What a mode opens, within the table of who meets whom."""

    takes: bool
    """Whether the seat hears and sees others."""
    heard_by: frozenset[Role]
    seen_by: frozenset[Role]


MOVES: Mapping[tuple[State, Move], State] = {
    (State.TALKING, Move.HOLD): State.HELD,
    (State.PRIVATE, Move.HOLD): State.HELD,
    (State.HELD, Move.HOLD): State.HELD,
    (State.HELD, Move.RESUME): State.TALKING,
    (State.PRIVATE, Move.RESUME): State.PRIVATE,
    (State.TALKING, Move.RESUME): State.TALKING,
    (State.TALKING, Move.CONFER): State.PRIVATE,
    (State.HELD, Move.CONFER): State.PRIVATE,
    (State.PRIVATE, Move.CONFER): State.PRIVATE,
    (State.PRIVATE, Move.REJOIN): State.TALKING,
    (State.HELD, Move.REJOIN): State.HELD,
    (State.TALKING, Move.REJOIN): State.TALKING,
    (State.TALKING, Move.CLOSE): State.CLOSED,
    (State.PRIVATE, Move.CLOSE): State.CLOSED,
    (State.HELD, Move.CLOSE): State.CLOSED,
}

_A, _C, _I, _S, _E, _H = (
    Role.APPLICANT,
    Role.CLERK,
    Role.INTERPRETER,
    Role.SUPERVISOR,
    Role.EXPERT,
    Role.HELPER,
)
MEETS: Mapping[tuple[State, Role], tuple[Role, ...]] = {
    (State.TALKING, _A): (_C, _I, _S, _E, _H),
    (State.TALKING, _C): (_A, _I, _S, _E, _H),
    (State.TALKING, _I): (_A, _C, _I, _S, _E, _H),
    (State.TALKING, _S): (_A, _C, _I, _S, _E, _H),
    (State.TALKING, _E): (_A, _C, _I, _S, _E, _H),
    (State.TALKING, _H): (_A, _C, _I, _S, _E, _H),
    (State.TALKING, Role.TESTER): (Role.TESTER,),
    (State.PRIVATE, _C): (_I, _S, _E),
    (State.PRIVATE, _I): (_C, _I, _S, _E),
    (State.PRIVATE, _S): (_C, _I, _S, _E),
    (State.PRIVATE, _E): (_C, _I, _S, _E),
    (State.HELD, _C): (_S,),
    (State.HELD, _S): (_C,),
}
"""(state, role of the listener) → roles it meets, first things first. A role in its own cell: the second of two
interpreters meets the first; none meets itself but the tester."""

NOBODY: frozenset[Role] = frozenset()
EVERYBODY = frozenset(Role)
REACH: Mapping[Mode, Reach] = {
    Mode.PRESENT: Reach(takes=True, heard_by=EVERYBODY, seen_by=EVERYBODY),
    Mode.WAITING: Reach(takes=False, heard_by=NOBODY, seen_by=NOBODY),
    Mode.INVITED: Reach(takes=True, heard_by=EVERYBODY, seen_by=EVERYBODY),
    Mode.LISTENING: Reach(takes=True, heard_by=NOBODY, seen_by=NOBODY),
    Mode.WHISPERING: Reach(takes=True, heard_by=frozenset({Role.CLERK}), seen_by=NOBODY),
    Mode.SPEAKING: Reach(takes=True, heard_by=EVERYBODY, seen_by=EVERYBODY),
}
MODES: Mapping[Role, tuple[Mode, ...]] = {
    Role.APPLICANT: (Mode.PRESENT,),
    Role.CLERK: (Mode.PRESENT,),
    Role.INTERPRETER: (Mode.WAITING, Mode.INVITED),
    Role.SUPERVISOR: (Mode.LISTENING, Mode.WHISPERING, Mode.SPEAKING),
    Role.EXPERT: (Mode.WAITING, Mode.INVITED),
    Role.HELPER: (Mode.WAITING, Mode.INVITED),
    Role.TESTER: (Mode.PRESENT,),
}
"""The modes of each role; a seat begins in the first."""


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


def mode(seat: str, wanted: Mode | None = None) -> Mode:
    """The mode wanted, or the one that the seat begins in. Raises `UnknownSeat`, `IllegalMove`."""
    allowed = MODES[role(seat)]
    if wanted is None:
        return allowed[0]
    if wanted not in allowed:
        raise IllegalMove(f"a seat of the role {role(seat)} cannot be {wanted}")
    return wanted


def main(seat: str) -> Role:
    """The role whose place is the listener's first slot, whether somebody is there or not."""
    return MEETS[State.TALKING, role(seat)][0]


def hears(state: State, listener: str, seats: Mapping[str, Mode]) -> tuple[str, ...]:
    """The seats, out of `seats` (seat → mode), whose sound `listener` gets, first things first."""
    return tuple(seat for seat in _meets(state, listener, seats) if role(listener) in REACH[seats[seat]].heard_by)


def sees(state: State, listener: str, seats: Mapping[str, Mode]) -> tuple[str, ...]:
    """The seats, out of `seats` (seat → mode), whose pictures `listener` gets, first things first."""
    return tuple(seat for seat in _meets(state, listener, seats) if role(listener) in REACH[seats[seat]].seen_by)


def _meets(state: State, listener: str, seats: Mapping[str, Mode]) -> Sequence[str]:
    own = role(listener)
    if not REACH[seats[listener]].takes:
        return ()
    others = [(seat, role(seat)) for seat in seats if seat != listener or own is Role.TESTER]
    return [seat for source in MEETS.get((state, own), ()) for seat, theirs in others if theirs is source]
