"""A turn moves by its table, and returns before all others when it was not the applicant's fault."""

from datetime import UTC, datetime, timedelta

import pytest

from desk.model.errors import IllegalMove
from desk.model.turns.order import Priority
from desk.model.turns.tickets import Move, State, Ticket, number, step
from tests.desk.model.tables import illegal, legal

TABLE = """
waiting call called
waiting cancel cancelled
called answer in-session
called uncall waiting
called miss missed
called cancel cancelled
in-session return waiting
in-session finish done
in-session cancel cancelled
missed come-back waiting
missed cancel cancelled
"""
TAKEN = datetime(2026, 11, 21, 7, 0, tzinfo=UTC)
LATER = TAKEN + timedelta(minutes=9)


def ticket(state: str = "waiting") -> Ticket:
    return Ticket(
        id="t",
        zone_id="z",
        visit_id="v",
        number="A-001",
        item_code="I",
        skill="s",
        language="pt-MO",
        state=State(state),
        priority=Priority.ORDINARY,
        taken_at=TAKEN,
        moved_at=TAKEN,
    )


@pytest.mark.parametrize(("state", "move", "after"), legal(TABLE))
def test_a_ticket_moves(state: str, move: str, after: str) -> None:
    assert step(ticket(state), Move(move), LATER).state == after


@pytest.mark.parametrize(("state", "move"), illegal(TABLE, State, Move))
def test_a_ticket_does_not_move(state: str, move: str) -> None:
    with pytest.raises(IllegalMove) as caught:
        step(ticket(state), Move(move), LATER)
    assert (caught.value.thing, caught.value.state, caught.value.move) == ("ticket", state, move)


@pytest.mark.parametrize(("state", "move"), [("called", "uncall"), ("in-session", "return"), ("missed", "come-back")])
def test_a_turn_that_comes_back_goes_first(state: str, move: str) -> None:
    assert step(ticket(state), Move(move), LATER).priority is Priority.RETURNING


def test_a_turn_that_goes_on_keeps_its_priority() -> None:
    assert step(ticket(), Move.CALL, LATER).priority is Priority.ORDINARY


def test_a_turn_keeps_when_it_was_taken_and_notes_when_it_moved() -> None:
    after = step(ticket("in-session"), Move.RETURN, LATER)
    assert (after.taken_at, after.moved_at) == (TAKEN, LATER)


def test_those_who_return_are_served_before_the_others() -> None:
    assert Priority.RETURNING < Priority.ORDINARY


@pytest.mark.parametrize(("count", "called"), [(1, "A-001"), (42, "A-042"), (999, "A-999"), (1000, "A-1000")])
def test_a_number_is_letter_and_count(count: int, called: str) -> None:
    assert number("A", count) == called
