"""RTP packets as bytes: reading a header (RFC 3550), its extensions (RFC 8285), and writing them again."""

import struct
from dataclasses import dataclass

from webrtc import vp8
from webrtc.errors import Malformed

HEADER = struct.Struct("!BBHLL")
EXTENSION = struct.Struct("!HH")
ONE_BYTE = 0xBEDE

MID = "urn:ietf:params:rtp-hdrext:sdes:mid"
AUDIO_LEVEL = "urn:ietf:params:rtp-hdrext:ssrc-audio-level"
ABS_SEND_TIME = "http://www.webrtc.org/experiments/rtp-hdrext/abs-send-time"
TRANSPORT_CC = "http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01"


@dataclass(frozen=True, slots=True, kw_only=True)
class Codec:
    """One codec of a section, as its packets are numbered on one leg."""

    name: str
    """`opus`, `vp8` or `h264`."""
    payload_type: int
    repair_type: int | None
    """The RTX payload type, where it was negotiated."""
    clock_rate: int


class Packet:
    """One RTP packet, read; padding is taken off, so that a padding-only packet has an empty payload."""

    __slots__ = (
        "codec",
        "descriptor",
        "elements",
        "key",
        "marker",
        "payload",
        "payload_type",
        "sequence",
        "ssrc",
        "timestamp",
        "two_byte",
    )

    def __init__(
        self,
        payload_type: int,
        marker: int,
        sequence: int,
        timestamp: int,
        ssrc: int,
        payload: bytes,
        elements: bytes = b"",
        two_byte: bool = False,
    ) -> None:
        self.payload_type = payload_type
        self.marker = marker
        self.sequence = sequence
        self.timestamp = timestamp
        self.ssrc = ssrc
        self.payload = payload
        self.elements = elements
        """The header extension's elements as they came (RFC 8285, 4.2 or 4.3), judged only when one is looked for."""
        self.two_byte = two_byte
        self.codec: Codec | None = None
        """What the payload is, once its section is known."""
        self.descriptor: vp8.Descriptor | None = None
        """Of a VP8 payload that somebody listens to."""
        self.key = False
        """Whether decoding can begin here, of a picture that somebody listens to."""

    def element(self, number: int) -> bytes | None:
        """The value of a header extension element; None where it is not there. Raises `Malformed`."""
        data, at, end = self.elements, 0, len(self.elements)
        while at < end:
            head = data[at]
            at += 1
            if not head:
                continue
            if self.two_byte:
                if at >= end:
                    raise Malformed("RTP extension element is cut short")
                size = data[at]
                at += 1
            else:
                if head >> 4 == 15:
                    return None
                size = (head & 15) + 1
                head >>= 4
            if at + size > end:
                raise Malformed("RTP extension element is cut short")
            if head == number:
                return data[at : at + size]
            at += size
        return None


def parse(data: bytes) -> Packet:
    """Read a decrypted packet. Raises `Malformed`."""
    size = len(data)
    if size < 12:
        raise Malformed("RTP header is cut short")
    first, second, sequence, timestamp, ssrc = HEADER.unpack_from(data)
    if first >> 6 != 2:
        raise Malformed("RTP version is not 2")
    start = 12 + 4 * (first & 15)
    elements, two_byte = b"", False
    if first & 0x10:
        if size < start + 4:
            raise Malformed("RTP extension is cut short")
        profile, words = EXTENSION.unpack_from(data, start)
        end = start + 4 + 4 * words
        if size < end:
            raise Malformed("RTP extension is cut short")
        two_byte = profile >> 4 == 0x100
        if profile == ONE_BYTE or two_byte:
            elements = data[start + 4 : end]
        start = end
    if first & 0x20:
        if not data[size - 1]:
            raise Malformed("RTP padding is empty")
        size -= data[size - 1]
    if size < start:
        raise Malformed("RTP payload is cut short")
    return Packet(second & 0x7F, second >> 7, sequence, timestamp, ssrc, data[start:size], elements, two_byte)


def pack_extensions(elements: list[tuple[int, bytes]]) -> bytes:
    """One-byte extension block, header and filling included; empty when there are no elements."""
    if not elements:
        return b""
    block = b"".join(bytes([(number << 4) | (len(value) - 1)]) + value for number, value in elements)
    block += bytes(-len(block) % 4)
    return EXTENSION.pack(ONE_BYTE, len(block) // 4) + block


def unwrap_repair(packet: Packet, payload_type: int, ssrc: int) -> Packet | None:
    """The packet inside an RTX packet (RFC 4588), or None where it only probes the line. Raises `Malformed`."""
    payload = packet.payload
    if not payload:
        return None
    if len(payload) < 2:
        raise Malformed("RTX payload is cut short")
    inner = Packet(
        payload_type,
        packet.marker,
        payload[0] << 8 | payload[1],
        packet.timestamp,
        ssrc,
        payload[2:],
        packet.elements,
        packet.two_byte,
    )
    inner.codec = packet.codec
    return inner
