"""A visit: one applicant's stay at one corner, from the choice of a language to the last screen."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from desk.model import moves


class State(StrEnum):
    """How far the applicant has come."""

    CHOOSING = "choosing"
    CONSENTED = "consented"
    RECOGNISED = "recognised"
    DOCUMENTED = "documented"
    CONFIRMED = "confirmed"
    TICKETED = "ticketed"
    CLOSED = "closed"


class Move(StrEnum):
    """What moves a visit on."""

    CONSENT = "consent"
    RECOGNISE = "recognise"
    SHOW_DOCUMENT = "show-document"
    CONFIRM_PHONE = "confirm-phone"
    TAKE_TICKET = "take-ticket"
    CLOSE = "close"


MOVES: dict[tuple[State, Move], State] = {
    (State.CHOOSING, Move.CONSENT): State.CONSENTED,
    (State.CONSENTED, Move.RECOGNISE): State.RECOGNISED,
    (State.RECOGNISED, Move.SHOW_DOCUMENT): State.DOCUMENTED,
    (State.DOCUMENTED, Move.CONFIRM_PHONE): State.CONFIRMED,
    (State.CONFIRMED, Move.TAKE_TICKET): State.TICKETED,
    **{(state, Move.CLOSE): State.CLOSED for state in State if state is not State.CLOSED},
}

ORDER = (
    State.CHOOSING,
    State.CONSENTED,
    State.RECOGNISED,
    State.DOCUMENTED,
    State.CONFIRMED,
    State.TICKETED,
    State.CLOSED,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """One stay at one corner.

    `item_code` and `item_version` are empty until an item is chosen; `applicant_id` until a provider vouched.
    `away`: nobody sits at the corner any more, which is free; the turn is taken up again by its slip, at any corner.
    """

    id: str
    corner_id: str
    zone_id: str
    language: str
    state: State
    item_code: str
    item_version: int
    applicant_id: str
    began_at: datetime
    away: bool = False

    def has_come_to(self, state: State) -> bool:
        """Whether this visit stands at `state` or past it."""
        return ORDER.index(self.state) >= ORDER.index(state)


def step(visit: Visit, move: Move) -> Visit:
    """The visit after `move`. Raises IllegalMove."""
    return replace(visit, state=moves.step("visit", MOVES, visit.state, move))
