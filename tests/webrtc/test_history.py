"""What can be sent again, and how it is wrapped."""

import struct

from aiortc.rtp import RtpPacket, unwrap_rtx

from webrtc import rtp
from webrtc.history import SIZE, History, Repair


def sent(sequence: int) -> bytes:
    return struct.pack("!BBHLL", 0x80, 96, sequence, 1, 1)


def test_a_packet_is_found_until_it_is_overwritten() -> None:
    history = History()
    history.put(5, sent(5))
    assert history.find(5, 0.0) == sent(5)
    history.put(5 + SIZE, sent(5 + SIZE))
    assert history.find(5, 1.0) is None


def test_a_repeated_request_is_answered_once_in_a_while() -> None:
    history = History()
    history.put(5, sent(5))
    assert [history.find(5, at) for at in (0.0, 0.001, 0.5)] == [sent(5), None, sent(5)]


def test_aiortc_unwraps_what_we_wrap() -> None:
    extensions = rtp.pack_extensions([(3, b"abc")])
    data = struct.pack("!BBHLL", 0x90, 0x80 | 96, 1234, 99, 7) + extensions + b"media"
    repair = RtpPacket.parse(Repair(types={96: 97}, ssrc=8, sequence=50).wrap(data))
    assert (repair.payload_type, repair.ssrc, repair.sequence_number) == (97, 8, 50)
    inner = unwrap_rtx(repair, 96, 7)
    assert (inner.sequence_number, inner.timestamp, inner.marker, inner.payload) == (1234, 99, 1, b"media")
