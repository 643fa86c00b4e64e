"""Offers: a browser's is answered, anything else is a `BadOffer` and nothing worse."""

import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.webrtc.conftest import House
from tests.webrtc.peers import Peer
from webrtc import offers
from webrtc.errors import BadOffer

CHROMIUM = "\r\n".join(
    """v=0
o=- 4611731400430051336 2 IN IP4 127.0.0.1
s=-
t=0 0
a=group:BUNDLE 0 1
a=extmap-allow-mixed
a=msid-semantic: WMS stream
m=audio 9 UDP/TLS/RTP/SAVPF 111 63 9 0
c=IN IP4 0.0.0.0
a=rtcp:9 IN IP4 0.0.0.0
a=ice-ufrag:EsAw
a=ice-pwd:P2uYro0UCOQ4zxjKXaWCBui1
a=ice-options:trickle
a=candidate:1 1 udp 2113937151 0f5f1b1a-7d6c.local 50000 typ host
a=end-of-candidates
a=fingerprint:sha-256 19:E2:1C:3B:4B:9F:81:E6:B8:5C:F4:A5:A8:D8:73:04:BB:05:2F:70:9F:04:A9:0E:05:E9:26:33:E8:70:88:A2
a=setup:actpass
a=mid:0
a=extmap:1 urn:ietf:params:rtp-hdrext:ssrc-audio-level
a=extmap:3 http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01
a=extmap:4 urn:ietf:params:rtp-hdrext:sdes:mid
a=sendrecv
a=msid:stream audio
a=rtcp-mux
a=rtcp-rsize
a=rtpmap:111 opus/48000/2
a=rtcp-fb:111 transport-cc
a=fmtp:111 minptime=10;useinbandfec=1
a=rtpmap:63 red/48000/2
a=fmtp:63 111/111
a=rtpmap:9 G722/8000
a=rtpmap:0 PCMU/8000
a=ssrc:1001 cname:c
m=video 9 UDP/TLS/RTP/SAVPF 96 97 103 104
c=IN IP4 0.0.0.0
a=rtcp:9 IN IP4 0.0.0.0
a=ice-ufrag:EsAw
a=ice-pwd:P2uYro0UCOQ4zxjKXaWCBui1
a=fingerprint:sha-256 19:E2:1C:3B:4B:9F:81:E6:B8:5C:F4:A5:A8:D8:73:04:BB:05:2F:70:9F:04:A9:0E:05:E9:26:33:E8:70:88:A2
a=setup:actpass
a=mid:1
a=extmap:2 http://www.webrtc.org/experiments/rtp-hdrext/abs-send-time
a=extmap:3 http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01
a=extmap:4 urn:ietf:params:rtp-hdrext:sdes:mid
a=sendrecv
a=msid:stream video
a=rtcp-mux
a=rtpmap:96 VP8/90000
a=rtcp-fb:96 goog-remb
a=rtcp-fb:96 transport-cc
a=rtcp-fb:96 ccm fir
a=rtcp-fb:96 nack
a=rtcp-fb:96 nack pli
a=rtpmap:97 rtx/90000
a=fmtp:97 apt=96
a=rtpmap:103 H264/90000
a=fmtp:103 level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=42001f
a=rtpmap:104 rtx/90000
a=fmtp:104 apt=103
a=ssrc-group:FID 2001 2002
a=ssrc:2001 cname:c
a=ssrc:2002 cname:c
""".splitlines()
)


def test_a_browsers_offer_is_read() -> None:
    audio, video = offers.read(CHROMIUM).sections
    assert (audio.kind, audio.mid, audio.ssrcs) == ("audio", "0", (1001,))
    assert (video.kind, video.ssrcs, video.repairs) == ("video", (2001,), {2002: 2001})


def test_candidates_are_taken_out() -> None:
    assert "candidate" not in offers.read(CHROMIUM).sdp


async def test_the_answer_promises_the_same_codecs_to_all_and_their_feedback(house: House) -> None:
    answer = (await house.node.answer("visit:1", CHROMIUM)).sdp
    codecs = ["opus/48000/2", "VP8/90000", "rtx/90000", "H264/90000", "rtx/90000"]
    assert re.findall(r"a=rtpmap:\d+ (\S+)", answer) == codecs
    assert re.findall(r"a=rtcp-fb:(.*)\r", answer) == [
        "111 nack",
        "111 transport-cc",
        "96 nack",
        "96 nack pli",
        "96 ccm fir",
        "96 goog-remb",
        "96 transport-cc",
    ]
    assert answer.count("x-google-start-bitrate=1000") == 2


