"""The VP8 payload descriptor (RFC 7741): reading it, renumbering it in place, and knowing a key frame."""

from webrtc.errors import Malformed


class Descriptor:
    """Where things are in a VP8 payload; a position is 0 where the field is absent."""

    def __init__(
        self,
        size: int,
        start: bool,
        key: bool,
        picture_at: int,
        picture_bits: int,
        picture_id: int,
        tl0_at: int,
        tl0: int,
    ) -> None:
        self.size = size
        """Bytes of descriptor before the VP8 data."""
        self.start = start
        """Whether a frame begins here."""
        self.key = key
        """Whether a key frame begins here."""
        self.picture_at = picture_at
        self.picture_bits = picture_bits
        """7 or 15, or 0 where there is no PictureID."""
        self.picture_id = picture_id
        self.tl0_at = tl0_at
        self.tl0 = tl0


def read(payload: bytes) -> Descriptor | None:
    """The descriptor, or None for an empty payload (padding). Raises `Malformed`."""
    if not payload:
        return None
    try:
        return _read(payload)
    except IndexError as error:
        raise Malformed("VP8 descriptor is cut short") from error


def _read(payload: bytes) -> Descriptor:
    first = payload[0]
    at, picture_at, bits, picture, tl0_at, tl0 = 1, 0, 0, 0, 0, 0
    if first & 0x80:
        flags = payload[1]
        at = 2
        if flags & 0x80:
            picture_at = at
            picture = payload[at]
            bits = 15 if picture & 0x80 else 7
            at += 1
            if bits == 15:
                picture = (picture & 0x7F) << 8 | payload[at]
                at += 1
        if flags & 0x40:
            tl0_at, tl0 = at, payload[at]
            at += 1
        if flags & 0x30:
            at += 1
    start = bool(first & 0x10) and not first & 0x0F
    return Descriptor(at, start, start and not payload[at] & 1, picture_at, bits, picture, tl0_at, tl0)


def renumber(payload: bytes, descriptor: Descriptor, picture_shift: int, tl0_shift: int) -> bytes:
    """The payload with PictureID and TL0PICIDX moved on by the shifts, each in its own width."""
    if not (picture_shift and descriptor.picture_bits) and not (tl0_shift and descriptor.tl0_at):
        return payload
    fresh = bytearray(payload)
    if descriptor.picture_bits == 15:
        value = (descriptor.picture_id + picture_shift) & 0x7FFF
        fresh[descriptor.picture_at] = 0x80 | value >> 8
        fresh[descriptor.picture_at + 1] = value & 0xFF
    elif descriptor.picture_bits:
        fresh[descriptor.picture_at] = (descriptor.picture_id + picture_shift) & 0x7F
    if descriptor.tl0_at:
        fresh[descriptor.tl0_at] = (descriptor.tl0 + tl0_shift) & 0xFF
    return bytes(fresh)


def dimensions(frame: bytes) -> tuple[int, int] | None:
    """Width and height in pixels of a key frame (RFC 6386, 9.1); None if the frame is no key frame."""
    if len(frame) < 10 or frame[0] & 1 or frame[3:6] != b"\x9d\x01\x2a":
        return None
    return int.from_bytes(frame[6:8], "little") & 0x3FFF, int.from_bytes(frame[8:10], "little") & 0x3FFF
