"""One outgoing stream from many sources in turn: numbers go on without a seam when the source changes.

Law: what the far side sees is one sender that never restarts. A source is joined at a packet where decoding can
begin; its sequence numbers, time-stamps and VP8 picture numbers are shifted so that they follow the last ones sent,
and every gap and disorder inside a source is kept, so that the far side's NACKs name what is truly missing.
"""

from webrtc import vp8
from webrtc.numbers import Unwrap
from webrtc.rtp import Packet

MASK_32 = 0xFFFFFFFF
LEAP = 1024
"""Packets; a greater gap inside a source, or a greater step back, is not kept. Beyond half the circle of 65,536 the
far side's SRTP would lose count of the turns (RFC 3711, 3.3.1) and read nothing more, whoever is sent here after."""
OLD, LEAPT = -1, -2
"""In place of a sequence number: not to be sent."""
DATED_BACK = 0.04
"""Seconds by which a new source is dated back after a pause. A browser waits with what it holds to be early (and the
longer, the more sources it had), and shows at once what it holds to be late; in a second or two it is used to it."""


class Continuity:
    """The shifts of the present source, and the last numbers sent; pure, no input or output."""

    def __init__(self, *, clock_rate: int, sequence: int, timestamp: int) -> None:
        self._rate = clock_rate
        self._top = sequence - 1
        self._timestamp = timestamp
        self._sent_at = -1.0
        """The monotonic second of the newest packet sent; below 0 before the first."""
        self._unwrap = Unwrap(16)
        self._first = 0
        self._shift = 0
        self._picture = 0
        self._tl0 = 0
        self.timestamp_shift = 0
        self._picture_shift = 0
        self._tl0_shift = 0

    def join(self, packet: Packet, now: float) -> None:
        """Take `packet` as a new source's first; it will be numbered right after the last one sent."""
        self._unwrap = Unwrap(16)
        self._first = self._unwrap.place(packet.sequence)
        self._shift = self._top + 1 - self._first
        target = self._timestamp + self._elapsed(now)
        self.timestamp_shift = (target - packet.timestamp) & MASK_32
        if packet.descriptor is not None:
            self._picture_shift = (self._picture + 1 - packet.descriptor.picture_id) & 0x7FFF
            self._tl0_shift = (self._tl0 + 1 - packet.descriptor.tl0) & 0xFF

    def _elapsed(self, now: float) -> int:
        if self._sent_at < 0:
            return 0
        return max(self._rate // 50, int((now - self._sent_at - DATED_BACK) * self._rate))

    def place(self, packet: Packet, now: float) -> int:
        """The sequence number to send the packet under; `OLD` if it is of no use any more, `LEAPT` if its source must
        be joined anew.

        Its time-stamp is shifted by `timestamp_shift`.
        """
        position = self._unwrap.place(packet.sequence) + self._shift
        if not -LEAP <= position - self._top <= LEAP:
            return LEAPT
        if position < self._first + self._shift:
            return OLD
        if position > self._top:
            self._top = position
            self._timestamp = (packet.timestamp + self.timestamp_shift) & MASK_32
            self._sent_at = now
            if packet.descriptor is not None:
                self._note_picture(packet.descriptor)
        return position & 0xFFFF

    def _note_picture(self, descriptor: vp8.Descriptor) -> None:
        self._picture = (descriptor.picture_id + self._picture_shift) & 0x7FFF
        self._tl0 = (descriptor.tl0 + self._tl0_shift) & 0xFF

    def renumber(self, packet: Packet) -> bytes:
        """The payload with its picture numbers shifted; the payload itself where it has none."""
        if packet.descriptor is None:
            return packet.payload
        return vp8.renumber(packet.payload, packet.descriptor, self._picture_shift, self._tl0_shift)
