"""Frames out of packets that come late, twice, or never."""

from tests.webrtc.packets import made
from webrtc import rtp
from webrtc.assembly import PATIENCE, Assembler, Need
from webrtc.gathering import Frame


def packet(
    sequence: int, part: str, *, frame: int, start: bool = False, end: bool = False, key: bool = False
) -> rtp.Packet:
    head = bytes([0x10 if start else 0x00]) + (b"\x10" if key else b"\x11") * start
    return made(head + part.encode(), sequence=sequence, timestamp=frame * 3000, marker=end)


KEY = [packet(1, "a", frame=1, start=True, key=True), packet(2, "b", frame=1, end=True)]
NEXT = [packet(3, "c", frame=2, start=True), packet(4, "d", frame=2, end=True)]


def fed(*packets: rtp.Packet, now: float = 0.0) -> list[bytes]:
    assembler = Assembler("video")
    return [frame.data for given in packets for frame in assembler.push(given, now)]


def test_frames_are_put_together() -> None:
    assert fed(*KEY, *NEXT) == [b"\x10ab", b"\x11cd"]


def test_disorder_is_put_right() -> None:
    assert fed(KEY[0], NEXT[1], KEY[1], NEXT[0]) == [b"\x10ab", b"\x11cd"]


def test_nothing_comes_before_a_key_frame() -> None:
    assert fed(*NEXT) == []


def test_a_hole_costs_everything_up_to_the_next_key_frame() -> None:
    assembler = Assembler("video")
    for given in KEY:
        assembler.push(given, 0.0)
    later = [
        packet(4, "d", frame=2, end=True),
        packet(5, "e", frame=3, start=True, end=True),
        packet(6, "f", frame=4, start=True, end=True, key=True),
    ]
    frames = [frame for given in later for frame in assembler.push(given, 0.1)]
    frames += assembler.push(packet(7, "g", frame=5, start=True, end=True), 0.2 + PATIENCE)
    assert [frame.data for frame in frames] == [b"\x10f", b"\x11g"]


def test_a_hole_is_waited_for() -> None:
    assert fed(KEY[0], *NEXT) == []


def test_a_new_stream_needs_a_key_frame() -> None:
    assembler = Assembler("video")
    for given in KEY:
        assembler.push(given, 0.0)
    other = packet(900, "x", frame=9, start=True, end=True)
    other.ssrc = 2
    assert assembler.push(other, 0.0) == []
    assert assembler.need is Need.KEY_FRAME


def test_each_sound_packet_is_a_frame() -> None:
    sound = made(b"opus", sequence=1, timestamp=960)
    assert Assembler("audio").push(sound, 0.0) == [Frame(960, b"opus", True, "opus")]
