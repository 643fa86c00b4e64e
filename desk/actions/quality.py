"""How lines fare: looked at every few seconds on whichever process has the media node, and entered in the store.

The figures of open sessions are overwritten; what they come to is added to the session's summary once a minute, and
when its bridge is gone. What could not be entered is kept, and entered the next time.
"""

import asyncio
from collections.abc import Callable, Mapping
from datetime import timedelta

import structlog

from desk.actions.desk import Desk
from desk.model.quality import Line, Way
from desk.store import quality
from desk.store.quality import Stream
from webrtc.node import Node
from webrtc.quality import LegView
from webrtc.summary import Direction, Span, Summary, Tally

LOOK_SECONDS = 5.0
SUM_UP_LOOKS = 12
KEPT = timedelta(minutes=5)
WAITING = "waiting"
"""The role of a leg that has no seat yet."""
log = structlog.get_logger("desk.quality")

Watcher = Callable[[str, LegView, Span], None]
"""Is told of each leg at each look: its role, and what passed since the last."""


class Gauge:
    """Looks at every leg of one node, and keeps what is not entered yet."""

    def __init__(self, node: Node, watcher: Watcher) -> None:
        self._node, self._watcher = node, watcher
        self._tallies: dict[str, Tally] = {}
        self._passed: dict[Stream, Summary] = {}
        self._looks = 0

    async def run(self, desk: Desk) -> None:
        """Until cancelled."""
        while True:
            await asyncio.sleep(LOOK_SECONDS)
            try:
                await self.look(desk)
            except Exception:  # the store may be away for a moment; the summaries are entered later
                log.exception("quality.not_entered")

    async def settle(self, desk: Desk) -> None:
        """Enters what is left, when the node stops."""
        try:
            self._look_at_legs(asyncio.get_running_loop().time())
            await self._sum_up(desk, set())
        except Exception:  # nothing may keep a process from stopping
            log.exception("quality.not_entered")

    async def look(self, desk: Desk) -> None:
        """One look at all legs, entered in the store."""
        seated = self._look_at_legs(asyncio.get_running_loop().time())
        if seated:
            async with desk.store.write() as unit:
                for (session_id, seat), line in seated.items():
                    await quality.note_line(unit, session_id, seat, line)
        self._looks += 1
        every = self._looks % SUM_UP_LOOKS == 0
        await self._sum_up(desk, set() if every else {bridge.bridge_id for bridge in self._node.bridges()})
        if every:
            async with desk.store.write() as unit:
                await quality.forget_lines(unit, unit.now - KEPT)

    def _look_at_legs(self, now: float) -> dict[tuple[str, str], Line]:
        seats = seats_of(self._node)
        found: dict[tuple[str, str], Line] = {}
        legs = [leg for leg in self._node.legs() if leg.up]
        self._tallies = {leg.leg_id: self._tallies.get(leg.leg_id) or Tally() for leg in legs}
        for leg in legs:
            span = self._tallies[leg.leg_id].look(leg, now)
            place = seats.get(leg.party)
            self._watcher(WAITING if place is None else role_of(place[1]), leg, span)
            if place is not None and span:
                found[place] = line_of(span, leg.round_trip)
                self._keep(place, span)
        return found

    def _keep(self, place: tuple[str, str], span: Span) -> None:
        session_id, seat = place
        for (direction, kind), summary in span.items():
            stream = Stream(session_id=session_id, seat=seat, direction=direction, kind=kind)
            self._passed[stream] = self._passed.get(stream, Summary()) + summary

    async def _sum_up(self, desk: Desk, but: set[str]) -> None:
        """Enters the summaries of all sessions but these, each in a transaction of its own."""
        for session_id in {stream.session_id for stream in self._passed} - but:
            of_session = {stream: self._passed[stream] for stream in self._passed if stream.session_id == session_id}
            async with desk.store.write() as unit:
                for stream, summary in of_session.items():
                    await quality.add(unit, stream, summary)
            for stream in of_session:
                del self._passed[stream]


def seats_of(node: Node) -> dict[str, tuple[str, str]]:
    """By party, the session and the seat it has in it. Bridges with a colon in their name are no sessions."""
    return {
        party: (bridge.bridge_id, seat)
        for bridge in node.bridges()
        if ":" not in bridge.bridge_id
        for seat, party in bridge.seats.items()
    }


def role_of(seat: str) -> str:
    """`helper:2` is a helper."""
    return seat.partition(":")[0]


def line_of(span: Mapping[tuple[Direction, str], Summary], round_trip: float | None) -> Line:
    """What passed over a few seconds, as the desk judges it."""
    return Line(
        round_trip=round_trip or 0.0,
        sent=tuple(_way(kind, passed) for (way, kind), passed in span.items() if way is Direction.SENT),
        got=tuple(_way(kind, passed) for (way, kind), passed in span.items() if way is Direction.GOT),
    )


def _way(kind: str, passed: Summary) -> Way:
    return Way(
        kind=kind,
        bitrate=passed.bitrate,
        loss=passed.loss,
        jitter=passed.jitter,
        frames_per_second=passed.frames_per_second,
        frozen=min(1.0, passed.frozen / passed.seconds) if passed.seconds else 0.0,
        key_frames_asked=passed.key_frames_asked,
    )
