"""The test of a line: a party gets its own packets back, is measured both ways, and is never taken from a call."""

import asyncio

import pytest

from tests.webrtc.conftest import House
from tests.webrtc.peers import GREEN, RED, until
from webrtc.echo import Echo, echo
from webrtc.errors import ConsentMissing
from webrtc.summary import Direction


async def measured(house: House, seconds: float = 1.0) -> Echo | None:
    return await echo(house.node, "visit:1", bridge_id="test:1", consent="receipt", seconds=seconds)


async def test_both_directions_are_measured(house: House) -> None:
    await house.join("visit:1")
    found = await measured(house, 2.0)
    assert found is not None
    assert set(found.span) == {(way, kind) for way in Direction for kind in ("audio", "video")}


async def test_the_party_sees_itself(house: House) -> None:
    peer = await house.join("visit:1", colour=GREEN)
    testing = asyncio.ensure_future(measured(house, 60.0))
    await peer.sees(GREEN)
    testing.cancel()
    await asyncio.gather(testing, return_exceptions=True)


async def test_the_bridge_is_gone_afterwards(house: House) -> None:
    await house.join("visit:1")
    await measured(house, 0.2)
    assert house.node.bridges() == ()


async def test_nothing_is_echoed_without_a_consent(house: House) -> None:
    await house.join("visit:1")
    with pytest.raises(ConsentMissing):
        await echo(house.node, "visit:1", bridge_id="test:1", consent="", seconds=1.0)


async def test_a_party_in_a_call_is_not_tested(house: House) -> None:
    await house.join("visit:1")
    bridge = house.node.open_bridge("s", consent="receipt")
    bridge.seat("applicant", "visit:1")
    assert (await measured(house), bridge.has("visit:1")) == (None, True)


async def test_a_call_ends_the_test(house: House) -> None:
    peer = await house.join("visit:1", colour=GREEN)
    await house.join("staff:1", colour=RED)
    testing = asyncio.ensure_future(measured(house, 60.0))
    await until(lambda: house.node.bridge("test:1") is not None)
    call = house.node.open_bridge("s", consent="receipt")
    call.seat("clerk", "staff:1")
    call.seat("applicant", "visit:1")
    assert await testing is None
    await peer.sees(RED)


async def test_a_party_without_a_leg_is_not_tested(house: House) -> None:
    assert await measured(house) is None


async def test_a_leg_that_goes_ends_the_test(house: House) -> None:
    peer = await house.join("visit:1")
    testing = asyncio.ensure_future(measured(house, 60.0))
    await until(lambda: house.node.bridge("test:1") is not None)
    await peer.close()
    assert await asyncio.wait_for(testing, 30) is None
