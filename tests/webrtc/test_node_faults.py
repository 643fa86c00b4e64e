"""One fault in a node does not stop the rest of it."""

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest

from tests.webrtc.conftest import SETTINGS, House
from tests.webrtc.peers import Peer
from webrtc import node as nodes
from webrtc.events import LegLost
from webrtc.leg import Leg
from webrtc.node import Node
from webrtc.recorder import Recorder

WAIT = 5.0


async def test_a_recording_that_cannot_be_looked_after_does_not_stop_the_clock(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def fails(recorder: Recorder, _now: float) -> None:
        if recorder._bridge_id == "first":
            raise RuntimeError("no thread can be had")
        ticks.put_nowait(recorder._bridge_id)

    ticks: asyncio.Queue[str] = asyncio.Queue()
    monkeypatch.setattr(nodes, "TICK_SECONDS", 0.01)
    monkeypatch.setattr(Recorder, "tick", fails)
    node = Node(SETTINGS, lambda event: None)
    node.open_bridge("first", consent="receipt", record=tmp_path / "first")
    node.open_bridge("second", consent="receipt", record=tmp_path / "second")
    try:
        for _ in range(2):
            assert await asyncio.wait_for(ticks.get(), WAIT) == "second"
    finally:
        await node.close()


async def test_offers_that_come_at_once_do_not_pass_the_bound() -> None:
    node = Node(replace(SETTINGS, max_legs=2), lambda event: None)
    peers = [Peer() for _ in range(6)]
    offers = [await peer.offer() for peer in peers]
    try:
        answers = await asyncio.gather(
            *(node.answer(f"staff:{n}", offer) for n, offer in enumerate(offers)), return_exceptions=True
        )
        assert sorted(type(answer).__name__ for answer in answers) == ["Answer"] * 2 + ["NodeFull"] * 4
    finally:
        await asyncio.gather(*(peer.close() for peer in peers))
        await node.close()


async def test_a_socket_that_cannot_be_closed_does_not_keep_a_node_from_closing(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fails(leg: Leg) -> None:
        await closed(leg)
        raise OSError("the socket is gone")

    await house.join("staff:1")
    closed = Leg.closed
    monkeypatch.setattr(Leg, "closed", fails)
    await house.node.close()
    assert house.told(LegLost)
