"""A message is queued, sent, delivered; or tried elsewhere, or given up; and nothing moves one that is over."""

import pytest

from desk.model.deliveries import OVER, Move, State, step
from desk.model.errors import IllegalMove
from tests.desk.model.tables import legal

TABLE = """
queued send sent
queued retry queued
queued turn queued
queued give-up failed
queued expire expired
queued deliver delivered
sent deliver delivered
sent turn queued
sent give-up failed
sent expire expired
"""


@pytest.mark.parametrize(("state", "move", "after"), legal(TABLE))
def test_a_message_moves(state: str, move: str, after: str) -> None:
    assert step(State(state), Move(move)) == after


@pytest.mark.parametrize("state", sorted(OVER))
@pytest.mark.parametrize("move", Move)
def test_what_is_over_does_not_move(state: State, move: Move) -> None:
    with pytest.raises(IllegalMove):
        step(state, move)
