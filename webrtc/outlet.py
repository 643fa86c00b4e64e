"""What goes out on one m-section of a leg: one source at a time, renumbered into a stream that never restarts."""

import secrets
from collections.abc import Callable

from webrtc import rtcp, rtp
from webrtc.clock import Clock
from webrtc.continuity import Continuity
from webrtc.history import History, Repair
from webrtc.inlet import Inlet
from webrtc.numbers import Rate
from webrtc.offers import Codec, Section
from webrtc.rtp import Packet

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
        codec: Codec,
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
        self.resent = 0
        self.frames = 0
        self.lost = 0
        """Packets that the far side's reports miss."""
        self.rate = Rate()
        self.key_frames_asked = 0
        self.fraction_lost = 0.0
        self.jitter = 0.0
        self.round_trip: float | None = None
        self._codec = codec
        self._clock = clock
        self._send_rtp = send_rtp
        self._waits = True
        self._joined: int | None = None
        self._numbers = Continuity(
            clock_rate=codec.clock_rate,
            sequence=secrets.randbelow(0x8000),
            timestamp=secrets.randbits(31),
        )
        self._history = History()
        self._repair = self._make_repair(codec, repair_ssrc)
        self._level = section.extensions.get(rtp.AUDIO_LEVEL, 0) if self.kind == "audio" else 0
        self._stamp = section.extensions.get(rtp.ABS_SEND_TIME, 0) if self.kind == "video" else 0

    @staticmethod
    def _make_repair(codec: Codec, ssrc: int) -> Repair | None:
        if codec.repair_type is None:
            return None
        return Repair(payload_type=codec.repair_type, ssrc=ssrc, sequence=secrets.randbelow(0x8000))

    def attach(self, source: Inlet | None, now: float) -> None:
        """Send `source` from its next key frame on (audio: at once); None sends nothing."""
        self.source = source
        self._waits = True
        if source is not None:
            source.request_key_frame(now)

    def take(self, packet: Packet, now: float) -> None:
        """Send a packet of the present source on."""
        if (self._waits or packet.ssrc != self._joined) and not self._begin(packet, now):
            return
        place = self._numbers.place(packet, now)
        if place is None:
            return
        data = self._build(packet, place[0], place[1], now)
        self._history.put(place[0], data)
        if self._send_rtp(data):
            self.packets += 1
            self.octets += len(packet.payload)
            if packet.marker and self.kind == "video":
                self.frames += 1

    def _begin(self, packet: Packet, now: float) -> bool:
        if self.kind == "video" and (packet.descriptor is None or not packet.descriptor.key):
            if self.source is not None:
                self.source.request_key_frame(now)
            return False
        self._numbers.join(packet, now)
        self._waits = False
        self._joined = packet.ssrc
        return True

    def _build(self, packet: Packet, sequence: int, timestamp: int, now: float) -> bytes:
        extensions = self._extensions(packet, now)
        return (
            rtp.HEADER.pack(
                EXTENDED if extensions else PLAIN,
                packet.marker << 7 | self._codec.payload_type,
                sequence,
                timestamp,
                self.ssrc,
            )
            + extensions
            + self._numbers.renumber(packet)
        )

    def _extensions(self, packet: Packet, now: float) -> bytes:
        if self._stamp:
            return rtp.pack_extensions([(self._stamp, _send_time(now))])
        if self._level and self.source is not None and self.source.level_id:
            level = packet.extensions.get(self.source.level_id)
            if level is not None and len(level) == 1:
                return rtp.pack_extensions([(self._level, level)])
        return b""

    def on_nack(self, lost: list[int], now: float) -> None:
        """Send again what the far side misses, from our own history."""
        for sequence in lost:
            data = self._history.find(sequence & 0xFFFF, now)
            if data is None:
                continue
            data = self._restamp(data, now)
            self._send_rtp(data if self._repair is None else self._repair.wrap(data))
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
        self.jitter = info.jitter / self._codec.clock_rate
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
