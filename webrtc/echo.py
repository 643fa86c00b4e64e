"""A test of one party's line: for some seconds it gets its own packets back, and both directions are measured.

The party is seated alone, as `tester`, in a bridge of its own, which nobody records. Whoever seats it elsewhere ends
the test: a party sits in one bridge. A party that is seated already is not tested.
"""

import asyncio
from dataclasses import dataclass

from webrtc.node import Node
from webrtc.quality import LegView
from webrtc.summary import Span, Tally

SEAT = "tester"
RISE_SECONDS = 1.0
"""Not measured: until the first key frame is back, and the browser's estimate has risen."""
WATCH_SECONDS = 0.1


@dataclass(frozen=True, slots=True, kw_only=True)
class Echo:
    """What was measured. `round_trip` is in seconds; None where it was not told in that time."""

    span: Span
    round_trip: float | None


async def echo(node: Node, party: str, *, bridge_id: str, consent: str, seconds: float) -> Echo | None:
    """Measure the party's leg for so long; None where it has none, is seated, or was taken away before the end.

    Raises `ConsentMissing`.
    """
    if node.bridge(bridge_id) is not None or _leg(node, party) is None:
        return None
    if any(bridge.has(party) for bridge in node.bridges()):
        return None
    bridge = node.open_bridge(bridge_id, consent=consent)
    try:
        bridge.seat(SEAT, party)
        return await _measure(node, party, bridge_id, seconds)
    finally:
        await node.close_bridge(bridge_id)


async def _measure(node: Node, party: str, bridge_id: str, seconds: float) -> Echo | None:
    loop, tally = asyncio.get_running_loop(), Tally()
    begun, first = loop.time(), True
    while True:
        await asyncio.sleep(WATCH_SECONDS)
        bridge, leg, now = node.bridge(bridge_id), _leg(node, party), loop.time()
        if bridge is None or not bridge.has(party) or leg is None:
            return None
        if first and now - begun >= RISE_SECONDS:
            tally.look(leg, now)
            first = False
        elif now - begun >= RISE_SECONDS + seconds:
            return Echo(span=tally.look(leg, now), round_trip=leg.round_trip)


def _leg(node: Node, party: str) -> LegView | None:
    leg = node.leg_of(party)
    return leg if leg is not None and leg.up else None
