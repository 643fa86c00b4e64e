"""A node that is to stop takes no new legs, and waits for those of meetings to leave."""

import asyncio

import pytest

from tests.webrtc.conftest import House
from tests.webrtc.peers import Peer
from webrtc.errors import NodeDraining

AT_ONCE = 0.0
LONG = 20.0


async def test_a_draining_node_takes_no_new_leg(house: House) -> None:
    house.node.refuse_legs()
    async with Peer() as peer:
        with pytest.raises(NodeDraining):
            await house.node.answer("visit:1", await peer.offer())


async def test_legs_that_are_here_go_on(house: House) -> None:
    await house.join("visit:1")
    house.node.refuse_legs()
    assert await house.node.emptied(AT_ONCE) == 0
    assert house.node.leg_of("visit:1") is not None


async def test_legs_of_a_meeting_are_counted_until_they_leave(house: House) -> None:
    bridge = house.node.open_bridge("b", consent="receipt-1")
    bridge.seat("applicant", "visit:1")
    peer = await house.join("visit:1")
    assert await house.node.emptied(AT_ONCE) == 1
    emptied = asyncio.ensure_future(house.node.emptied(LONG))
    await peer.close()
    assert await emptied == 0
