"""H.264 frames out of packets: whole ones only, and none before a key frame."""

from collections.abc import Sequence
from itertools import chain

import pytest

from tests.webrtc import x264
from tests.webrtc.packets import made
from webrtc import rtp
from webrtc.gathering import START_CODE, Frame, H264Pictures


def packets(pictures: Sequence[bytes], *, marked: bool = True) -> list[list[rtp.Packet]]:
    """The packets of each picture; sequence numbers are not looked at here."""
    return [
        [
            made(part, sequence=0, timestamp=count * 3000, marker=marked and at == len(parts) - 1)
            for at, part in enumerate(parts)
        ]
        for count, parts in enumerate(map(x264.payloads, pictures))
    ]


@pytest.fixture(scope="module")
def pictures() -> list[bytes]:
    return x264.pictures(9, size=(640, 480), key_every=3)


def flat(parts: Sequence[Sequence[rtp.Packet]]) -> list[rtp.Packet]:
    return list(chain.from_iterable(parts))


def fed(gatherer: H264Pictures, given: Sequence[rtp.Packet]) -> list[Frame]:
    return [frame for packet in given for frame in gatherer.add(packet)]


def test_each_picture_is_a_frame(pictures: list[bytes]) -> None:
    frames = fed(H264Pictures(), flat(packets(pictures)))
    assert [frame.key for frame in frames] == [True, False, False] * 3


def test_a_picture_without_a_marker_ends_at_the_next_time_stamp(pictures: list[bytes]) -> None:
    frames = fed(H264Pictures(), flat(packets(pictures, marked=False)))
    assert [frame.timestamp for frame in frames] == [at * 3000 for at in range(8)]


def test_nothing_comes_before_a_key_frame(pictures: list[bytes]) -> None:
    assert fed(H264Pictures(), flat(packets(pictures)[1:3])) == []


@pytest.mark.parametrize("missing", [0, 1, -1], ids=["first", "second", "last"])
def test_a_key_frame_with_a_hole_is_left_out_and_what_follows_it(pictures: list[bytes], missing: int) -> None:
    parts = packets(pictures)
    gatherer = H264Pictures()
    fed(gatherer, flat(parts[:3]))
    broken = parts[3]
    at = missing % len(broken)
    frames = fed(gatherer, broken[:at])
    gatherer.lose()
    frames += fed(gatherer, broken[at + 1 :] + flat(parts[4:]))
    assert [frame.timestamp for frame in frames] == [6 * 3000, 7 * 3000, 8 * 3000]


def test_a_sender_that_tells_its_parameters_once_is_understood(pictures: list[bytes]) -> None:
    parts = packets(pictures)
    bare = [packet for packet in parts[3] if packet.payload[0] & 0x1F != 24]
    frames = fed(H264Pictures(), flat(parts[:3]) + bare)
    assert len(bare) < len(parts[3])
    assert frames[3].key
    assert frames[3].data.startswith(START_CODE + b"\x67")


def test_rubbish_costs_the_frames_up_to_the_next_key_frame(pictures: list[bytes]) -> None:
    parts = packets(pictures)
    parts[1][0].payload = b"\x7c\x85"
    frames = fed(H264Pictures(), flat(parts))
    assert [frame.timestamp // 3000 for frame in frames] == [0, 3, 4, 5, 6, 7, 8]
