"""RTP packets as bytes: reading a header (RFC 3550), its extensions (RFC 8285), and writing them again."""

import struct
from collections.abc import Mapping

from webrtc import vp8
from webrtc.errors import Malformed

HEADER = struct.Struct("!BBHLL")
EXTENSION = struct.Struct("!HH")
ONE_BYTE = 0xBEDE
NO_EXTENSIONS: Mapping[int, bytes] = {}

MID = "urn:ietf:params:rtp-hdrext:sdes:mid"
AUDIO_LEVEL = "urn:ietf:params:rtp-hdrext:ssrc-audio-level"
ABS_SEND_TIME = "http://www.webrtc.org/experiments/rtp-hdrext/abs-send-time"
TRANSPORT_CC = "http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01"


class Packet:
    """One RTP packet, read; padding is taken off, so that a padding-only packet has an empty payload."""

    __slots__ = (
        "descriptor",
        "extensions",
        "marker",
        "payload",
        "payload_type",
        "sequence",
        "ssrc",
        "timestamp",
    )

    def __init__(
        self,
        *,
        payload_type: int,
        marker: int,
        sequence: int,
        timestamp: int,
        ssrc: int,
        extensions: Mapping[int, bytes],
        payload: bytes,
    ) -> None:
        self.payload_type = payload_type
        self.marker = marker
        self.sequence = sequence
        self.timestamp = timestamp
        self.ssrc = ssrc
        self.extensions = extensions
        self.payload = payload
        self.descriptor: vp8.Descriptor | None = None


def parse(data: bytes) -> Packet:
    """Read a decrypted packet. Raises `Malformed`."""
    size = len(data)
    if size < HEADER.size:
        raise Malformed("RTP header is cut short")
    first, second, sequence, timestamp, ssrc = HEADER.unpack_from(data)
    if first >> 6 != 2:
        raise Malformed("RTP version is not 2")
    start = HEADER.size + 4 * (first & 0x0F)
    extensions = NO_EXTENSIONS
    if first & 0x10:
        extensions, start = _read_extensions(data, start)
    if first & 0x20:
        size -= data[-1]
        if not data[-1]:
            raise Malformed("RTP padding is empty")
    if size < start:
        raise Malformed("RTP payload is cut short")
    return Packet(
        payload_type=second & 0x7F,
        marker=second >> 7,
        sequence=sequence,
        timestamp=timestamp,
        ssrc=ssrc,
        extensions=extensions,
        payload=data[start:size],
    )


def _read_extensions(data: bytes, start: int) -> tuple[Mapping[int, bytes], int]:
    if len(data) < start + EXTENSION.size:
        raise Malformed("RTP extension is cut short")
    profile, words = EXTENSION.unpack_from(data, start)
    start += EXTENSION.size
    end = start + 4 * words
    if len(data) < end:
        raise Malformed("RTP extension is cut short")
    if profile == ONE_BYTE:
        return _one_byte(data, start, end), end
    if profile >> 4 == 0x100:
        return _two_byte(data, start, end), end
    return NO_EXTENSIONS, end


def _one_byte(data: bytes, at: int, end: int) -> Mapping[int, bytes]:
    found: dict[int, bytes] = {}
    while at < end:
        head = data[at]
        at += 1
        if not head:
            continue
        if head >> 4 == 15:
            break
        size = (head & 0x0F) + 1
        if at + size > end:
            raise Malformed("RTP extension element is cut short")
        found[head >> 4] = data[at : at + size]
        at += size
    return found


def _two_byte(data: bytes, at: int, end: int) -> Mapping[int, bytes]:
    found: dict[int, bytes] = {}
    while at < end:
        if not data[at]:
            at += 1
            continue
        if at + 2 > end or at + 2 + data[at + 1] > end:
            raise Malformed("RTP extension element is cut short")
        found[data[at]] = data[at + 2 : at + 2 + data[at + 1]]
        at += 2 + data[at + 1]
    return found


def pack_extensions(elements: list[tuple[int, bytes]]) -> bytes:
    """One-byte extension block, header and filling included; empty when there are no elements."""
    if not elements:
        return b""
    block = b"".join(bytes([(number << 4) | (len(value) - 1)]) + value for number, value in elements)
    block += bytes(-len(block) % 4)
    return EXTENSION.pack(ONE_BYTE, len(block) // 4) + block


def unwrap_repair(packet: Packet, payload_type: int, ssrc: int) -> Packet | None:
    """The packet inside an RTX packet (RFC 4588), or None where it only probes the line."""
    if not packet.payload:
        return None
    if len(packet.payload) < 2:
        raise Malformed("RTX payload is cut short")
    return Packet(
        payload_type=payload_type,
        marker=packet.marker,
        sequence=int.from_bytes(packet.payload[:2], "big"),
        timestamp=packet.timestamp,
        ssrc=ssrc,
        extensions=packet.extensions,
        payload=packet.payload[2:],
    )
