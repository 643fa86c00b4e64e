"""H.264 payloads: real x264 pictures, packed by aiortc, read and put together again."""

from collections.abc import Sequence
from fractions import Fraction

import av
import pytest
from aiortc.codecs.h264 import H264Encoder
from av.video.codeccontext import VideoCodecContext
from hypothesis import given
from hypothesis import strategies as st

from tests.webrtc import x264
from webrtc import h264
from webrtc.errors import Malformed


@pytest.fixture(scope="module")
def pictures() -> Sequence[bytes]:
    return x264.pictures(12, size=(640, 480), key_every=6)


def kinds(units: Sequence[bytes]) -> list[int]:
    return [unit[0] & h264.TYPE for unit in units]


def test_a_key_picture_is_known_by_its_first_packet(pictures: Sequence[bytes]) -> None:
    first = [h264.read(x264.payloads(picture)[0]) for picture in pictures]
    assert [p is not None and p.key for p in first] == [True, *[False] * 5] * 2


def test_a_picture_begins_in_its_first_packet(pictures: Sequence[bytes]) -> None:
    first = [h264.read(x264.payloads(picture)[0]) for picture in pictures]
    assert all(p is not None and p.start for p in first)


def test_later_fragments_begin_nothing(pictures: Sequence[bytes]) -> None:
    fragments = [p for p in x264.payloads(pictures[0]) if p[0] & h264.TYPE == h264.FU_A]
    read = [h264.read(fragment) for fragment in fragments]
    assert len(fragments) > 2
    assert [fragment[1] >= 0x80 for fragment in fragments] == [p is not None and p.start for p in read]


def test_only_the_first_of_a_pictures_slices_opens_it(pictures: Sequence[bytes]) -> None:
    slices = [u for u in H264Encoder._split_bitstream(pictures[0]) if u[0] & h264.TYPE == h264.IDR]
    read = [h264.read(unit) for unit in slices]
    assert len(slices) > 1
    assert read == [h264.OPENS, *[h264.BEGINS] * (len(slices) - 1)]


@pytest.mark.parametrize("unit", [b"\x67\x42\x00\x1f", b"\x65\x88\x84"])
def test_parameters_and_idr_slices_open_a_picture(unit: bytes) -> None:
    assert h264.read(unit) == h264.OPENS


def test_parameters_inside_an_aggregate_open_a_picture() -> None:
    aggregate = b"\x78" + b"\x00\x02\x09\x10" + b"\x00\x03\x67\x42\x00" + b"\x00\x02\x68\xce"
    assert h264.read(aggregate) == h264.OPENS


def test_an_aggregate_of_plain_slices_opens_nothing() -> None:
    assert h264.read(b"\x58" + b"\x00\x02\x41\x9a" + b"\x00\x02\x41\x9b") == h264.BEGINS


def test_padding_is_no_picture() -> None:
    assert h264.read(b"") is None


@pytest.mark.parametrize(
    "payload",
    [
        b"\x7c",
        b"\x7c\x85",
        b"\x78",
        b"\x78\x00",
        b"\x78\x00\x00",
        b"\x78\x00\x05\x67",
        b"\x79\x00\x00\x00",
        b"\x7d\x85\x00",
        b"\x60\x00",
        b"\x7f\x00",
        b"\xe5\x88",
    ],
    ids=[
        "fu-header",
        "fu-empty",
        "stap-empty",
        "stap-half",
        "stap-nothing",
        "stap-short",
        "stap-b",
        "fu-b",
        "type-0",
        "type-31",
        "forbidden",
    ],
)
def test_a_broken_payload_is_malformed(payload: bytes) -> None:
    with pytest.raises(Malformed):
        h264.read(payload)


@given(st.binary(max_size=40))
def test_no_bytes_raise_anything_but_malformed(data: bytes) -> None:
    try:
        h264.Units().add(data)
        h264.read(data)
    except Malformed:
        return


def test_units_come_back_as_they_were_packed(pictures: Sequence[bytes]) -> None:
    for picture in pictures:
        units = h264.Units()
        for payload in x264.payloads(picture):
            units.add(payload)
        assert units.take() == list(H264Encoder._split_bitstream(picture))


def test_a_key_picture_has_its_parameters(pictures: Sequence[bytes]) -> None:
    units = h264.Units()
    for payload in x264.payloads(pictures[0]):
        units.add(payload)
    assert {h264.SPS, h264.PPS, h264.IDR} <= set(kinds(units.take()))


def test_what_was_put_together_decodes(pictures: Sequence[bytes]) -> None:
    decoder: VideoCodecContext = av.CodecContext.create("h264", "r")
    shown = 0
    for at, picture in enumerate(pictures):
        units = h264.Units()
        for payload in x264.payloads(picture):
            units.add(payload)
        packet = av.Packet(b"".join(b"\x00\x00\x00\x01" + unit for unit in units.take()))
        packet.pts, packet.time_base = at, Fraction(1, 30)
        shown += len(decoder.decode(packet))
    shown += len(decoder.decode(None))
    assert shown == len(pictures)


def test_a_fragment_without_a_beginning_is_malformed(pictures: Sequence[bytes]) -> None:
    fragments = [p for p in x264.payloads(pictures[0]) if p[0] & h264.TYPE == h264.FU_A]
    with pytest.raises(Malformed):
        h264.Units().add(fragments[1])


def test_a_picture_whose_last_fragment_is_missing_is_malformed(pictures: Sequence[bytes]) -> None:
    units = h264.Units()
    for payload in x264.payloads(pictures[0])[:-1]:
        units.add(payload)
    with pytest.raises(Malformed):
        units.take()
