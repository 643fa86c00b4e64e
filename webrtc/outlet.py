"""What goes out on one m-section of a leg: one source at a time, renumbered into a stream that never restarts."""

import secrets
from collections.abc import Callable, Sequence

from webrtc import rtcp, rtp
from webrtc.clock import Clock
from webrtc.continuity import LEAPT, Continuity
from webrtc.history import History, Repair
from webrtc.inlet import Inlet
from webrtc.numbers import Rate
from webrtc.offers import Section
from webrtc.rtp import Codec, Packet

EXTENDED = 0x90
PLAIN = 0x80
IDLE_RATIO = 1.3
GROWTH = 2


class Outlet:
    """One sender towards a browser; its SSRC was told in the answer and never changes."""

    def __init__(
        self,
        *,
        section: Section,
        codecs: Sequence[Codec],
        ssrc: int,
        repair_ssrc: int,
        clock: Clock,
        send_rtp: Callable[[bytes], bool],
    ) -> None:
        self.kind = section.kind
        self.mid = section.mid
        self.ssrc = ssrc
        self.source: Inlet | None = None
        self.packets = 0
        self.octets = 0
        self.frames = 0
        """Pictures that began to be sent."""
        self.resent = 0
        self.lost = 0
        """Packets that the far side's reports miss."""
        self.unplayable = 0
        """Packets of a codec that the far side did not take."""
        self.rate = Rate()
        self.key_frames_asked = 0
        self.fraction_lost = 0.0
        self.jitter = 0.0
        self.round_trip: float | None = None
        self._is_video = section.kind == "video"
        self._payload_types = {codec.name: codec.payload_type for codec in codecs}
        self._clock_rate = codecs[0].clock_rate
        self._payload_type = codecs[0].payload_type
        self._clock = clock
        self._send_rtp = send_rtp
        self._waits = True
        self._ssrc_joined = 0
        self._codec_joined: Codec | None = None
        self._timestamp = -1
        self._numbers = Continuity(
            clock_rate=self._clock_rate,
            sequence=secrets.randbelow(0x8000),
            timestamp=secrets.randbits(31),
        )
        self._history = History()
        repairs = {codec.payload_type: codec.repair_type for codec in codecs if codec.repair_type is not None}
        self._repair = Repair(types=repairs, ssrc=repair_ssrc, sequence=secrets.randbelow(0x8000))
        self._level = 0 if self._is_video else section.extensions.get(rtp.AUDIO_LEVEL, 0)
        self._stamp = section.extensions.get(rtp.ABS_SEND_TIME, 0) if self._is_video else 0
        self._stamp_head = rtp.EXTENSION.pack(rtp.ONE_BYTE, 1) + bytes([self._stamp << 4 | 2])
        self._level_head = rtp.EXTENSION.pack(rtp.ONE_BYTE, 1) + bytes([self._level << 4])

    def attach(self, source: Inlet | None, now: float) -> None:
        """Send `source` from its next key frame on (audio: at once); None sends nothing."""
        self.source = source
        self._waits = True
        if source is not None:
            source.request_key_frame(now)

    def take(self, packet: Packet, now: float) -> None:
        """Send a packet of the present source on."""
        if (
            self._waits or packet.ssrc != self._ssrc_joined or packet.codec is not self._codec_joined
        ) and not self._begin(packet, now):
            return
        sequence = self._numbers.place(packet, now)
        if sequence < 0:
            if sequence != LEAPT:
                return
            self._waits = True
            if not self._begin(packet, now):
                return
            sequence = self._numbers.place(packet, now)
        timestamp = (packet.timestamp + self._numbers.timestamp_shift) & 0xFFFFFFFF
        data = self._build(packet, sequence, timestamp, now)
        self._history.put(sequence, data)
        if self._send_rtp(data):
            self.packets += 1
            self.octets += len(packet.payload)
            if timestamp != self._timestamp:
                self._timestamp = timestamp
                self.frames += 1

    def _begin(self, packet: Packet, now: float) -> bool:
        if packet.codec is None or packet.codec.name not in self._payload_types:
            self.unplayable += 1
            return False
        if self._is_video and not packet.key:
            if self.source is not None:
                self.source.request_key_frame(now)
            return False
        self._numbers.join(packet, now)
        self._payload_type = self._payload_types[packet.codec.name]
        self._waits = False
        self._ssrc_joined = packet.ssrc
        self._codec_joined = packet.codec
        return True

    def _build(self, packet: Packet, sequence: int, timestamp: int, now: float) -> bytes:
        second = packet.marker << 7 | self._payload_type
        if self._stamp:
            head = rtp.HEADER.pack(EXTENDED, second, sequence, timestamp, self.ssrc) + self._stamp_head
            return head + _send_time(now) + self._numbers.renumber(packet)
        if self._level and self.source is not None and self.source.level_id:
            level = packet.element(self.source.level_id)
            if level is not None and len(level) == 1:
                head = rtp.HEADER.pack(EXTENDED, second, sequence, timestamp, self.ssrc) + self._level_head
                return head + level + b"\0\0" + packet.payload
        return rtp.HEADER.pack(PLAIN, second, sequence, timestamp, self.ssrc) + self._numbers.renumber(packet)

    def on_nack(self, lost: list[int], now: float) -> None:
        """Send again what the far side misses, from our own history."""
        for sequence in lost:
            data = self._history.find(sequence & 0xFFFF, now)
            if data is None:
                continue
            self._send_rtp(self._repair.wrap(self._restamp(data, now)))
            self.resent += 1

    def _restamp(self, data: bytes, now: float) -> bytes:
        if not self._stamp:
            return data
        at = rtp.HEADER.size + rtp.EXTENSION.size + 1
        return data[:at] + _send_time(now) + data[at + 3 :]

    def on_key_frame_request(self, now: float) -> None:
        """The far side cannot decode: pass it on to the source."""
        self.key_frames_asked += 1
        if self.source is not None:
            self.source.request_key_frame(now)

    def on_limit(self, bitrate: int, now: float) -> None:
        """The far side estimates its downlink at so many bits a second: cap the source.

        A browser's estimate never exceeds 1.5 times what arrives, so one well above what we send says only that the
        source is modest; taken at its word it would keep a picture small that has room to grow.
        """
        if bitrate > self.rate.bits * IDLE_RATIO:
            bitrate *= GROWTH
        if self.source is not None:
            self.source.limit(self, bitrate, now)

    def on_report(self, info: rtcp.RtcpReceiverInfo, now: float) -> None:
        """How our packets arrived over there."""
        self.fraction_lost = info.fraction_lost / 256
        self.lost = max(0, info.packets_lost)
        self.jitter = info.jitter / self._clock_rate
        if info.lsr:
            passed = (rtcp.middle(self._clock.ntp(now)) - info.lsr - info.dlsr) & 0xFFFFFFFF
            if passed < 60 << 16:
                self.round_trip = passed / 65536

    def sender_report(self, now: float) -> bytes | None:
        """Our own sender report, in the source's time shifted; None while there is nothing to say."""
        if self.source is None or self._waits:
            return None
        timestamp = self.source.timestamp_at(now)
        if timestamp is None:
            return None
        return rtcp.sender_report(
            self.ssrc,
            ntp=self._clock.ntp(now),
            timestamp=timestamp + self._numbers.timestamp_shift,
            packets=self.packets,
            octets=self.octets,
        )


def _send_time(now: float) -> bytes:
    """24-bit 6.18 fixed point seconds (abs-send-time)."""
    return (int(now * 262144) & 0xFFFFFF).to_bytes(3, "big")
