"""Pictures in either codec go through untouched, and what a browser could not play is not sent to it."""

from tests.webrtc.conftest import House
from tests.webrtc.peers import GREEN, RED, until
from webrtc.outlet import Outlet


def meet(house: House) -> None:
    bridge = house.node.open_bridge("session", consent="receipt-1")
    bridge.seat("applicant", "visit:1")
    bridge.seat("clerk", "staff:1")


def picture_outlet(house: House, party: str) -> Outlet:
    return next(outlet for outlet in house.node._current[party].outlets if outlet.kind == "video")


async def test_h264_is_forwarded_both_ways(house: House) -> None:
    applicant = await house.join("visit:1", colour=RED, codecs=("H264",))
    clerk = await house.join("staff:1", colour=GREEN, codecs=("H264",))
    meet(house)
    await clerk.sees(RED)
    await applicant.sees(GREEN)


async def test_who_offers_both_codecs_sees_one_that_has_only_h264(house: House) -> None:
    await house.join("visit:1", colour=RED, codecs=("H264",))
    clerk = await house.join("staff:1", colour=GREEN, codecs=("VP8", "H264"))
    meet(house)
    await clerk.sees(RED)


async def test_a_codec_that_the_far_side_did_not_take_is_not_sent_to_it(house: House) -> None:
    await house.join("visit:1", colour=RED, codecs=("VP8",))
    clerk = await house.join("staff:1", colour=GREEN, codecs=("H264",))
    meet(house)
    outlet = picture_outlet(house, "staff:1")
    await until(lambda: outlet.unplayable > 10)
    assert (outlet.packets, clerk.frames) == (0, 0)
