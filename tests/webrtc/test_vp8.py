"""VP8 payload descriptors, checked against aiortc's own packing."""

import pytest
from aiortc.codecs.vpx import VpxPayloadDescriptor
from hypothesis import given
from hypothesis import strategies as st

from webrtc import vp8
from webrtc.errors import Malformed


def payload(*, start: int = 1, picture: int | None = 500, tl0: int | None = None, key: bool = True) -> bytes:
    descriptor = VpxPayloadDescriptor(
        partition_start=start, partition_id=0, picture_id=picture, tl0picidx=tl0, tid=(0, 1), keyidx=None
    )
    return bytes(descriptor) + (b"\x10" if key else b"\x11") + b"media"


def test_a_key_frame_is_known_by_its_first_packet() -> None:
    read = [vp8.read(payload(start=start, key=key)) for start, key in ((1, True), (1, False), (0, True))]
    assert [d is not None and d.key for d in read] == [True, False, False]


@pytest.mark.parametrize(("picture", "shift", "result"), [(500, 7, 507), (0x7FFF, 1, 0), (0, 0x7FFF, 0x7FFF)])
def test_picture_numbers_move_on_and_wrap(picture: int, shift: int, result: int) -> None:
    data = payload(picture=picture)
    descriptor = vp8.read(data)
    assert descriptor is not None
    moved, rest = VpxPayloadDescriptor.parse(vp8.renumber(data, descriptor, shift, 0))
    assert (moved.picture_id, rest) == (result, b"\x10media")


def test_a_short_picture_number_stays_short() -> None:
    data = b"\x90\x80\x7e\x10media"
    descriptor = vp8.read(data)
    assert descriptor is not None
    assert vp8.renumber(data, descriptor, 3, 0) == b"\x90\x80\x01\x10media"


def test_layer_numbers_move_on() -> None:
    data = payload(tl0=255)
    descriptor = vp8.read(data)
    assert descriptor is not None
    assert VpxPayloadDescriptor.parse(vp8.renumber(data, descriptor, 0, 2))[0].tl0picidx == 1


def test_padding_has_no_descriptor() -> None:
    assert vp8.read(b"") is None


@given(st.binary(max_size=8))
def test_no_bytes_raise_anything_but_malformed(data: bytes) -> None:
    try:
        vp8.read(data)
    except Malformed:
        return


def test_dimensions_come_from_the_key_frame() -> None:
    frame = b"\x10\x00\x00\x9d\x01\x2a" + (640).to_bytes(2, "little") + (480 | 0x4000).to_bytes(2, "little")
    assert vp8.dimensions(frame) == (640, 480)
    assert vp8.dimensions(b"\x11" + frame[1:]) is None
