"""The node in this process seats, confers and lets go just as it is told, without a moment in between."""

from pathlib import Path

import pytest

from desk.actions.media import LocalMedia
from desk.model.meetings.participants import Mode, Seated
from webrtc.bridge import Bridge
from webrtc.events import Event
from webrtc.node import Node
from webrtc.policy import Mode as Allowed
from webrtc.policy import State
from webrtc.settings import NodeSettings

EXPERT = {"expert": Seated(party="staff:2", mode=Mode.ASIDE)}
TOGETHER = {"expert": Seated(party="staff:2", mode=Mode.OPEN)}


class Table:
    """One bridge of two people."""

    def __init__(self, folder: Path) -> None:
        self.told: list[Event] = []
        self.node = Node(NodeSettings(addresses=("127.0.0.1",)), self.told.append)
        self.media = LocalMedia(self.node, folder, b"k" * 32)
        self.media.join("one", "consent", {"applicant": "visit:1", "clerk": "staff:1"})

    @property
    def bridge(self) -> Bridge:
        found = self.node.bridge("one")
        assert found is not None
        return found


@pytest.fixture
async def table(tmp_path: Path) -> Table:
    return Table(tmp_path)


async def test_aside_the_bridge_is_in_private_talk(table: Table) -> None:
    await table.media.arrange("one", EXPERT, aside=True)
    assert (table.bridge.state, table.bridge.modes["expert"]) == (State.PRIVATE, Allowed.INVITED)
    await table.node.close()


async def test_together_it_is_not(table: Table) -> None:
    await table.media.arrange("one", EXPERT, aside=True)
    await table.media.arrange("one", TOGETHER, aside=False)
    assert table.bridge.state is State.TALKING
    await table.node.close()


async def test_who_is_not_named_is_unseated(table: Table) -> None:
    await table.media.arrange("one", EXPERT, aside=True)
    await table.media.arrange("one", {}, aside=False)
    assert dict(table.bridge.seats) == {"applicant": "visit:1", "clerk": "staff:1"}
    assert table.bridge.state is State.TALKING
    await table.node.close()


async def test_on_hold_nobody_confers(table: Table) -> None:
    table.media.hold("one", True)
    await table.media.arrange("one", EXPERT, aside=True)
    assert table.bridge.state is State.HELD
    await table.node.close()


@pytest.mark.parametrize(
    ("mode", "allowed"),
    [
        (Mode.LISTENING, Allowed.LISTENING),
        (Mode.WHISPERING, Allowed.WHISPERING),
        (Mode.SPEAKING, Allowed.SPEAKING),
    ],
)
async def test_a_supervisors_mode_is_the_policys(table: Table, mode: Mode, allowed: Allowed) -> None:
    await table.media.arrange("one", {"supervisor": Seated(party="staff:9", mode=mode)}, aside=False)
    assert table.bridge.modes["supervisor"] is allowed
    await table.node.close()


async def test_who_takes_over_sits_at_the_clerks_place_alone(table: Table) -> None:
    await table.media.arrange("one", {"supervisor": Seated(party="staff:9", mode=Mode.LISTENING)}, aside=False)
    table.media.join("one", "consent", {"applicant": "visit:1", "clerk": "staff:9"})
    await table.media.arrange("one", {}, aside=False)
    assert dict(table.bridge.seats) == {"applicant": "visit:1", "clerk": "staff:9"}
    await table.node.close()


async def test_a_bridge_that_does_not_stand_is_passed_over(table: Table) -> None:
    await table.media.arrange("two", EXPERT, aside=True)
    assert table.node.bridge("two") is None
    await table.node.close()
