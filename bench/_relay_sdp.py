"""The signalling texts of a raw peer: an offer in the manner of Chromium's, and what it needs of the answer."""

from collections.abc import Sequence
from dataclasses import dataclass

from aiortc import RTCIceCandidate, sdp
from aiortc.rtcdtlstransport import RTCDtlsParameters
from aiortc.rtcicetransport import RTCIceParameters

OPUS, VP8, RTX = 111, 96, 97
LEVEL, STAMP, COUNT = 1, 2, 3
"""The numbers of the header extensions: audio level, abs-send-time, transport-wide sequence number."""
HEAD = """\
v=0
o=- 4611731400430051336 2 IN IP4 127.0.0.1
s=-
t=0 0
a=group:BUNDLE 0 1
a=msid-semantic: WMS bench
"""
COMMON = """\
c=IN IP4 0.0.0.0
a=rtcp:9 IN IP4 0.0.0.0
{candidates}a=ice-ufrag:{username}
a=ice-pwd:{password}
a=fingerprint:sha-256 {fingerprint}
a=setup:actpass
a=mid:{mid}
a=extmap:3 http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01
a=sendrecv
a=msid:bench {mid}
a=rtcp-mux
"""
AUDIO = """\
m=audio 9 UDP/TLS/RTP/SAVPF 111
{common}a=extmap:1 urn:ietf:params:rtp-hdrext:ssrc-audio-level
a=rtpmap:111 opus/48000/2
a=rtcp-fb:111 transport-cc
a=fmtp:111 minptime=10;useinbandfec=1
a=ssrc:{audio} cname:bench
"""
VIDEO = """\
m=video 9 UDP/TLS/RTP/SAVPF 96 97
{common}a=extmap:2 http://www.webrtc.org/experiments/rtp-hdrext/abs-send-time
a=rtcp-rsize
a=rtpmap:96 VP8/90000
a=rtcp-fb:96 goog-remb
a=rtcp-fb:96 transport-cc
a=rtcp-fb:96 ccm fir
a=rtcp-fb:96 nack
a=rtcp-fb:96 nack pli
a=rtpmap:97 rtx/90000
a=fmtp:97 apt=96
a=ssrc-group:FID {video} {repair}
a=ssrc:{video} cname:bench
a=ssrc:{repair} cname:bench
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ours:
    """What the offer tells of us."""

    candidates: Sequence[str]
    username: str
    password: str
    fingerprint: str
    audio: int
    video: int
    repair: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Theirs:
    """What the answer tells of the server."""

    ice: RTCIceParameters
    dtls: RTCDtlsParameters
    candidates: Sequence[RTCIceCandidate]
    audio: int | None
    video: int | None
    """The streams it will send; None where it does not say."""


def offer(ours: Ours) -> str:
    """An offer of Opus and VP8 with RTX, both ways, bundled."""
    lines = "".join(f"a=candidate:{candidate}\n" for candidate in ours.candidates)
    common = [
        COMMON.format(
            candidates=lines if mid == 0 else "",
            username=ours.username,
            password=ours.password,
            fingerprint=ours.fingerprint,
            mid=mid,
        )
        for mid in (0, 1)
    ]
    text = HEAD + AUDIO.format(common=common[0], audio=ours.audio)
    text += VIDEO.format(common=common[1], video=ours.video, repair=ours.repair)
    return text.replace("\n", "\r\n")


def read(text: str) -> Theirs:
    """The answer, read."""
    description = sdp.SessionDescription.parse(text)
    first = description.media[0]
    assert first.ice is not None
    assert first.dtls is not None
    ssrcs = {media.kind: media.ssrc[0].ssrc if media.ssrc else None for media in description.media}
    return Theirs(
        ice=first.ice,
        dtls=first.dtls,
        candidates=first.ice_candidates,
        audio=ssrcs.get("audio"),
        video=ssrcs.get("video"),
    )
