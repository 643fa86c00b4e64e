"""A meeting steps from any channel to any other, and to none that it is on already."""

import pytest

from desk.model.channels import Channel, Move, step
from desk.model.errors import IllegalMove
from tests.desk.model.tables import illegal, legal

TABLE = """
video hear audio
video write text
audio see video
audio write text
text see video
text hear audio
"""


@pytest.mark.parametrize(("channel", "move", "after"), legal(TABLE))
def test_a_meeting_steps_to_another_channel(channel: str, move: str, after: str) -> None:
    assert step(Channel(channel), Move(move)) == after


@pytest.mark.parametrize(("channel", "move"), illegal(TABLE, Channel, Move))
def test_a_meeting_does_not_step_to_the_channel_it_is_on(channel: str, move: str) -> None:
    with pytest.raises(IllegalMove):
        step(Channel(channel), Move(move))
