"""The packets a stream has sent lately, kept so that NACKs can be answered (RFC 4585) over RTX (RFC 4588)."""

import struct
from collections.abc import Mapping

from webrtc import rtp

SIZE = 1024
"""Packets; about ten seconds at 1 Mb/s."""
SPACING = 0.01
"""Seconds within which a repeated request for one packet is not answered again."""
TRIES = 10
"""So many times is a packet sent again, as often as browsers ask: who asks more is after our bandwidth."""


class History:
    """A ring of sent packets; each bears its own sequence number, so that none is kept beside it."""

    def __init__(self) -> None:
        self._packets: list[bytes | None] = [None] * SIZE
        self._asked: dict[int, tuple[bytes, float, int]] = {}
        """By place in the ring: the packet, when it was asked for last, and how often."""

    def put(self, sequence: int, data: bytes) -> None:
        """Keep an RTP packet of this sequence number, in place of the one sent `SIZE` before it."""
        self._packets[sequence % SIZE] = data

    def find(self, sequence: int, now: float) -> bytes | None:
        """The packet as it was sent, unless it is gone, or was asked for a moment ago or too often."""
        place = sequence % SIZE
        kept = self._packets[place]
        if kept is None or (kept[2] << 8 | kept[3]) != sequence:
            return None
        asked = self._asked.get(place)
        tries = 0
        if asked is not None and asked[0] is kept:
            if now - asked[1] < SPACING or asked[2] >= TRIES:
                return None
            tries = asked[2]
        self._asked[place] = (kept, now, tries + 1)
        return kept


class Repair:
    """Wraps packets of one stream into its RTX stream; numbers them on its own."""

    def __init__(self, *, types: Mapping[int, int], ssrc: int, sequence: int) -> None:
        """types: payload type of the media → that of its RTX."""
        self._types = types
        self._ssrc = ssrc
        self._sequence = sequence

    def wrap(self, data: bytes) -> bytes:
        """The RTX packet that carries `data`, a packet that we built (no CSRC, no padding); `data` itself where its
        codec has no RTX."""
        payload_type = self._types.get(data[1] & 0x7F)
        if payload_type is None:
            return data
        first, second, sequence, timestamp, _ = rtp.HEADER.unpack_from(data)
        start = rtp.HEADER.size
        if first & 0x10:
            start += rtp.EXTENSION.size + 4 * rtp.EXTENSION.unpack_from(data, start)[1]
        head = rtp.HEADER.pack(first, (second & 0x80) | payload_type, self._sequence, timestamp, self._ssrc)
        self._sequence = (self._sequence + 1) & 0xFFFF
        return head + data[rtp.HEADER.size : start] + struct.pack("!H", sequence) + data[start:]
