"""A turn that nobody answered is announced so often, then parked, then lapses; and it comes back to a fair place."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from desk.model.turns import missed
from desk.model.turns.order import Priority, Reason, Rules
from desk.model.turns.routing import Speech
from desk.model.turns.tickets import Move, Source, State, Ticket

TAKEN = datetime(2026, 11, 21, 7, 0, tzinfo=UTC)
CALLED = TAKEN + timedelta(minutes=20)
RULES = Rules(announcements=3, announce_every=timedelta(minutes=1), parked_for=timedelta(hours=2))


def ticket(state: State, announced: int = 0) -> Ticket:
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
        state=state,
        priority=Priority.ORDINARY,
        reason=Reason.NONE,
        taken_at=TAKEN,
        stands_at=TAKEN,
        moved_at=CALLED,
        announced=announced,
    )


def test_a_missed_call_is_announced_at_once() -> None:
    assert missed.missed(ticket(State.CALLED), CALLED, RULES).announced == 1


def test_where_nothing_is_announced_a_missed_call_is_not() -> None:
    assert missed.missed(ticket(State.CALLED), CALLED, replace(RULES, announcements=0)).announced == 0


@pytest.mark.parametrize(
    ("state", "announced", "minutes", "move"),
    [
        (State.MISSED, 1, 0.9, None),
        (State.MISSED, 1, 1, Move.ANNOUNCE),
        (State.MISSED, 2, 60, Move.ANNOUNCE),
        (State.MISSED, 3, 0.9, None),
        (State.MISSED, 3, 1, Move.PARK),
        (State.PARKED, 3, 119, None),
        (State.PARKED, 3, 120, Move.LAPSE),
        (State.WAITING, 0, 600, None),
        (State.CANCELLED, 3, 600, None),
    ],
)
def test_what_is_due_follows_from_the_time_since_the_last_move(
    state: State, announced: int, minutes: float, move: Move | None
) -> None:
    assert missed.due(ticket(state, announced), RULES, CALLED + timedelta(minutes=minutes)) is move


def test_an_announcement_is_counted_and_the_next_is_counted_from_it() -> None:
    after = missed.moved(ticket(State.MISSED, 1), Move.ANNOUNCE, CALLED)
    assert (after.state, after.announced, after.moved_at) == (State.MISSED, 2, CALLED)


def test_a_missed_turn_goes_before_all_others() -> None:
    after = missed.back(ticket(State.MISSED, 2), CALLED, RULES, behind=TAKEN)
    assert (after.priority, after.reason, after.announced) == (Priority.RETURNING, Reason.CAME_BACK, 0)
    assert after.stands_at < TAKEN


def test_a_parked_turn_goes_just_behind_those_who_go_first() -> None:
    nth = TAKEN + timedelta(minutes=30)
    after = missed.back(ticket(State.PARKED), CALLED, RULES, behind=nth)
    assert nth < after.stands_at < nth + timedelta(milliseconds=1)
    assert (after.priority, after.reason) == (Priority.ORDINARY, Reason.CAME_BACK)


def test_a_parked_turn_overtakes_nobody_by_coming_back() -> None:
    after = missed.back(ticket(State.PARKED), CALLED, RULES, behind=TAKEN - timedelta(minutes=30))
    assert after.stands_at == TAKEN


def test_a_parked_turn_keeps_its_place_when_nobody_is_in_line() -> None:
    assert missed.back(ticket(State.PARKED), CALLED, RULES, behind=None).stands_at == TAKEN
