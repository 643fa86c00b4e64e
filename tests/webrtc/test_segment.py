"""One file: its header waits for its tracks, and a full disk is an error that is told."""

from pathlib import Path

import av
import pytest

from tests.webrtc import x264
from webrtc.events import Track
from webrtc.gathering import Frame
from webrtc.segment import Segment

PICTURE = Track(seat="applicant", party="visit:1", kind="video")
SOUND = Track(seat="applicant", party="visit:1", kind="audio")
KEY = Frame(0, b"\x10\x00\x00\x9d\x01\x2a" + (64).to_bytes(2, "little") * 2 + bytes(50), True, "vp8")
DELTA = Frame(0, b"\x11" + bytes(50), False, "vp8")
NOISE = Frame(0, b"\xf8\xff\xfe", True, "opus")


def test_the_header_waits_for_all_tracks(tmp_path: Path) -> None:
    segment = Segment(tmp_path / "1.mkv", [PICTURE, SOUND])
    segment.write(SOUND, NOISE, 10.0)
    assert not segment.is_open
    segment.write(PICTURE, KEY, 10.1)
    assert segment.tracks == (PICTURE, SOUND)


def test_a_track_that_does_not_come_is_left_out(tmp_path: Path) -> None:
    segment = Segment(tmp_path / "1.mkv", [PICTURE, SOUND])
    for count in range(100):
        segment.write(SOUND, NOISE, 10.0 + count * 0.02)
    assert segment.tracks == (SOUND,)


def test_a_picture_begins_with_a_key_frame(tmp_path: Path) -> None:
    segment = Segment(tmp_path / "1.mkv", [PICTURE])
    for frame, moment in ((DELTA, 10.0), (KEY, 10.1), (DELTA, 10.2)):
        segment.write(PICTURE, frame, moment)
    segment.close()
    with av.open(str(tmp_path / "1.mkv"), "r") as container:
        packets = [packet for packet in container.demux() if packet.size]
    assert [packet.is_keyframe for packet in packets] == [True, False]


def test_a_gap_stays_a_gap(tmp_path: Path) -> None:
    segment = Segment(tmp_path / "1.mkv", [SOUND])
    for moment in (10.0, 10.02, 17.0):
        segment.write(SOUND, NOISE, moment)
    segment.close()
    with av.open(str(tmp_path / "1.mkv"), "r") as container:
        times = [packet.pts for packet in container.demux() if packet.size]
    assert times == [0, 20, 7000]


def test_an_empty_segment_leaves_no_file(tmp_path: Path) -> None:
    assert Segment(tmp_path / "1.mkv", [SOUND]).close() is None
    assert list(tmp_path.iterdir()) == []


def test_h264_decodes_from_the_file(tmp_path: Path) -> None:
    segment = Segment(tmp_path / "1.mkv", [PICTURE])
    for at, picture in enumerate(x264.pictures(20, size=(320, 240), key_every=10)):
        segment.write(PICTURE, Frame(at * 3000, picture, at % 10 == 0, "h264"), 10.0 + at / 30)
    segment.close()
    with av.open(str(tmp_path / "1.mkv"), "r") as container:
        frames = list(container.decode(video=0))
        head = container.streams.video[0].codec_context.extradata
    assert len(frames) == 20
    assert head is not None
    assert head[0] == 1  # avcC (ISO/IEC 14496-15), as Matroska asks


def test_h264_without_readable_parameters_is_left_out(tmp_path: Path) -> None:
    segment = Segment(tmp_path / "1.mkv", [PICTURE, SOUND])
    segment.write(PICTURE, Frame(0, b"\x00\x00\x00\x01\x67\x00\x00\x00\x00\x01\x65\x88", True, "h264"), 10.0)
    segment.write(SOUND, NOISE, 10.0)
    assert segment.tracks == (SOUND,)


def test_a_track_keeps_the_codec_of_its_header(tmp_path: Path) -> None:
    segment = Segment(tmp_path / "1.mkv", [PICTURE])
    segment.write(PICTURE, KEY, 10.0)
    other = Frame(0, x264.pictures(1)[0], True, "h264")
    segment.write(PICTURE, other, 10.1)
    facts = segment.close()
    assert not segment.takes(PICTURE, other)
    assert facts is not None
    assert [track.codec for track in facts.tracks] == ["vp8"]


def test_a_file_without_any_track_is_not_left_behind(tmp_path: Path) -> None:
    segment = Segment(tmp_path / "1.mkv", [PICTURE])
    segment.write(PICTURE, Frame(0, b"\x00\x00\x00\x01\x65\x88", True, "h264"), 10.0)
    assert segment.close() is None
    assert list(tmp_path.iterdir()) == []


def fill(segment: Segment) -> None:
    for count in range(200):
        segment.write(SOUND, NOISE, 10.0 + count * 0.02)


def test_a_full_disk_is_an_error() -> None:
    segment = Segment(Path("/dev/full"), [SOUND])
    with pytest.raises((OSError, av.FFmpegError)):
        fill(segment)
    segment.abandon()
