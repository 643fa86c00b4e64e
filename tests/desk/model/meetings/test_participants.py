"""Somebody else's part in a meeting: asked, joined, left; and who sits aside."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from desk.model.errors import IllegalMove
from desk.model.meetings.participants import MODES, MOVES, Mode, Move, Participant, Role, State, is_aside, step

NOW = datetime(2026, 11, 21, 7, 0, tzinfo=UTC)
ASKED = Participant(
    id="1",
    session_id="2",
    staff_id="3",
    role=Role.EXPERT,
    mode=Mode.ASIDE,
    state=State.ASKED,
    asked_by="4",
    asked_at=NOW,
    joined_at=None,
    left_at=None,
    told=True,
)
TABLE = [
    (State.ASKED, Move.ACCEPT, State.JOINED),
    (State.ASKED, Move.DECLINE, State.DECLINED),
    (State.ASKED, Move.LEAVE, State.LEFT),
    (State.JOINED, Move.LEAVE, State.LEFT),
]


@pytest.mark.parametrize(("state", "move", "after"), TABLE, ids=["-".join(row) for row in TABLE])
def test_a_move_leads_on(state: State, move: Move, after: State) -> None:
    assert step(replace(ASKED, state=state), move, NOW).state is after


@pytest.mark.parametrize(
    ("state", "move"), [(state, move) for state in State for move in Move if (state, move) not in MOVES]
)
def test_any_other_move_is_refused(state: State, move: Move) -> None:
    with pytest.raises(IllegalMove):
        step(replace(ASKED, state=state), move, NOW)


def test_when_somebody_joined_and_left_is_kept() -> None:
    joined = step(ASKED, Move.ACCEPT, NOW)
    left = step(joined, Move.LEAVE, NOW)
    assert (joined.joined_at, joined.left_at, left.joined_at, left.left_at) == (NOW, None, NOW, NOW)


def test_only_who_has_joined_sits_aside() -> None:
    joined = replace(ASKED, state=State.JOINED)
    assert (is_aside([ASKED]), is_aside([joined]), is_aside([replace(joined, mode=Mode.OPEN)])) == (False, True, False)


def test_every_role_has_its_modes() -> None:
    assert set(MODES) == set(Role)
