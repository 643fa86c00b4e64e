"""A step-up moves by its table."""

from datetime import UTC, datetime, timedelta

import pytest

from desk.model.errors import IllegalMove
from desk.model.step_ups import OPEN, Move, State, StepUp, step
from tests.desk.model.tables import illegal, legal

TABLE = """
asked ask asked
asked leave away
asked meet met
asked decline declined
away ask asked
away leave away
away fail asked
away meet met
away decline declined
met ask asked
met meet met
declined ask asked
declined meet met
"""
ASKED_AT = datetime(2026, 11, 22, 7, 0, tzinfo=UTC)
LATER = ASKED_AT + timedelta(minutes=1)


def step_up(state: str) -> StepUp:
    return StepUp(
        visit_id="v",
        state=State(state),
        reason="assurance-too-old",
        problem="sign-in-cancelled",
        asked_at=ASKED_AT,
        moved_at=ASKED_AT,
    )


@pytest.mark.parametrize(("state", "move", "after"), legal(TABLE))
def test_a_step_up_moves(state: str, move: str, after: str) -> None:
    assert step(step_up(state), Move(move), LATER).state == after


@pytest.mark.parametrize(("state", "move"), illegal(TABLE, State, Move))
def test_a_step_up_does_not_move(state: str, move: str) -> None:
    with pytest.raises(IllegalMove):
        step(step_up(state), Move(move), LATER)


def test_an_old_problem_is_forgotten_at_the_next_move() -> None:
    assert step(step_up("asked"), Move.LEAVE, LATER).problem == ""


def test_what_the_last_try_came_to_is_kept() -> None:
    assert step(step_up("away"), Move.FAIL, LATER, problem="another-person").problem == "another-person"


def test_the_applicant_has_something_to_do_until_it_is_met_or_declined() -> None:
    assert set(State) - OPEN == {State.MET, State.DECLINED}
