"""From packets to frames: puts a stream's packets in order and takes the frames out of them; pure.

A missing packet is waited for, so that a repair can still arrive; then it is given up. A VP8 frame with a hole is
left out, and so is all that follows it until the next key frame, so that what is written always decodes.
"""

from dataclasses import dataclass
from enum import Enum, auto

from webrtc import vp8
from webrtc.errors import Malformed
from webrtc.numbers import Unwrap
from webrtc.rtp import Packet

PATIENCE = 0.6
"""Seconds a missing packet is waited for."""
BACKLOG = 512
"""Packets kept while one is waited for."""


@dataclass(frozen=True, slots=True)
class Frame:
    """One encoded frame."""

    timestamp: int
    """RTP time-stamp (32 bits, wrapping)."""
    data: bytes
    key: bool
    """Whether decoding can begin here; always true for audio."""


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
        if position >= self._next:
            self._waiting[position] = (packet, now)
        return self._release(now)

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
    """Frames of one stream."""

    def __init__(self, kind: str) -> None:
        self._kind = kind
        self._order = Order()
        self._ssrc: int | None = None
        self._parts: list[bytes] = []
        self._timestamp = 0
        self._key = False
        self.need = Need.KEY_FRAME if kind == "video" else Need.NOTHING

    def push(self, packet: Packet, now: float) -> list[Frame]:
        """The frames that are complete with this packet; `now` is its arrival in seconds."""
        if packet.ssrc != self._ssrc:
            self._ssrc = packet.ssrc
            self._order = Order()
            self._lose()
        frames: list[Frame] = []
        for ready, hole in self._order.push(packet, now):
            if hole:
                self._lose()
            frame = self._add(ready)
            if frame is not None:
                frames.append(frame)
        return frames

    def _lose(self) -> None:
        self._parts = []
        if self._kind == "video":
            self.need = Need.KEY_FRAME

    def _add(self, packet: Packet) -> Frame | None:
        if not packet.payload:
            return None
        if self._kind == "audio":
            return Frame(packet.timestamp, packet.payload, True)
        try:
            descriptor = packet.descriptor or vp8.read(packet.payload)
        except Malformed:
            self._lose()
            return None
        return None if descriptor is None else self._add_video(packet, descriptor)

    def _add_video(self, packet: Packet, descriptor: vp8.Descriptor) -> Frame | None:
        if descriptor.start:
            if self._parts:
                self._lose()
            self._timestamp, self._key = packet.timestamp, descriptor.key
        elif not self._parts or packet.timestamp != self._timestamp:
            self._lose()
            return None
        self._parts.append(packet.payload[descriptor.size :])
        if not packet.marker:
            return None
        data, self._parts = b"".join(self._parts), []
        if self.need is Need.KEY_FRAME and not self._key:
            return None
        self.need = Need.NOTHING
        return Frame(self._timestamp, data, self._key)
