"""The SDP side: what an offer must hold, and what our answer promises.

Every leg takes the same codecs in the same order (VP8, H.264, each with RTX; Opus), so that packets can pass untouched
and browsers all send the first. The offer is read by aiortc's parser, which raises nearly anything on nonsense: all of
it is `BadOffer` here.
"""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from aiortc import RTCRtpTransceiver, sdp
from aiortc.codecs import is_rtx
from aiortc.rtcrtpparameters import (
    RTCRtcpFeedback,
    RTCRtpCodecParameters,
    RTCRtpHeaderExtensionParameters,
)

from webrtc import fragments, rtp
from webrtc.errors import BadOffer
from webrtc.rtp import Codec

SIZE = 64 * 1024
"""Characters; an offer of a browser has 3,000 to 8,000."""
SECTIONS = 8
MOST_ALIKE = 128
"""Codecs, and lines on SSRCs, of one section; Chromium has about 50 and 8."""
MOST_WORK = 100_000
"""Codecs times the lines on them, of all sections: so many comparisons the parser makes. Chromium: about 25,000."""
CODECS: Mapping[str, Mapping[str, str]] = {
    "audio": {"opus": "audio/opus"},
    "video": {"vp8": "video/vp8", "h264": "video/h264"},
}
"""MIME type by name, in the order of the answer."""
PROFILE = "42e0"
"""Of several H.264 profiles the constrained baseline is taken, which every browser and encoder has (RFC 7742, 6.2)."""
FEEDBACK: Mapping[str, tuple[tuple[str, str | None], ...]] = {
    "audio": (("nack", None), ("transport-cc", None)),
    "video": (
        ("nack", None),
        ("nack", "pli"),
        ("ccm", "fir"),
        ("goog-remb", None),
        ("transport-cc", None),
    ),
}
UNASKED = {("audio", "nack")}
"""Answered though not offered: with it, Chromium conceals 1.6 % instead of 10 % of audio at 5 % loss."""
EXTENSIONS: Mapping[str, tuple[str, ...]] = {
    "audio": (rtp.MID, rtp.AUDIO_LEVEL, rtp.TRANSPORT_CC),
    "video": (rtp.MID, rtp.ABS_SEND_TIME, rtp.TRANSPORT_CC),
}
CANDIDATE = re.compile(r"^a=(candidate:.*|end-of-candidates)\r?\n?", re.MULTILINE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """One m-section of an offer."""

    kind: str
    mid: str
    ssrcs: tuple[int, ...]
    """The media streams announced, RTX left out."""
    repairs: Mapping[int, int]
    """RTX SSRC → the SSRC it repairs."""
    extensions: Mapping[str, int]
    """URI → number in the packets."""
    feedback: Mapping[str, frozenset[tuple[str, str | None]]]
    """What each offered codec of ours understands: name → (type, parameter)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """An offer found fit to be answered."""

    sdp: str
    """Without candidates: the server learns them from the browser's own checks."""
    sections: tuple[Section, ...]


def read(text: str, *, keep_candidates: bool = False) -> Offer:
    """Read and judge an offer. Raises `BadOffer`."""
    if len(text) > SIZE:
        raise BadOffer("the offer is too long")
    if not keep_candidates:
        text = CANDIDATE.sub("", text)
    _check_work(text)
    try:
        description = sdp.SessionDescription.parse(text)
    except Exception as error:
        raise BadOffer("the offer is not SDP") from error
    if not 1 <= len(description.media) <= SECTIONS:
        raise BadOffer(f"an offer has 1 to {SECTIONS} sections")
    _check_bundle(description)
    return Offer(sdp=text, sections=tuple(_section(media) for media in description.media))


def _check_work(text: str) -> None:
    """The parser looks through all codecs, and all SSRCs, for each line on one: nobody is to keep us at it."""
    work = 0
    for section in re.split(r"^m=", text, flags=re.MULTILINE):
        lines = Counter(re.split("[:=]", line, maxsplit=2)[1] for line in section.splitlines() if line[:2] == "a=")
        work += lines["rtpmap"] * (lines["rtcp-fb"] + lines["fmtp"])
        if max(lines["rtpmap"], lines["ssrc"]) > MOST_ALIKE or work > MOST_WORK:
            raise BadOffer("the offer says more than any browser does")


def _check_bundle(description: sdp.SessionDescription) -> None:
    mids = [media.rtp.muxId for media in description.media]
    if len(set(mids)) != len(mids) or not all(mids):
        raise BadOffer("every section needs a mid of its own")
    bundle = next((group.items for group in description.group if group.semantic == "BUNDLE"), [])
    if [str(mid) for mid in bundle] != mids:
        raise BadOffer("all sections must be bundled, in their order")


def _section(media: sdp.MediaDescription) -> Section:
    if media.kind not in CODECS:
        raise BadOffer("only audio and video sections are served")
    if media.port == 0 or not media.rtcp_mux or media.direction not in sdp.DIRECTIONS:
        raise BadOffer("a section is switched off, has no direction, or does not mux RTCP")
    if media.dtls is None or not media.dtls.fingerprints:
        raise BadOffer("a section has no DTLS fingerprint or setup")
    if media.ice is None or not fragments.are_credentials(media.ice.usernameFragment, media.ice.password):
        raise BadOffer("a section has no ICE credentials")
    codecs = {name: codec for name in CODECS[media.kind] if (codec := _pick(media.rtp.codecs, media.kind, name))}
    if not codecs:
        raise BadOffer(f"{media.kind} must offer one of {', '.join(CODECS[media.kind])}")
    repairs = {
        int(group.items[1]): int(group.items[0])
        for group in media.ssrc_group
        if group.semantic == "FID" and len(group.items) == 2
    }
    if not all(0 <= ssrc < 1 << 32 for ssrc in [*(entry.ssrc for entry in media.ssrc), *repairs, *repairs.values()]):
        raise BadOffer("an SSRC has more than 32 bits")
    return Section(
        kind=media.kind,
        mid=media.rtp.muxId,
        ssrcs=tuple(entry.ssrc for entry in media.ssrc if entry.ssrc not in repairs),
        repairs=repairs,
        extensions={entry.uri: entry.id for entry in media.rtp.headerExtensions if 0 < entry.id < 15},
        feedback={
            name: frozenset((entry.type, entry.parameter) for entry in codec.rtcpFeedback)
            for name, codec in codecs.items()
        },
    )


def _pick(codecs: Sequence[RTCRtpCodecParameters], kind: str, name: str) -> RTCRtpCodecParameters | None:
    """The codec of that name, of H.264 the one in packetisation mode 1 whose profile suits best."""
    found = [codec for codec in codecs if codec.mimeType.lower() == CODECS[kind][name]]
    if name == "h264":
        found = [codec for codec in found if str(codec.parameters.get("packetization-mode")) == "1"]
        found.sort(key=lambda codec: not str(codec.parameters.get("profile-level-id")).lower().startswith(PROFILE))
    return found[0] if found else None


def shape(transceiver: RTCRtpTransceiver, section: Section, *, start_kbps: int) -> tuple[Codec, ...]:
    """Set what the answer will say of a section once aiortc took the offer; our codecs in order. Raises `BadOffer`."""
    offered = transceiver._codecs
    answered: list[RTCRtpCodecParameters] = []
    codecs: list[Codec] = []
    for name in CODECS[section.kind]:
        base = _pick(offered, section.kind, name)
        if base is None or base.payloadType is None:
            continue
        repair = next((codec for codec in offered if _repairs(codec, base.payloadType)), None)
        _promise(base, name, section, start_kbps)
        answered += [base] if repair is None else [base, repair]
        codecs.append(
            Codec(
                name=name,
                payload_type=base.payloadType,
                repair_type=None if repair is None else repair.payloadType,
                clock_rate=base.clockRate,
            )
        )
    if not codecs:
        raise BadOffer(f"{section.kind} must offer one of {', '.join(CODECS[section.kind])}")
    transceiver._codecs = answered
    transceiver._headerExtensions = [
        RTCRtpHeaderExtensionParameters(id=section.extensions[uri], uri=uri)
        for uri in EXTENSIONS[section.kind]
        if uri in section.extensions
    ]
    transceiver.direction = "sendrecv"
    return tuple(codecs)


def _repairs(codec: RTCRtpCodecParameters, payload_type: int) -> bool:
    return is_rtx(codec) and codec.parameters.get("apt") == payload_type and codec.payloadType in range(128)


def _promise(codec: RTCRtpCodecParameters, name: str, section: Section, start_kbps: int) -> None:
    """The feedback and parameters of one codec in the answer."""
    codec.rtcpFeedback = [
        RTCRtcpFeedback(type=kind, parameter=parameter)
        for kind, parameter in FEEDBACK[section.kind]
        if (kind, parameter) in section.feedback.get(name, ()) or (section.kind, kind) in UNASKED
    ]
    if section.kind == "audio":
        codec.parameters = {"minptime": 10, "useinbandfec": 1}
    elif name == "vp8":
        codec.parameters = {"x-google-start-bitrate": start_kbps}
    else:
        codec.parameters = {**codec.parameters, "x-google-start-bitrate": start_kbps}
