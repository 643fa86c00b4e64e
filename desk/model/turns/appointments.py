"""An appointment 預約: a slot booked for a turn, which then need not be waited for."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from desk.model import moves
from desk.model.turns.order import Rules


class State(StrEnum):
    """Where an appointment stands. EARLY: its holder is here before the window opens, and waits like anybody."""

    BOOKED = "booked"
    EARLY = "early"
    ARRIVED = "arrived"
    LATE = "late"
    MISSED = "missed"
    CANCELLED = "cancelled"


class Move(StrEnum):
    """What moves an appointment."""

    MOVE = "move"
    ARRIVE_EARLY = "arrive-early"
    ARRIVE = "arrive"
    ARRIVE_LATE = "arrive-late"
    COME_DUE = "come-due"
    LAPSE = "lapse"
    CANCEL = "cancel"


MOVES: dict[tuple[State, Move], State] = {
    (State.BOOKED, Move.MOVE): State.BOOKED,
    (State.BOOKED, Move.ARRIVE_EARLY): State.EARLY,
    (State.BOOKED, Move.ARRIVE): State.ARRIVED,
    (State.BOOKED, Move.ARRIVE_LATE): State.LATE,
    (State.BOOKED, Move.LAPSE): State.MISSED,
    (State.BOOKED, Move.CANCEL): State.CANCELLED,
    (State.EARLY, Move.COME_DUE): State.ARRIVED,
}

HERE = frozenset({State.EARLY, State.ARRIVED, State.LATE})
"""Its holder came."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Appointment:
    """One booked slot of a zone and skill. `ticket_id` is the turn it is for, `visit_id` the visit it was booked in,
    which has the telephone that is reminded; `applicant_id` is empty where they are not known, or not any more. Both
    are empty where staff booked it for somebody: it is theirs who have its slip.

    `revision` counts how often it was moved. `reminded`: how many of the reminders went out.
    """

    id: str
    zone_id: str
    skill: str
    item_code: str
    ticket_id: str
    visit_id: str
    applicant_id: str
    language: str
    state: State
    starts_at: datetime
    ends_at: datetime
    booked_at: datetime
    moved_at: datetime
    revision: int = 0
    reminded: int = 0


def step(appointment: Appointment, move: Move, at: datetime) -> Appointment:
    """The appointment after `move`, made at `at`. Raises IllegalMove."""
    return replace(appointment, state=moves.step("appointment", MOVES, appointment.state, move), moved_at=at)


def arrival(appointment: Appointment, at: datetime, rules: Rules, open_since: datetime | None = None) -> Move:
    """By how its holder arrives at this moment: too early for the window, within it, or late.

    open_since: when the business opened again, if it was closed; who could not be served at their time is not late.
    """
    if at < appointment.starts_at - rules.early:
        return Move.ARRIVE_EARLY
    return Move.ARRIVE if at <= _counted_from(appointment, open_since) + rules.late else Move.ARRIVE_LATE


def lapses_at(appointment: Appointment, rules: Rules, open_since: datetime | None = None) -> datetime:
    """From when nobody is expected any more: as long after the slot's beginning as a parked turn may come back."""
    return _counted_from(appointment, open_since) + max(rules.late, rules.parked_for)


def _counted_from(appointment: Appointment, open_since: datetime | None) -> datetime:
    return max(appointment.starts_at, open_since or appointment.starts_at)
