"""A session 視頻會話: one meeting over video between an applicant and a clerk.

This is the service's state. How packets fare is the media plane's own affair and has its own words.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from desk.model import moves
from desk.model.channels import Channel


class State(StrEnum):
    """Where a meeting stands."""

    RINGING = "ringing"
    LIVE = "live"
    HELD = "held"
    ENDED = "ended"
    BROKEN = "broken"


class Move(StrEnum):
    """What moves a meeting."""

    ANSWER = "answer"
    HOLD = "hold"
    RESUME = "resume"
    END = "end"
    BREAK = "break"


class Seat(StrEnum):
    """A place in a meeting; who hears and sees whom follows from it."""

    APPLICANT = "applicant"
    CLERK = "clerk"


MOVES: dict[tuple[State, Move], State] = {
    (State.RINGING, Move.ANSWER): State.LIVE,
    (State.RINGING, Move.BREAK): State.BROKEN,
    (State.RINGING, Move.END): State.ENDED,
    (State.LIVE, Move.HOLD): State.HELD,
    (State.LIVE, Move.END): State.ENDED,
    (State.LIVE, Move.BREAK): State.BROKEN,
    (State.HELD, Move.RESUME): State.LIVE,
    (State.HELD, Move.END): State.ENDED,
    (State.HELD, Move.BREAK): State.BROKEN,
}

OPEN = frozenset({State.RINGING, State.LIVE, State.HELD})
"""States in which the meeting still occupies its clerk."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """One meeting. A ticket may have several, when one broke; `case_id` joins them."""

    id: str
    ticket_id: str
    visit_id: str
    case_id: str
    zone_id: str
    clerk_id: str
    window: str
    consent_id: str
    state: State
    rung_at: datetime
    moved_at: datetime
    channel: Channel = Channel.VIDEO


def step(session: Session, move: Move, at: datetime) -> Session:
    """The session after `move`, made at `at`. Raises IllegalMove."""
    return replace(session, state=moves.step("session", MOVES, session.state, move), moved_at=at)


def applicant_party(visit_id: str) -> str:
    """The name the media plane knows an applicant by."""
    return f"visit:{visit_id}"


def staff_party(staff_id: str) -> str:
    """The name the media plane knows a member of staff by."""
    return f"staff:{staff_id}"
