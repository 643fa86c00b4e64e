"""An appointment moves by its table, and how its holder comes depends on the slot and the zone's rules."""

from datetime import UTC, datetime, timedelta

import pytest

from desk.model.errors import IllegalMove
from desk.model.turns.appointments import Appointment, Move, State, arrival, lapses_at, step
from desk.model.turns.order import Rules
from tests.desk.model.tables import illegal, legal

TABLE = """
booked move booked
booked arrive-early early
booked arrive arrived
booked arrive-late late
booked lapse missed
booked cancel cancelled
early come-due arrived
"""
SLOT = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
RULES = Rules(early=timedelta(minutes=15), late=timedelta(minutes=10), parked_for=timedelta(hours=2))


def appointment(state: str = "booked") -> Appointment:
    return Appointment(
        id="a",
        zone_id="z",
        skill="s",
        item_code="I",
        ticket_id="t",
        visit_id="v",
        applicant_id="",
        language="pt-MO",
        state=State(state),
        starts_at=SLOT,
        ends_at=SLOT + timedelta(minutes=30),
        booked_at=SLOT - timedelta(days=2),
        moved_at=SLOT - timedelta(days=2),
    )


@pytest.mark.parametrize(("state", "move", "after"), legal(TABLE))
def test_an_appointment_moves(state: str, move: str, after: str) -> None:
    assert step(appointment(state), Move(move), SLOT).state == after


@pytest.mark.parametrize(("state", "move"), illegal(TABLE, State, Move))
def test_an_appointment_does_not_move(state: str, move: str) -> None:
    with pytest.raises(IllegalMove):
        step(appointment(state), Move(move), SLOT)


@pytest.mark.parametrize(
    ("minutes", "how"),
    [
        (-16, Move.ARRIVE_EARLY),
        (-15, Move.ARRIVE),
        (0, Move.ARRIVE),
        (10, Move.ARRIVE),
        (11, Move.ARRIVE_LATE),
    ],
)
def test_who_comes_is_early_in_time_or_late(minutes: int, how: Move) -> None:
    assert arrival(appointment(), SLOT + timedelta(minutes=minutes), RULES) is how


def test_nobody_is_expected_any_more_after_as_long_as_a_parked_turn_may_come_back() -> None:
    assert lapses_at(appointment(), RULES) == SLOT + timedelta(hours=2)


def test_who_could_not_be_served_at_their_time_is_not_late() -> None:
    opened = SLOT + timedelta(hours=1)
    assert arrival(appointment(), opened + timedelta(minutes=5), RULES, opened) is Move.ARRIVE


def test_while_nobody_could_come_nobody_is_given_up() -> None:
    assert lapses_at(appointment(), RULES, SLOT + timedelta(hours=1)) == SLOT + timedelta(hours=3)
