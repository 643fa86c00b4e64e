"""RTP packets for tests, read from bytes as they come."""

from webrtc import rtp


def made(
    payload: bytes, *, sequence: int, timestamp: int, marker: bool = False, ssrc: int = 1, payload_type: int = 96
) -> rtp.Packet:
    """One packet without header extensions."""
    numbers = sequence & 0xFFFF, timestamp & 0xFFFFFFFF, ssrc
    return rtp.parse(rtp.HEADER.pack(0x80, marker << 7 | payload_type, *numbers) + payload)
