"""RTCP as we read and write it, on aiortc's packet classes (RFC 3550, RFC 4585, draft-alvestrand-rmcat-remb)."""

import struct
from collections.abc import Sequence

from aiortc import rtp
from aiortc.rtp import (
    AnyRtcpPacket,
    RtcpByePacket,
    RtcpPsfbPacket,
    RtcpReceiverInfo,
    RtcpRrPacket,
    RtcpRtpfbPacket,
    RtcpSdesPacket,
    RtcpSenderInfo,
    RtcpSourceInfo,
    RtcpSrPacket,
)

from webrtc.errors import Malformed

__all__ = [
    "RtcpByePacket",
    "RtcpPsfbPacket",
    "RtcpReceiverInfo",
    "RtcpRrPacket",
    "RtcpRtpfbPacket",
    "RtcpSenderInfo",
    "RtcpSrPacket",
]


def parse(data: bytes) -> list[AnyRtcpPacket]:
    """The packets of a compound. Raises `Malformed`."""
    try:
        return rtp.RtcpPacket.parse(data)
    except (ValueError, IndexError, struct.error) as error:
        raise Malformed("RTCP cannot be read") from error


def is_nack(packet: RtcpRtpfbPacket) -> bool:
    """Whether the transport feedback is a generic NACK."""
    return packet.fmt == rtp.RTCP_RTPFB_NACK


def is_key_frame_request(packet: RtcpPsfbPacket) -> bool:
    """Whether the feedback asks for a key frame: PLI, FIR, or SLI."""
    return packet.fmt in (rtp.RTCP_PSFB_PLI, rtp.RTCP_PSFB_FIR, rtp.RTCP_PSFB_SLI)


def asked_ssrcs(packet: RtcpPsfbPacket) -> list[int]:
    """The streams a key-frame request is for; a FIR names them in its entries (RFC 5104, 4.3.1)."""
    if packet.fmt != rtp.RTCP_PSFB_FIR:
        return [packet.media_ssrc]
    usable = len(packet.fci) - len(packet.fci) % 8
    return [struct.unpack_from("!L", packet.fci, at)[0] for at in range(0, usable, 8)]


def read_remb(packet: RtcpPsfbPacket) -> tuple[int, list[int]] | None:
    """(bits a second, SSRCs) of a REMB message; None for other application feedback."""
    if packet.fmt != rtp.RTCP_PSFB_APP:
        return None
    try:
        return rtp.unpack_remb_fci(packet.fci)
    except (ValueError, IndexError, struct.error):
        return None


def nack(*, sender: int, media: int, lost: Sequence[int]) -> bytes:
    """A generic NACK; `lost` in ascending order of sending."""
    return bytes(RtcpRtpfbPacket(fmt=rtp.RTCP_RTPFB_NACK, ssrc=sender, media_ssrc=media, lost=list(lost)))


def picture_loss(*, sender: int, media: int) -> bytes:
    """A picture loss indication: please send a key frame."""
    return bytes(RtcpPsfbPacket(fmt=rtp.RTCP_PSFB_PLI, ssrc=sender, media_ssrc=media))


def remb(*, sender: int, bitrate: int, ssrcs: list[int]) -> bytes:
    """A cap on what the sender of the SSRCs may send, bits a second together."""
    fci = rtp.pack_remb_fci(bitrate, ssrcs)
    return bytes(RtcpPsfbPacket(fmt=rtp.RTCP_PSFB_APP, ssrc=sender, media_ssrc=0, fci=fci))


def source_description(ssrc: int, cname: str) -> bytes:
    """The CNAME of a stream."""
    return bytes(RtcpSdesPacket(chunks=[RtcpSourceInfo(ssrc=ssrc, items=[(1, cname.encode())])]))


def receiver_report(ssrc: int, reports: list[RtcpReceiverInfo]) -> bytes:
    """A receiver report of up to 31 blocks."""
    return bytes(RtcpRrPacket(ssrc=ssrc, reports=reports[:31]))


def sender_report(ssrc: int, *, ntp: int, timestamp: int, packets: int, octets: int) -> bytes:
    """A sender report without report blocks."""
    info = RtcpSenderInfo(
        ntp_timestamp=ntp,
        rtp_timestamp=timestamp & 0xFFFFFFFF,
        packet_count=packets & 0xFFFFFFFF,
        octet_count=octets & 0xFFFFFFFF,
    )
    return bytes(RtcpSrPacket(ssrc=ssrc, sender_info=info))


def middle(ntp: int) -> int:
    """The middle 32 bits of an NTP time-stamp, as LSR carries them."""
    return (ntp >> 16) & 0xFFFFFFFF
