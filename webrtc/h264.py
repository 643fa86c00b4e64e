"""H.264 in RTP payloads (RFC 6184, packetisation modes 0 and 1): where a picture begins, and its NAL units again.

A payload is a NAL unit alone, several in a STAP-A, or a part of one in an FU-A; the interleaved mode is refused.
"""

from dataclasses import dataclass

from webrtc.errors import Malformed

STAP_A, FU_A = 24, 28
SLICE, IDR, SPS, PPS = 1, 5, 7, 8
"""Types of NAL unit (ITU-T H.264, table 7-1)."""
SLICES = frozenset(range(1, 6))
"""Types that carry a picture."""
TYPE = 0x1F
FORBIDDEN = 0x80
MOST_PARTS = 4096
"""Of one picture, which nobody sends; what never ends must not be gathered for ever."""


@dataclass(frozen=True, slots=True)
class Picture:
    """What a payload is, as the forwarder needs it."""

    start: bool
    """Whether a NAL unit begins here: nothing before this packet is needed to read it."""
    key: bool
    """Whether a picture that is decodable by itself begins here: an SPS, or the first slice of an IDR picture."""


WITHIN = Picture(False, False)
BEGINS = Picture(True, False)
OPENS = Picture(True, True)


def read(payload: bytes) -> Picture | None:
    """What begins in the payload, or None for an empty one (padding). Raises `Malformed`."""
    if not payload:
        return None
    kind = payload[0] & TYPE
    if payload[0] & FORBIDDEN:
        raise Malformed("H.264 forbidden bit is set")
    if kind == FU_A:
        if len(payload) < 3:
            raise Malformed("H.264 fragment is cut short")
        if not payload[1] & 0x80:
            return WITHIN
        return OPENS if opens(payload[1:3]) else BEGINS
    if kind == STAP_A:
        return OPENS if any(map(opens, _aggregated(payload))) else BEGINS
    if not 0 < kind < STAP_A:
        raise Malformed("H.264 payload type is not of modes 0 and 1")
    return OPENS if opens(payload) else BEGINS


def opens(unit: bytes) -> bool:
    """Of a NAL unit or its beginning: an SPS, or an IDR slice whose first macroblock is 0 (a set bit, 7.3.3)."""
    kind = unit[0] & TYPE
    return kind == SPS or (kind == IDR and len(unit) > 1 and unit[1] >= 0x80)


def _aggregated(payload: bytes) -> list[bytes]:
    units: list[bytes] = []
    at = 1
    while at < len(payload):
        end = at + 2 + int.from_bytes(payload[at : at + 2])
        unit = payload[at + 2 : end]
        if end > len(payload) or not unit:
            raise Malformed("H.264 aggregate is cut short")
        units.append(unit)
        at = end
    if not units:
        raise Malformed("H.264 aggregate is empty")
    return units


class Units:
    """The NAL units of one picture, gathered from its payloads in order."""

    def __init__(self) -> None:
        self._whole: list[bytes] = []
        self._parts: list[bytes] = []

    def __bool__(self) -> bool:
        return bool(self._whole or self._parts)

    def add(self, payload: bytes) -> None:
        """The next payload. Raises `Malformed`, also for a fragment that has no beginning or follows none."""
        picture = read(payload)
        if picture is None:
            return
        if picture.start and self._parts:
            raise Malformed("H.264 fragments have no end")
        if len(self._parts) + len(self._whole) > MOST_PARTS:
            raise Malformed("H.264 picture has no end")
        kind = payload[0] & TYPE
        if kind == FU_A:
            self._add_part(payload, picture.start)
        elif kind == STAP_A:
            self._whole += _aggregated(payload)
        else:
            self._whole.append(payload)

    def _add_part(self, payload: bytes, first: bool) -> None:
        if first:
            self._parts.append(bytes([payload[0] & 0xE0 | payload[1] & TYPE]))
        elif not self._parts:
            raise Malformed("H.264 fragments have no beginning")
        self._parts.append(payload[2:])
        if payload[1] & 0x40:
            self._whole.append(b"".join(self._parts))
            self._parts = []

    def take(self) -> list[bytes]:
        """The picture's units; the next picture begins. Raises `Malformed` if the last one has no end."""
        whole, parts = self._whole, self._parts
        self._whole, self._parts = [], []
        if parts:
            raise Malformed("H.264 fragments have no end")
        return whole