async def test_an_offer_of_h264_alone_is_answered_with_it(house: House) -> None:
    answer = (await house.node.answer("visit:1", CHROMIUM.replace("VP8/90000", "VP9/90000"))).sdp
    assert re.findall(r"a=rtpmap:\d+ (\S+)", answer) == ["opus/48000/2", "H264/90000", "rtx/90000"]


async def test_of_several_profiles_the_baseline_is_answered(house: House) -> None:
    other = "a=rtpmap:109 H264/90000\r\na=fmtp:109 packetization-mode=1;profile-level-id=42e01f\r\n"
    offer = CHROMIUM.replace(" 103 104\r\n", " 103 104 109\r\n").replace("a=ssrc-group:FID", other + "a=ssrc-group:FID")
    answer = (await house.node.answer("visit:1", offer)).sdp
    assert re.findall(r"a=rtpmap:(\d+) H264", answer) == ["109"]


@pytest.mark.parametrize(
    ("pattern", "replacement"),
    [
        pytest.param(r"(?s).*", "", id="nothing"),
        pytest.param(r"(?s).*", "hello", id="no-sdp"),
        pytest.param(r"(?s)m=audio.*", "", id="no-sections"),
        pytest.param(r"m=audio", "m=text", id="another-kind"),
        pytest.param(r"m=audio 9", "m=audio 0", id="rejected-section"),
        pytest.param(r"m=audio 9 U.*", "m=audio nine", id="broken-m-line"),
        pytest.param(r"opus/48000/2", "flac/48000/2", id="no-opus"),
        pytest.param(r"(VP8|H264)/90000", "AV1/90000", id="neither-vp8-nor-h264"),
        pytest.param(r"a=group:BUNDLE 0 1\r\n", "", id="no-bundle"),
        pytest.param(r"a=mid:1", "a=mid:0", id="same-mid-twice"),
        pytest.param(r"a=mid:.*\r\n", "", id="no-mids"),
        pytest.param(r"a=ice-ufrag:.*\r\n", "", id="no-ice"),
        pytest.param(r"a=fingerprint:.*\r\n", "", id="no-fingerprint"),
        pytest.param(r"a=setup:.*\r\n", "", id="no-setup"),
        pytest.param(r"a=setup:actpass", "a=setup:perhaps", id="unknown-setup"),
        pytest.param(r"a=rtcp-mux\r\n", "", id="no-mux"),
        pytest.param(r"a=sendrecv\r\n", "", id="no-direction"),
        pytest.param(r"a=fmtp:97 apt=96", "a=fmtp:55 apt=96", id="fmtp-of-nothing"),
        pytest.param(r"a=extmap:1 .*", "a=extmap", id="empty-extmap"),
        pytest.param(r"a=ssrc:1001 cname:c", "a=ssrc:many", id="broken-ssrc"),
        pytest.param(r"(?s)(m=audio.*)", r"\1" * 5, id="ten-sections"),
        pytest.param(r"(?s)$", " " * 70000, id="too-long"),
    ],
)
async def test_an_offer_that_breaks_a_rule_is_refused(house: House, pattern: str, replacement: str) -> None:
    with pytest.raises(BadOffer):
        await house.node.answer("visit:1", re.sub(pattern, replacement, CHROMIUM, count=0))
    assert house.node.legs() == ()


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_no_mutilated_offer_raises_anything_but_bad_offer(data: st.DataObject) -> None:
    lines = CHROMIUM.split("\r\n")
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(lines) - 1))
        cut = data.draw(st.integers(0, len(lines[at])))
        lines[at] = lines[at][:cut] + data.draw(st.text(max_size=6)) + lines[at][cut + 1 :]
    try:
        offers.read("\r\n".join(lines))
    except BadOffer:
        return


async def test_a_refused_offer_leaves_the_partys_leg_alone(house: House) -> None:
    await house.join("visit:1")
    with pytest.raises(BadOffer):
        await house.node.answer("visit:1", "v=0")
    view = house.node.leg_of("visit:1")
    assert view is not None
    assert view.up


async def test_an_offer_without_our_extras_is_answered_without_them(house: House) -> None:
    async with Peer() as peer:
        answer = (await house.node.answer("visit:1", await peer.offer())).sdp
    assert "transport-cc" not in answer.split("m=video")[1]
