"""Deliveries: a one-time code on its way to a telephone, over one channel after another, for as long as it lives."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from desk.model import moves


class State(StrEnum):
    """Where a message is, as far as we know."""

    QUEUED = "queued"
    SENT = "sent"
    DELIVERED = "delivered"
    FAILED = "failed"
    EXPIRED = "expired"


class Move(StrEnum):
    """What can happen to a message."""

    SEND = "send"
    RETRY = "retry"
    TURN = "turn"
    DELIVER = "deliver"
    GIVE_UP = "give-up"
    EXPIRE = "expire"


MOVES: dict[tuple[State, Move], State] = {
    (State.QUEUED, Move.SEND): State.SENT,
    (State.QUEUED, Move.RETRY): State.QUEUED,
    (State.QUEUED, Move.TURN): State.QUEUED,
    (State.QUEUED, Move.GIVE_UP): State.FAILED,
    (State.QUEUED, Move.EXPIRE): State.EXPIRED,
    (State.QUEUED, Move.DELIVER): State.DELIVERED,
    (State.SENT, Move.DELIVER): State.DELIVERED,
    (State.SENT, Move.TURN): State.QUEUED,
    (State.SENT, Move.GIVE_UP): State.FAILED,
    (State.SENT, Move.EXPIRE): State.EXPIRED,
}
OVER = frozenset({State.DELIVERED, State.FAILED, State.EXPIRED})
"""Nothing is sent any more, and what was to be carried is forgotten."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """One message. `channel` counts the gateways of its region from 0; `gateway` is the name of the one it is with, or
    was with last, and empty before the first; `tries` are those at that one; not before `next_at` is it tried again.
    """

    id: str
    subject: str
    use: str
    visit_id: str
    state: State
    channel: int
    gateway: str
    tries: int
    next_at: datetime
    queued_at: datetime
    moved_at: datetime
    expires_at: datetime


def queued(message_id: str, subject: str, use: str, visit_id: str, now: datetime, expires_at: datetime) -> Delivery:
    """A message that nobody has tried to send yet: about `subject`, by `expires_at` or not at all."""
    return Delivery(
        id=message_id,
        subject=subject,
        use=use,
        visit_id=visit_id,
        state=State.QUEUED,
        channel=0,
        gateway="",
        tries=0,
        next_at=now,
        queued_at=now,
        moved_at=now,
        expires_at=expires_at,
    )


def step(state: State, move: Move) -> State:
    """The state after the move. Raises IllegalMove."""
    return moves.step("delivery", MOVES, state, move)
