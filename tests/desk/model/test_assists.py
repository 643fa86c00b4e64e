"""An assist moves by its table; two different persons see everything, in time."""

from datetime import UTC, datetime, timedelta

import pytest

from desk.model import assists
from desk.model.assists import CHECKS, LASTS, MOVES, WAITING, Assist, Move, State
from desk.model.errors import AssistExpired, IllegalMove, NotEverythingSeen, SamePerson
from tests.desk.model.tables import illegal, legal

TABLE = """
asked see seen
asked refuse refused
asked end over
seen confirm confirmed
seen go-on-alone alone
seen refuse refused
seen end over
alone confirm confirmed
"""
ASKED_AT = datetime(2026, 11, 22, 7, 0, tzinfo=UTC)
SOON = ASKED_AT + timedelta(minutes=3)


def assist(state: str = "asked", first: str = "") -> Assist:
    return Assist(
        id="a",
        visit_id="v",
        corner_id="c",
        zone_id="z",
        state=State(state),
        kind="",
        masked="",
        first_id=first,
        second_id="",
        asked_at=ASKED_AT,
        moved_at=ASKED_AT,
    )


def moved(before: Assist, move: str, at: datetime = SOON) -> Assist:
    match Move(move):
        case Move.SEE:
            return assists.see(before, "helper-1", "macao-bir", "12*****(*)", CHECKS, at)
        case Move.CONFIRM:
            return assists.confirm(before, "helper-2", CHECKS, at)
        case Move.GO_ON_ALONE:
            return assists.go_on_alone(before, "helper-1", at)
        case Move.REFUSE:
            return assists.refuse(before, at)
        case Move.END:
            return assists.end(before, at)


@pytest.mark.parametrize(("state", "move", "after"), legal(TABLE))
def test_an_assist_moves(state: str, move: str, after: str) -> None:
    assert moved(assist(state, first="helper-1"), move).state == after


@pytest.mark.parametrize(("state", "move"), illegal(TABLE, State, Move))
def test_an_assist_does_not_move(state: str, move: str) -> None:
    with pytest.raises(IllegalMove):
        moved(assist(state, first="helper-1"), move)


def test_who_saw_it_first_is_kept_with_what_was_read() -> None:
    after = moved(assist(), "see")
    assert (after.first_id, after.kind, after.masked, after.second_id) == ("helper-1", "macao-bir", "12*****(*)", "")


@pytest.mark.parametrize("state", ["seen", "alone"])
def test_who_saw_it_first_does_not_confirm(state: str) -> None:
    with pytest.raises(SamePerson):
        assists.confirm(assist(state, first="helper-1"), "helper-1", CHECKS, SOON)


def test_only_who_saw_it_says_that_there_is_nobody_else() -> None:
    with pytest.raises(SamePerson):
        assists.go_on_alone(assist("seen", first="helper-1"), "helper-2", SOON)


@pytest.mark.parametrize("left_out", sorted(CHECKS))
def test_everything_has_to_be_seen_by_the_first(left_out: str) -> None:
    with pytest.raises(NotEverythingSeen):
        assists.see(assist(), "helper-1", "hkid", "A123***(*)", CHECKS - {left_out}, SOON)


@pytest.mark.parametrize("left_out", sorted(CHECKS))
def test_everything_has_to_be_seen_by_the_second(left_out: str) -> None:
    with pytest.raises(NotEverythingSeen):
        assists.confirm(assist("seen", first="helper-1"), "helper-2", CHECKS - {left_out}, SOON)


@pytest.mark.parametrize(
    ("state", "move"), [("asked", "see"), ("seen", "confirm"), ("seen", "go-on-alone"), ("seen", "refuse")]
)
def test_nobody_waits_for_ever(state: str, move: str) -> None:
    with pytest.raises(AssistExpired):
        moved(assist(state, first="helper-1"), move, ASKED_AT + LASTS)


def test_the_clerk_may_confirm_long_after() -> None:
    assert moved(assist("alone", first="helper-1"), "confirm", ASKED_AT + timedelta(hours=3)).state is State.CONFIRMED


def test_staff_are_waited_for_until_it_ends() -> None:
    standing = assist("seen", first="helper-1")
    assert standing.is_waiting(SOON)
    assert not standing.is_waiting(ASKED_AT + LASTS)


def test_what_waits_can_be_ended() -> None:
    assert {state for state, move in MOVES if move is Move.END} == WAITING
