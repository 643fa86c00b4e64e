"""A turn moves by its table, and returns before all others when it was not the applicant's fault."""

from datetime import UTC, datetime, timedelta

import pytest

from desk.model.errors import IllegalMove
from desk.model.turns.order import HEAD_STARTS, Priority, Reason, Rules
from desk.model.turns.routing import Speech
from desk.model.turns.tickets import CALLABLE, MOVES, OVER, Move, Source, State, Ticket, number, placed, step
from tests.desk.model.tables import illegal, legal

TABLE = """
booked check-in waiting
booked lapse cancelled
booked cancel cancelled
waiting offer offered
waiting call called
waiting book booked
waiting park parked
waiting lapse cancelled
waiting cancel cancelled
transferred offer offered
transferred call called
transferred book booked
transferred park parked
transferred lapse cancelled
transferred cancel cancelled
offered call called
offered decline waiting
offered cancel cancelled
called answer in-session
called uncall waiting
called miss missed
called cancel cancelled
in-session hold held
in-session return waiting
in-session transfer transferred
in-session book booked
in-session park parked
in-session finish done
in-session cancel cancelled
held resume in-session
held return waiting
held transfer transferred
held book booked
held park parked
held finish done
held cancel cancelled
missed announce missed
missed come-back waiting
missed park parked
missed lapse cancelled
missed cancel cancelled
parked come-back waiting
parked book booked
parked lapse cancelled
parked cancel cancelled
"""
TAKEN = datetime(2026, 11, 21, 7, 0, tzinfo=UTC)
LATER = TAKEN + timedelta(minutes=9)


def ticket(state: str = "waiting") -> Ticket:
    return Ticket(
        id="t",
        zone_id="z",
        visit_id="v",
        number="A-001",
        source=Source.CORNER,
        item_code="I",
        skill="s",
        speech=Speech.PORTUGUESE,
        language="pt-MO",
        line="z/s/pt",
        state=State(state),
        priority=Priority.ORDINARY,
        reason=Reason.NONE,
        taken_at=TAKEN,
        stands_at=TAKEN,
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


@pytest.mark.parametrize(
    ("state", "move", "reason"),
    [
        ("called", "uncall", "uncalled"),
        ("in-session", "return", "broken"),
        ("held", "return", "broken"),
        ("missed", "come-back", "came-back"),
        ("parked", "come-back", "came-back"),
        ("in-session", "transfer", "transferred"),
        ("held", "transfer", "transferred"),
    ],
)
def test_a_turn_that_comes_back_goes_first_and_says_why(state: str, move: str, reason: str) -> None:
    after = step(ticket(state), Move(move), LATER)
    stands = TAKEN - HEAD_STARTS[Priority.RETURNING]
    assert (after.priority, after.reason, after.stands_at) == (Priority.RETURNING, reason, stands)


def test_a_turn_that_comes_back_stands_by_the_zones_rules() -> None:
    rules = Rules(head_starts={**HEAD_STARTS, Priority.RETURNING: timedelta(hours=2)})
    assert step(ticket("called"), Move.UNCALL, LATER, rules).stands_at == TAKEN - timedelta(hours=2)


def test_a_turn_that_goes_on_keeps_its_place() -> None:
    after = step(ticket(), Move.CALL, LATER)
    assert (after.priority, after.reason, after.stands_at) == (Priority.ORDINARY, Reason.NONE, TAKEN)


def test_a_declined_offer_leaves_the_turn_where_it_stood() -> None:
    after = step(ticket("offered"), Move.DECLINE, LATER)
    assert (after.priority, after.stands_at) == (Priority.ORDINARY, TAKEN)


def test_a_turn_keeps_when_it_was_taken_and_notes_when_it_moved() -> None:
    after = step(ticket("in-session"), Move.RETURN, LATER)
    assert (after.taken_at, after.moved_at) == (TAKEN, LATER)


def test_a_turn_is_placed_from_when_it_was_taken() -> None:
    after = placed(ticket(), Priority.CARE, Reason.ELDERLY, Rules())
    assert (after.priority, after.reason, after.stands_at) == (2, "elderly", TAKEN - HEAD_STARTS[Priority.CARE])


def test_a_turn_is_placed_from_another_moment_when_told() -> None:
    assert placed(ticket(), Priority.ORDINARY, Reason.STAFF, Rules(), since=LATER).stands_at == LATER


@pytest.mark.parametrize("move", [Move.CANCEL, Move.LAPSE])
def test_a_turn_that_is_over_forgets_why_it_needed_care(move: Move) -> None:
    cared = placed(ticket(), Priority.CARE, Reason.DISABLED, Rules())
    assert step(cared, move, LATER).reason is Reason.CARE


@pytest.mark.parametrize("state", sorted(OVER))
def test_what_is_over_moves_no_more(state: State) -> None:
    assert not [move for before, move in MOVES if before is state]


@pytest.mark.parametrize("state", sorted(set(State) - OVER))
def test_every_other_turn_can_be_cancelled(state: State) -> None:
    assert MOVES[state, Move.CANCEL] is State.CANCELLED


@pytest.mark.parametrize("state", sorted(State))
def test_only_who_is_in_line_or_offered_can_be_called(state: State) -> None:
    assert ((state, Move.CALL) in MOVES) is (state in CALLABLE | {State.OFFERED})


@pytest.mark.parametrize(("count", "called"), [(1, "A-001"), (42, "A-042"), (999, "A-999"), (1000, "A-1000")])
def test_a_number_is_letter_and_count(count: int, called: str) -> None:
    assert number("A", count) == called
