"""A meeting moves by its table."""

from datetime import UTC, datetime, timedelta

import pytest

from desk.model.errors import IllegalMove
from desk.model.sessions import MOVES, OPEN, Move, Session, State, applicant_party, staff_party, step
from tests.desk.model.tables import illegal, legal

TABLE = """
ringing answer live
ringing break broken
ringing end ended
live hold held
live end ended
live break broken
held resume live
held end ended
held break broken
"""
RUNG = datetime(2026, 11, 21, 7, 0, tzinfo=UTC)
LATER = RUNG + timedelta(seconds=20)


def session(state: str) -> Session:
    return Session(
        id="s",
        ticket_id="t",
        visit_id="v",
        case_id="c",
        zone_id="z",
        clerk_id="k",
        window="A01",
        consent_id="n",
        state=State(state),
        rung_at=RUNG,
        moved_at=RUNG,
    )


@pytest.mark.parametrize(("state", "move", "after"), legal(TABLE))
def test_a_session_moves(state: str, move: str, after: str) -> None:
    assert step(session(state), Move(move), LATER).state == after


@pytest.mark.parametrize(("state", "move"), illegal(TABLE, State, Move))
def test_a_session_does_not_move(state: str, move: str) -> None:
    with pytest.raises(IllegalMove):
        step(session(state), Move(move), LATER)


def test_a_move_notes_its_time_and_keeps_when_it_rang() -> None:
    after = step(session("ringing"), Move.ANSWER, LATER)
    assert (after.rung_at, after.moved_at) == (RUNG, LATER)


def test_a_session_occupies_its_clerk_just_while_it_can_still_move() -> None:
    assert {state for state, _ in MOVES} == OPEN


def test_parties_of_applicant_and_staff_are_told_apart() -> None:
    assert (applicant_party("1"), staff_party("1")) == ("visit:1", "staff:1")
