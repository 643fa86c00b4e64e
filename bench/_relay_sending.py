"""The packets of one leg of the load, as bytes before encryption: media, repairs and reports. Pure.

Media carries abs-send-time and transport-wide numbers as Chromium's does, so that the server's congestion control
has its usual work; a repair is an RTX packet (RFC 4588) of the last 512 video packets.
"""

import secrets
import struct
from collections.abc import Iterator, Mapping

from aiortc import rtp
from aiortc.rtp import RtcpPsfbPacket, RtcpReceiverInfo, RtcpSenderInfo, RtcpSrPacket

from bench import _relay_media, _relay_sdp
from bench._relay_media import Clip

VIDEO_HEAD = struct.Struct("!BBHLLHHB3sBHx")
AUDIO_HEAD = struct.Struct("!BBHLLHHBBBHxxx")
PLAIN_HEAD = struct.Struct("!BBHLL")
ONE_BYTE = 0xBEDE
TICKS = 90000 // _relay_media.FPS
NTP = 2208988800
KEPT = 512


class Stream:
    """A sent stream's numbers."""

    def __init__(self, ticks: int) -> None:
        self.ssrc = 1 + secrets.randbelow(0xFFFFFFFE)
        self.sequence = secrets.randbelow(0x8000)
        self.frames = 0
        self.packets = 0
        self.octets = 0
        self._base = secrets.randbits(31)
        self._ticks = ticks

    def step(self) -> int:
        """The next sequence number."""
        self.sequence = (self.sequence + 1) & 0xFFFF
        return self.sequence

    @property
    def timestamp(self) -> int:
        """The RTP time of the next frame."""
        return (self._base + self.frames * self._ticks) & 0xFFFFFFFF


class Sending:
    """What a leg sends; times are seconds, of any clock for media and since 1970 for reports."""

    def __init__(self, clip: Clip) -> None:
        self.audio = Stream(_relay_media.AUDIO_FRAME)
        self.video = Stream(TICKS)
        self.repair = Stream(0)
        self._clip = clip
        self._place = 0
        self._counter = secrets.randbelow(0x8000)
        self._kept = [b""] * KEPT

    def _count(self) -> int:
        self._counter = (self._counter + 1) & 0xFFFF
        return self._counter

    def frame(self, now: float) -> Iterator[bytes]:
        """The packets of the next video frame."""
        stream = self.video
        number, timestamp = stream.frames, stream.timestamp
        stamp = (int(now * 262144) & 0xFFFFFF).to_bytes(3, "big")
        cut = self._clip.cut[self._place]
        self._place = (self._place + 1) % len(self._clip.cut)
        last = len(cut) - 1
        for index, piece in enumerate(cut):
            sequence = stream.step()
            mark = 0x80 | _relay_sdp.VP8 if index == last else _relay_sdp.VP8
            data = (
                VIDEO_HEAD.pack(
                    0x90, mark, sequence, timestamp, stream.ssrc, ONE_BYTE, 2, 0x22, stamp, 0x31, self._count()
                )
                + _relay_media.descriptor(number, index == 0)
                + piece
            )
            self._kept[sequence % KEPT] = data
            stream.octets += len(piece) + 4
            yield data
        stream.packets += len(cut)
        stream.frames += 1

    def skip_to_key(self) -> None:
        """Go on with the clip's next key frame: the far side asked for one."""
        self._place += -self._place % _relay_media.KEY_EVERY
        self._place %= len(self._clip.cut)

    def sound(self) -> bytes:
        """The packet of the next 20 ms of sound."""
        stream = self.audio
        payload = self._clip.audio[stream.frames % len(self._clip.audio)]
        head = AUDIO_HEAD.pack(
            0x90,
            _relay_sdp.OPUS,
            stream.step(),
            stream.timestamp,
            stream.ssrc,
            ONE_BYTE,
            2,
            0x10,
            30,
            0x31,
            self._count(),
        )
        stream.packets += 1
        stream.frames += 1
        stream.octets += len(payload)
        return head + payload

    def again(self, sequence: int) -> bytes | None:
        """A video packet once more, as RTX; None if it is too old."""
        data = self._kept[sequence % KEPT]
        if data[2:4] != sequence.to_bytes(2, "big"):
            return None
        head = PLAIN_HEAD.pack(
            0x80,
            data[1] & 0x80 | _relay_sdp.RTX,
            self.repair.step(),
            int.from_bytes(data[4:8], "big"),
            self.repair.ssrc,
        )
        return head + data[2:4] + data[VIDEO_HEAD.size :]

    def report(self, now: float, blocks: Mapping[int, RtcpReceiverInfo], picture: int) -> bytes:
        """A compound like a browser's: sender reports with report blocks, and an estimate of the downlink.

        blocks: by the SSRC that is reported on; picture: the SSRC that the estimate is for.
        """
        ntp = int((now + NTP) * (1 << 32)) & 0xFFFFFFFFFFFFFFFF
        fci = rtp.pack_remb_fci(int(self._clip.bits * 1.2), [picture])
        return (
            bytes(RtcpSrPacket(ssrc=self.audio.ssrc, sender_info=_info(self.audio, ntp), reports=list(blocks.values())))
            + bytes(RtcpSrPacket(ssrc=self.video.ssrc, sender_info=_info(self.video, ntp)))
            + bytes(RtcpPsfbPacket(fmt=rtp.RTCP_PSFB_APP, ssrc=self.video.ssrc, media_ssrc=0, fci=fci))
        )


def _info(stream: Stream, ntp: int) -> RtcpSenderInfo:
    return RtcpSenderInfo(
        ntp_timestamp=ntp,
        rtp_timestamp=stream.timestamp,
        packet_count=stream.packets,
        octet_count=stream.octets,
    )


def asked_again(feedback: bytes) -> Iterator[int]:
    """The sequence numbers of a generic NACK's entries (RFC 4585, 6.2.1)."""
    for at in range(0, len(feedback) - 3, 4):
        first, bits = struct.unpack_from("!HH", feedback, at)
        yield first
        yield from ((first + 1 + bit) & 0xFFFF for bit in range(16) if bits >> bit & 1)
