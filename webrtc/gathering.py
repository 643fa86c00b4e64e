"""From a stream's packets in order to its frames, each codec in its own way; pure.

A frame with a hole is left out, and so is all that follows it until the next key frame, so that what comes out always
decodes.
"""

from dataclasses import dataclass
from typing import Protocol

from webrtc import h264, vp8
from webrtc.errors import Malformed
from webrtc.rtp import Packet

OPUS, VP8, H264 = "opus", "vp8", "h264"
START_CODE = b"\x00\x00\x00\x01"
"""Before each NAL unit in Annex B of ITU-T H.264."""


@dataclass(frozen=True, slots=True)
class Frame:
    """One encoded frame."""

    timestamp: int
    """RTP time-stamp (32 bits, wrapping)."""
    data: bytes
    """H.264 is in Annex B form, its parameter sets before each key frame."""
    key: bool
    """Whether decoding can begin here; always true for audio."""
    codec: str
    """`opus`, `vp8` or `h264`."""


class Gatherer(Protocol):
    """Frames of one codec."""

    needs_key: bool
    """Whether nothing comes out before a key frame."""

    def add(self, packet: Packet) -> list[Frame]:
        """The frames that are whole with this packet; one that keeps to no standard counts as lost."""

    def lose(self) -> None:
        """Something is missing before the next packet."""


def gatherer(codec: str) -> Gatherer:
    """Of the codec."""
    if codec == OPUS:
        return Sounds()
    return H264Pictures() if codec == H264 else Vp8Pictures()


class Sounds:
    """Each packet is a frame."""

    needs_key = False

    def add(self, packet: Packet) -> list[Frame]:
        """The packet as it is."""
        return [Frame(packet.timestamp, packet.payload, True, OPUS)] if packet.payload else []

    def lose(self) -> None:
        """Nothing is held."""


class Vp8Pictures:
    """A frame goes from a packet that begins one to the marker (RFC 7741)."""

    def __init__(self) -> None:
        self.needs_key = True
        self._parts: list[bytes] = []
        self._timestamp = 0
        self._key = False

    def lose(self) -> None:
        """Let go of the frame begun."""
        self._parts = []
        self.needs_key = True

    def add(self, packet: Packet) -> list[Frame]:
        """The frame that ends with this packet."""
        try:
            known = packet.descriptor
            descriptor = known if isinstance(known, vp8.Descriptor) else vp8.read(packet.payload)
        except Malformed:
            self.lose()
            return []
        if descriptor is None:
            return []
        if descriptor.start:
            if self._parts:
                self.lose()
            self._timestamp, self._key = packet.timestamp, descriptor.key
        elif not self._parts or packet.timestamp != self._timestamp:
            self.lose()
            return []
        self._parts.append(packet.payload[descriptor.size :])
        if len(self._parts) > h264.MOST_PARTS:
            self.lose()
        return self._end() if packet.marker else []

    def _end(self) -> list[Frame]:
        data, self._parts = b"".join(self._parts), []
        if self.needs_key and not self._key:
            return []
        self.needs_key = False
        return [Frame(self._timestamp, data, self._key, VP8)]


class H264Pictures:
    """A frame is what has one time-stamp; it ends with the marker, or with the next time-stamp (RFC 6184, 5.1)."""

    def __init__(self) -> None:
        self.needs_key = True
        self._units = h264.Units()
        self._timestamp: int | None = None
        self._hole = True
        """Whether something may be missing at the beginning of the frame begun."""
        self._parameters: dict[int, bytes] = {}
        """The newest sequence and picture parameter sets, for a sender that does not repeat them."""

    def lose(self) -> None:
        """Let go of the frame begun, whose rest cannot be told from a frame."""
        self._units = h264.Units()
        self._timestamp = None
        self._hole = self.needs_key = True

    def add(self, packet: Packet) -> list[Frame]:
        """The frames that end before or with this packet."""
        if not packet.payload:
            return []
        frames: list[Frame] = []
        if packet.timestamp != self._timestamp:
            frames += self._end()
            self._timestamp = packet.timestamp
        try:
            self._units.add(packet.payload)
        except Malformed:
            self.lose()
        if packet.marker:
            frames += self._end()
        return frames

    def _end(self) -> list[Frame]:
        if not self._units:
            return []
        hole, self._hole = self._hole, False
        try:
            units = self._units.take()
        except Malformed:
            self.needs_key = True
            return []
        kinds = {unit[0] & h264.TYPE for unit in units}
        self._learn(units)
        key = any(h264.opens(unit) for unit in units if unit[0] & h264.TYPE == h264.IDR)
        decodable = key and len(self._parameters) == 2 and (h264.SPS in kinds or not hole)
        if not kinds & h264.SLICES or (self.needs_key and not decodable):
            return []
        self.needs_key = False
        if key:
            units = [*(unit for kind, unit in self._parameters.items() if kind not in kinds), *units]
        return [Frame(self._timestamp or 0, b"".join(START_CODE + unit for unit in units), key, H264)]

    def _learn(self, units: list[bytes]) -> None:
        for unit in units:
            if unit[0] & h264.TYPE in (h264.SPS, h264.PPS):
                self._parameters[unit[0] & h264.TYPE] = unit
