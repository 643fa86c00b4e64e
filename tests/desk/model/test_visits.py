"""A visit moves by its table, one step after the other."""

from datetime import UTC, datetime

import pytest

from desk.model.errors import IllegalMove
from desk.model.visits import ORDER, Move, State, Visit, step
from tests.desk.model.tables import illegal, legal

TABLE = """
choosing consent consented
consented recognise recognised
recognised show-document documented
documented confirm-phone confirmed
confirmed take-ticket ticketed
choosing close closed
consented close closed
recognised close closed
documented close closed
confirmed close closed
ticketed close closed
"""


def visit(state: str) -> Visit:
    return Visit(
        id="v",
        corner_id="c",
        zone_id="z",
        language="zh-Hant-MO",
        state=State(state),
        item_code="",
        item_version=0,
        applicant_id="",
        began_at=datetime(2026, 11, 21, tzinfo=UTC),
    )


@pytest.mark.parametrize(("state", "move", "after"), legal(TABLE))
def test_a_visit_moves(state: str, move: str, after: str) -> None:
    assert step(visit(state), Move(move)).state == after


@pytest.mark.parametrize(("state", "move"), illegal(TABLE, State, Move))
def test_a_visit_does_not_move(state: str, move: str) -> None:
    with pytest.raises(IllegalMove):
        step(visit(state), Move(move))


def test_the_order_names_every_state_once() -> None:
    assert sorted(ORDER) == sorted(State)


@pytest.mark.parametrize("position", range(len(ORDER)), ids=ORDER)
def test_a_visit_has_come_to_its_state_and_those_before(position: int) -> None:
    here = visit(ORDER[position])
    assert [state for state in ORDER if here.has_come_to(state)] == list(ORDER[: position + 1])
