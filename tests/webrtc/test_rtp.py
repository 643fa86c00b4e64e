"""RTP headers, byte for byte, and nonsense in their place."""

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webrtc import rtp
from webrtc.errors import Malformed

PLAIN = struct.pack("!BBHLL", 0x80, 0x80 | 96, 7, 1000, 42)


def test_a_plain_packet_is_read() -> None:
    packet = rtp.parse(PLAIN + b"media")
    assert (packet.payload_type, packet.marker, packet.sequence) == (96, 1, 7)
    assert (packet.timestamp, packet.ssrc, packet.payload) == (1000, 42, b"media")


def test_contributing_sources_are_skipped() -> None:
    packet = rtp.parse(bytes([0x82]) + PLAIN[1:] + bytes(8) + b"media")
    assert packet.payload == b"media"


def test_padding_is_taken_off() -> None:
    packet = rtp.parse(bytes([0xA0]) + PLAIN[1:] + b"media" + b"\x00\x00\x03")
    assert packet.payload == b"media"


def test_a_packet_of_padding_alone_has_no_payload() -> None:
    assert rtp.parse(bytes([0xA0]) + PLAIN[1:] + b"\x00\x02").payload == b""


def test_extensions_that_we_write_are_read_back() -> None:
    block = rtp.pack_extensions([(1, b"\x7f"), (3, b"\x01\x02\x03")])
    packet = rtp.parse(bytes([0x90]) + PLAIN[1:] + block + b"media")
    assert [packet.element(number) for number in (1, 2, 3)] == [b"\x7f", None, b"\x01\x02\x03"]
    assert packet.payload == b"media"


def test_two_byte_extensions_are_read() -> None:
    block = struct.pack("!HH", 0x1000, 1) + bytes([5, 1, 9, 0])
    assert rtp.parse(bytes([0x90]) + PLAIN[1:] + block).element(5) == b"\x09"


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(b"", id="empty"),
        pytest.param(PLAIN[:-1], id="header-cut"),
        pytest.param(bytes([0x40]) + PLAIN[1:], id="version-1"),
        pytest.param(bytes([0x8F]) + PLAIN[1:], id="csrc-cut"),
        pytest.param(bytes([0x90]) + PLAIN[1:] + b"\xbe", id="extension-cut"),
        pytest.param(bytes([0x90]) + PLAIN[1:] + b"\xbe\xde\x00\x09", id="extension-too-long"),
        pytest.param(bytes([0x90]) + PLAIN[1:] + b"\xbe\xde\x00\x01\x1f\x00\x00\x00", id="element-too-long"),
        pytest.param(bytes([0xA0]) + PLAIN[1:] + b"\x00", id="padding-zero"),
        pytest.param(bytes([0xA0]) + PLAIN[1:] + b"\x09", id="padding-too-long"),
    ],
)
def test_what_is_no_packet_is_malformed(data: bytes) -> None:
    with pytest.raises(Malformed):
        rtp.parse(data).element(15)


@given(st.binary(max_size=80))
def test_no_bytes_raise_anything_but_malformed(data: bytes) -> None:
    for first in (data, PLAIN[:1] + data, b"\xbf" + data, b"\x90" + PLAIN[1:] + b"\xbe\xde" + data):
        try:
            rtp.parse(first).element(3)
        except Malformed:
            continue


def test_a_repair_packet_gives_back_what_it_carries() -> None:
    packet = rtp.parse(PLAIN + struct.pack("!H", 5) + b"media")
    inner = rtp.unwrap_repair(packet, 120, 43)
    assert inner is not None
    assert (inner.sequence, inner.payload_type, inner.ssrc, inner.payload) == (5, 120, 43, b"media")


def test_a_probe_carries_nothing() -> None:
    assert rtp.unwrap_repair(rtp.parse(PLAIN), 120, 43) is None
