"""A recording goes, fails and goes again; what the media plane tells twice is no fault."""

import pytest

from desk.model.recordings import Move, State, step
from tests.desk.model.tables import legal

TABLE = """
going fail failed
going resume going
failed fail failed
failed resume going
"""


@pytest.mark.parametrize(("state", "move", "after"), legal(TABLE))
def test_a_recording_moves(state: str, move: str, after: str) -> None:
    assert step(State(state), Move(move)) == after
