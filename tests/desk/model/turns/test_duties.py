"""A duty moves by its table; offers that nobody answers pause it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from desk.model.errors import IllegalMove
from desk.model.turns import duties
from desk.model.turns.duties import CHOSEN, MOST_DECLINED, Duty, Mode, Move, Reason, State, step, unopened
from tests.desk.model.tables import illegal, legal

TABLE = """
closed open open
closed close closed
open pause paused
open wrap-up wrapping-up
open close closed
paused pause paused
paused resume open
paused close closed
wrapping-up pause paused
wrapping-up resume open
wrapping-up close closed
"""
BEGAN = datetime(2026, 11, 21, 1, 0, tzinfo=UTC)
LATER = BEGAN + timedelta(minutes=9)


def duty(state: str = "open") -> Duty:
    return replace(unopened("clerk", BEGAN), state=State(state), mode=Mode.OFFER)


@pytest.mark.parametrize(("state", "move", "after"), legal(TABLE))
def test_a_duty_moves(state: str, move: str, after: str) -> None:
    assert step(duty(state), Move(move), LATER).state == after


@pytest.mark.parametrize(("state", "move"), illegal(TABLE, State, Move))
def test_a_duty_does_not_move(state: str, move: str) -> None:
    with pytest.raises(IllegalMove) as caught:
        step(duty(state), Move(move), LATER)
    assert (caught.value.thing, caught.value.state, caught.value.move) == ("duty", state, move)


def test_a_pause_has_its_reason_until_it_is_over() -> None:
    paused = step(duty(), Move.PAUSE, LATER, reason=Reason.TRAINING)
    assert (paused.reason, step(paused, Move.RESUME, LATER).reason) == (Reason.TRAINING, Reason.NONE)


def test_a_wrap_up_has_its_end_until_it_is_over() -> None:
    until = LATER + timedelta(minutes=1)
    wrapping = step(duty(), Move.WRAP_UP, LATER, until=until)
    assert (wrapping.until, step(wrapping, Move.RESUME, until).until) == (until, None)


def test_who_opens_is_idle_from_then_on() -> None:
    assert step(duty("paused"), Move.RESUME, LATER).idle_since == LATER


def test_who_declines_goes_behind_others_and_is_not_offered_that_turn_again() -> None:
    after = duties.decline(duties.offer(duty(), "t"), LATER)
    assert (after.offered, after.declined, after.idle_since) == ("", ("t",), LATER)


def test_only_the_last_turns_that_were_declined_are_remembered() -> None:
    after = duty()
    for n in range(MOST_DECLINED + 1):
        after = duties.decline(duties.offer(after, f"t{n}"), LATER)
    assert (len(after.declined), after.declined[0]) == (MOST_DECLINED, "t1")


def test_one_offer_that_ran_out_pauses_nobody() -> None:
    assert duties.run_out(duties.offer(duty(), "t"), LATER).state is State.OPEN


def test_two_offers_in_a_row_that_ran_out_pause_the_clerk() -> None:
    twice = duties.run_out(duties.offer(duties.run_out(duties.offer(duty(), "t"), LATER), "t"), LATER)
    assert (twice.state, twice.reason) == (State.PAUSED, Reason.UNANSWERED)


def test_an_answer_between_begins_the_count_anew() -> None:
    once = duties.run_out(duties.offer(duty(), "t"), LATER)
    assert duties.run_out(duties.decline(duties.offer(once, "t"), LATER), LATER).state is State.OPEN


def test_a_clerk_does_not_give_the_reasons_that_are_the_desks() -> None:
    assert CHOSEN.isdisjoint({Reason.NONE, Reason.UNANSWERED, Reason.AWAY})


def test_a_clerks_day_begins_at_midnight_of_their_place() -> None:
    assert duties.day_began(BEGAN, "Asia/Macau") == datetime(2026, 11, 20, 16, 0, tzinfo=UTC)
