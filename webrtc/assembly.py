"""From packets to frames: puts a stream's packets in order and has the frames taken out of them; pure.

A missing packet is waited for, so that a repair can still arrive; then it is given up.
"""

from enum import Enum, auto

from webrtc.gathering import OPUS, VP8, Frame, gatherer
from webrtc.numbers import Unwrap
from webrtc.reception import WINDOW
from webrtc.rtp import Packet

PATIENCE = 0.6
"""Seconds a missing packet is waited for."""
BACKLOG = 512
"""Packets kept while one is waited for."""


class Order:
    """Packets in the order of their sequence numbers; a hole is told by the flag on the next packet."""

    def __init__(self) -> None:
        self._unwrap = Unwrap(16)
        self._next: int | None = None
        self._waiting: dict[int, tuple[Packet, float]] = {}

    def push(self, packet: Packet, now: float) -> list[tuple[Packet, bool]]:
        """(packet, whether something is missing before it), for all that can go on now."""
        position = self._unwrap(packet.sequence)
        if self._next is None:
            self._next = position
        if position < self._next - WINDOW:
            return self._begin_anew(packet)
        if position >= self._next:
            self._waiting[position] = (packet, now)
        return self._release(now)

    def _begin_anew(self, packet: Packet) -> list[tuple[Packet, bool]]:
        """No packet is repaired that late: the sender has begun anew, and what waited is given up."""
        self._unwrap = Unwrap(16)
        self._waiting.clear()
        self._next = self._unwrap(packet.sequence) + 1
        return [(packet, True)]

    def _release(self, now: float) -> list[tuple[Packet, bool]]:
        ready: list[tuple[Packet, bool]] = []
        assert self._next is not None
        hole = False
        while self._waiting:
            if self._next not in self._waiting:
                first = min(self._waiting)
                if now - self._waiting[first][1] < PATIENCE and len(self._waiting) < BACKLOG:
                    break
                hole, self._next = True, first
            ready.append((self._waiting.pop(self._next)[0], hole))
            hole = False
            self._next += 1
        return ready


class Need(Enum):
    """What a video stream is waiting for."""

    NOTHING = auto()
    KEY_FRAME = auto()


class Assembler:
    """Frames of one stream, whose packets say what codec they are of."""

    def __init__(self, kind: str) -> None:
        self._order = Order()
        self._ssrc: int | None = None
        self._codec = OPUS if kind == "audio" else VP8
        self._frames = gatherer(self._codec)

    @property
    def need(self) -> Need:
        """Whether the stream can go on."""
        return Need.KEY_FRAME if self._frames.needs_key else Need.NOTHING

    def push(self, packet: Packet, now: float) -> list[Frame]:
        """The frames that are complete with this packet; `now` is its arrival in seconds."""
        if packet.ssrc != self._ssrc:
            self._ssrc = packet.ssrc
            self._order = Order()
            self._frames.lose()
        frames: list[Frame] = []
        for ready, hole in self._order.push(packet, now):
            if ready.codec is not None and ready.codec.name != self._codec:
                self._codec = ready.codec.name
                self._frames = gatherer(self._codec)
            if hole:
                self._frames.lose()
            frames += self._frames.add(ready)
        return frames
