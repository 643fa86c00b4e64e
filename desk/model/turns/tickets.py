"""A ticket 排隊號: a turn, which is never lost and never given twice."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from desk.model import moves
from desk.model.turns.order import Priority, Reason, Rules, lasting, stands_at
from desk.model.turns.routing import Speech


class State(StrEnum):
    """Where a turn stands."""

    BOOKED = "booked"
    WAITING = "waiting"
    TRANSFERRED = "transferred"
    OFFERED = "offered"
    CALLED = "called"
    IN_SESSION = "in-session"
    HELD = "held"
    MISSED = "missed"
    PARKED = "parked"
    DONE = "done"
    CANCELLED = "cancelled"


class Move(StrEnum):
    """What moves a turn."""

    CHECK_IN = "check-in"
    OFFER = "offer"
    DECLINE = "decline"
    CALL = "call"
    ANSWER = "answer"
    UNCALL = "uncall"
    MISS = "miss"
    ANNOUNCE = "announce"
    PARK = "park"
    COME_BACK = "come-back"
    HOLD = "hold"
    RESUME = "resume"
    RETURN = "return"
    TRANSFER = "transfer"
    BOOK = "book"
    FINISH = "finish"
    LAPSE = "lapse"
    CANCEL = "cancel"


class Source(StrEnum):
    """How a turn came to be."""

    CORNER = "corner"
    APPOINTMENT = "appointment"
    STAFF = "staff"


MOVES: dict[tuple[State, Move], State] = {
    (State.BOOKED, Move.CHECK_IN): State.WAITING,
    (State.BOOKED, Move.LAPSE): State.CANCELLED,
    (State.BOOKED, Move.CANCEL): State.CANCELLED,
    (State.WAITING, Move.OFFER): State.OFFERED,
    (State.WAITING, Move.CALL): State.CALLED,
    (State.WAITING, Move.BOOK): State.BOOKED,
    (State.WAITING, Move.PARK): State.PARKED,
    (State.WAITING, Move.LAPSE): State.CANCELLED,
    (State.WAITING, Move.CANCEL): State.CANCELLED,
    (State.TRANSFERRED, Move.OFFER): State.OFFERED,
    (State.TRANSFERRED, Move.CALL): State.CALLED,
    (State.TRANSFERRED, Move.BOOK): State.BOOKED,
    (State.TRANSFERRED, Move.PARK): State.PARKED,
    (State.TRANSFERRED, Move.LAPSE): State.CANCELLED,
    (State.TRANSFERRED, Move.CANCEL): State.CANCELLED,
    (State.OFFERED, Move.CALL): State.CALLED,
    (State.OFFERED, Move.DECLINE): State.WAITING,
    (State.OFFERED, Move.CANCEL): State.CANCELLED,
    (State.CALLED, Move.ANSWER): State.IN_SESSION,
    (State.CALLED, Move.UNCALL): State.WAITING,
    (State.CALLED, Move.MISS): State.MISSED,
    (State.CALLED, Move.CANCEL): State.CANCELLED,
    (State.IN_SESSION, Move.HOLD): State.HELD,
    (State.IN_SESSION, Move.RETURN): State.WAITING,
    (State.IN_SESSION, Move.TRANSFER): State.TRANSFERRED,
    (State.IN_SESSION, Move.BOOK): State.BOOKED,
    (State.IN_SESSION, Move.PARK): State.PARKED,
    (State.IN_SESSION, Move.FINISH): State.DONE,
    (State.IN_SESSION, Move.CANCEL): State.CANCELLED,
    (State.HELD, Move.RESUME): State.IN_SESSION,
    (State.HELD, Move.RETURN): State.WAITING,
    (State.HELD, Move.TRANSFER): State.TRANSFERRED,
    (State.HELD, Move.BOOK): State.BOOKED,
    (State.HELD, Move.PARK): State.PARKED,
    (State.HELD, Move.FINISH): State.DONE,
    (State.HELD, Move.CANCEL): State.CANCELLED,
    (State.MISSED, Move.ANNOUNCE): State.MISSED,
    (State.MISSED, Move.COME_BACK): State.WAITING,
    (State.MISSED, Move.PARK): State.PARKED,
    (State.MISSED, Move.LAPSE): State.CANCELLED,
    (State.MISSED, Move.CANCEL): State.CANCELLED,
    (State.PARKED, Move.COME_BACK): State.WAITING,
    (State.PARKED, Move.BOOK): State.BOOKED,
    (State.PARKED, Move.LAPSE): State.CANCELLED,
    (State.PARKED, Move.CANCEL): State.CANCELLED,
}

CALLABLE = frozenset({State.WAITING, State.TRANSFERRED})
"""In line: the next clerk who can serve the turn may call it."""
TOGETHER = frozenset({State.IN_SESSION, State.HELD})
"""The applicant and a clerk have met and are not done."""
OVER = frozenset({State.DONE, State.CANCELLED})

RETURNS: dict[Move, Reason] = {
    Move.UNCALL: Reason.UNCALLED,
    Move.RETURN: Reason.BROKEN,
    Move.COME_BACK: Reason.CAME_BACK,
    Move.TRANSFER: Reason.TRANSFERRED,
}
"""Moves back into line through no fault of the applicant: the turn goes before all others, for this reason."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ticket:
    """One turn. `number` is what is called out, such as `A-012`.

    `visit_id` is empty while nobody sits at a corner for it (booked). `line` is the queue it stands in and `stands_at`
    its place there: the earlier goes first, whenever it was taken. `reason` tells why it goes before those who came
    earlier; empty for who goes in the order of arrival. `clerk_id` is whom it is offered to, or kept for (until
    `kept_until`); empty for nobody. `announced`: how often a missed call was called out.
    """

    id: str
    zone_id: str
    visit_id: str
    number: str
    source: Source
    item_code: str
    skill: str
    speech: Speech
    language: str
    line: str
    state: State
    priority: Priority
    reason: Reason
    taken_at: datetime
    stands_at: datetime
    moved_at: datetime
    clerk_id: str = ""
    kept_until: datetime | None = None
    announced: int = 0


def step(ticket: Ticket, move: Move, at: datetime, rules: Rules | None = None) -> Ticket:
    """The ticket after `move`, made at `at`, with its place by the zone's rules. Raises IllegalMove.

    One that is over keeps no reason that tells of a person's body.
    """
    after = replace(ticket, state=moves.step("ticket", MOVES, ticket.state, move), moved_at=at)
    if after.state in OVER:
        return replace(after, reason=lasting(after.reason))
    if move not in RETURNS:
        return after
    return placed(after, Priority.RETURNING, RETURNS[move], rules or Rules())


def placed(ticket: Ticket, priority: Priority, reason: Reason, rules: Rules, since: datetime | None = None) -> Ticket:
    """The ticket at the place of this class, counted from when it was taken, or from `since`."""
    stands = stands_at(priority, since or ticket.taken_at, rules)
    return replace(ticket, priority=priority, reason=reason, stands_at=stands)


def number(letter: str, count: int) -> str:
    """The number called out: the business's letter and the day's count, `A-012`."""
    return f"{letter}-{count:03d}"
