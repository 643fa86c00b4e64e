"""Stills from a live stream."""

import io

import numpy as np
import pytest
from PIL import Image

from tests.webrtc import x264
from tests.webrtc.conftest import House
from tests.webrtc.peers import BLUE, RED, near
from webrtc import frames
from webrtc.errors import StillFailed


async def test_a_still_shows_what_the_camera_shows(house: House) -> None:
    await house.join("visit:1", colour=RED, size=(320, 240))
    clerk = await house.join("staff:1", colour=BLUE)
    bridge = house.node.open_bridge("session", consent="receipt-1")
    bridge.seat("applicant", "visit:1")
    bridge.seat("clerk", "staff:1")
    await clerk.sees(RED)
    picture = Image.open(io.BytesIO(await bridge.still("applicant")))
    red, green, blue = np.asarray(picture)[120:].reshape(-1, 3).mean(axis=0)
    assert (picture.size, near((int(red), int(green), int(blue)), RED)) == ((320, 240), True)


async def test_no_still_of_a_seat_that_is_not_forwarded(house: House) -> None:
    await house.join("visit:1")
    bridge = house.node.open_bridge("session", consent="receipt-1")
    bridge.seat("applicant", "visit:1")
    with pytest.raises(StillFailed):
        await bridge.still("applicant")


@pytest.mark.parametrize("codec", ["vp8", "h264"])
@pytest.mark.parametrize("data", [b"", b"\x10", bytes(100)], ids=["empty", "cut", "zeros"])
def test_a_broken_frame_gives_no_still(data: bytes, codec: str) -> None:
    with pytest.raises(StillFailed):
        frames.decode(data, codec)


def test_a_still_is_taken_from_h264_too() -> None:
    picture = Image.open(io.BytesIO(frames.decode(x264.pictures(1, size=(320, 240))[0], "h264")))
    assert picture.size == (320, 240)
