"""The bench's load sends what a browser would: whole frames, numbered without a hole, told apart and repaired."""

from pathlib import Path

import pytest
from aiortc.codecs.vpx import VpxPayloadDescriptor
from aiortc.rtcrtpparameters import RTCRtpHeaderExtensionParameters, RTCRtpParameters
from aiortc.rtp import HeaderExtensionsMap, RtcpPacket, RtcpPsfbPacket, RtcpSrPacket, RtpPacket, unwrap_rtx

from bench import _relay_media, _relay_sdp
from bench._relay_sending import Sending, asked_again
from webrtc import offers

FRAMES = [bytes([0]) + bytes(3000), bytes([1]) + b"small"]
SOUNDS = [b"one", b"two"]


@pytest.fixture
def sending() -> Sending:
    """A leg's packets, of a clip of two frames and two sounds."""
    return Sending(_relay_media.clip(FRAMES, SOUNDS))


def read(data: bytes) -> RtpPacket:
    """The packet, its transport-wide number too."""
    uri = "http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01"
    known = HeaderExtensionsMap()
    extension = RTCRtpHeaderExtensionParameters(id=_relay_sdp.COUNT, uri=uri)
    known.configure(RTCRtpParameters(headerExtensions=[extension]))
    return RtpPacket.parse(data, known)


def described(data: bytes) -> tuple[VpxPayloadDescriptor, bytes]:
    """The VP8 payload descriptor, and what it describes."""
    found: tuple[VpxPayloadDescriptor, bytes] = VpxPayloadDescriptor.parse(read(data).payload)
    return found


def test_a_frame_comes_out_of_its_packets_as_it_was(sending: Sending) -> None:
    assert b"".join(described(data)[1] for data in sending.frame(1.0)) == FRAMES[0]


def test_only_the_last_packet_of_a_frame_bears_the_marker(sending: Sending) -> None:
    assert [read(data).marker for data in sending.frame(1.0)] == [0, 0, 1]


def test_only_the_first_packet_of_a_frame_begins_it(sending: Sending) -> None:
    assert [described(data)[0].partition_start for data in sending.frame(1.0)] == [1, 0, 0]


def test_the_clip_begins_anew_under_the_next_picture_number(sending: Sending) -> None:
    *_, last = (list(sending.frame(1.0)) for _ in range(3))
    assert (len(last), described(last[0])[0].picture_id) == (3, 2)


def test_a_picture_that_is_asked_for_anew_begins_anew(sending: Sending) -> None:
    list(sending.frame(1.0))
    sending.skip_to_key()
    assert b"".join(described(data)[1] for data in sending.frame(1.1)) == FRAMES[0]


def test_sound_and_picture_share_one_transport_wide_count(sending: Sending) -> None:
    data = [*sending.frame(1.0), sending.sound(), *sending.frame(1.1)]
    counts = [read(each).extensions.transport_sequence_number for each in data]
    assert counts == list(range(counts[0] or 0, (counts[0] or 0) + 5))


def test_a_packet_asked_for_again_comes_as_its_repair(sending: Sending) -> None:
    lost = read(list(sending.frame(1.0))[1])
    data = sending.again(lost.sequence_number)
    assert data is not None
    repair = unwrap_rtx(read(data), _relay_sdp.VP8, lost.ssrc)
    assert (repair.sequence_number, repair.payload) == (lost.sequence_number, lost.payload)


def test_a_packet_that_was_never_sent_is_not_repaired(sending: Sending) -> None:
    assert sending.again(sending.video.sequence + 1) is None


def test_a_nack_names_its_first_packet_and_those_of_its_mask() -> None:
    assert list(asked_again(bytes.fromhex("fffe0005"))) == [0xFFFE, 0xFFFF, 1]


def test_a_report_holds_two_sender_reports_and_an_estimate(sending: Sending) -> None:
    list(sending.frame(1.0))
    packets = RtcpPacket.parse(sending.report(1.0, {}, 7))
    assert [type(packet) for packet in packets] == [RtcpSrPacket, RtcpSrPacket, RtcpPsfbPacket]


def test_the_offer_is_one_that_we_answer(sending: Sending) -> None:
    ours = _relay_sdp.Ours(
        candidates=["1 1 udp 2130706431 127.0.0.1 9 typ host"],
        username="abcd",
        password="0123456789012345678901",
        fingerprint=":".join(["AA"] * 32),
        audio=1,
        video=2,
        repair=3,
    )
    assert [section.kind for section in offers.read(_relay_sdp.offer(ours)).sections] == ["audio", "video"]


def test_a_clip_is_read_as_it_was_saved(tmp_path: Path) -> None:
    clip = _relay_media.clip(FRAMES, SOUNDS)
    path = tmp_path / "clip"
    _relay_media.save(clip, path)
    assert _relay_media.load(path) == clip
