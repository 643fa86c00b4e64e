"""What comes in on one m-section of a leg: repaired, counted, and handed to whoever listens."""

from collections.abc import Callable
from typing import Protocol

from webrtc import h264, rtcp, rtp, vp8
from webrtc.clock import Clock, wall_from_ntp
from webrtc.offers import Section
from webrtc.pictures import Pictures
from webrtc.reception import Reception
from webrtc.rtp import Codec

KEY_FRAME_SPACING = 0.3
"""Seconds between two key-frame requests to one source."""
CAP_LIFETIME = 10.0
"""Seconds for which a far side's bandwidth cap holds without being repeated."""
LEAST_CAP = 30_000
"""Bits a second; what a browser sends of a picture at the least. One far side that claims less takes it from nobody."""
CLOCK_JUMP = 0.5
"""A source whose clock is off by more seconds than this is taken to have set it anew."""
CLOCK_STEP = 0.0005
"""Seconds that one report may move what we hold of a source's clock: enough for two machines that drift apart, too
little for one report that was late."""


class Listener(Protocol):
    """Whoever takes a source's packets: an outlet of another leg, or the recorder."""

    def take(self, packet: rtp.Packet, now: float) -> None:
        """One packet, new, read-only, at the monotonic second `now`."""


class SourceClock:
    """How far a leg's own clock is from ours: one for all its streams, so that lip-sync is kept."""

    def __init__(self) -> None:
        self._offset: float | None = None

    def note(self, theirs: float, ours: float) -> None:
        """A sender report's wall time, and when it came (seconds since 1970)."""
        offset = ours - theirs
        if self._offset is None or abs(offset - self._offset) > CLOCK_JUMP:
            self._offset = offset
        else:
            self._offset += max(-CLOCK_STEP, min(CLOCK_STEP, offset - self._offset))

    def ours(self, theirs: float) -> float:
        """Their wall time on our clock."""
        return theirs + (self._offset or 0.0)


class Inlet:
    """One source; forwards nothing until somebody listens."""

    def __init__(
        self,
        *,
        section: Section,
        codec: Codec,
        rank: int,
        sender_ssrc: int,
        source_clock: SourceClock,
        clock: Clock,
        send_rtcp: Callable[[bytes], object],
    ) -> None:
        self.kind = section.kind
        self.mid = section.mid
        self.rank = rank
        self._is_video = section.kind == "video"
        self.codec = codec
        """What it sends now; until something comes, the first of the answer."""
        self.level_id = section.extensions.get(rtp.AUDIO_LEVEL, 0)
        self.ssrc: int | None = None
        self.listeners: tuple[Listener, ...] = ()
        """Those that the bridge wired; replaced whole at each change."""
        self.watchers: set[Listener] = set()
        """Those that look on for a moment by themselves."""
        self.reception = Reception(codec.clock_rate)
        self.octets = 0
        self.key_frames = 0
        """Pictures that can be decoded by themselves; counted while somebody listens."""
        self.key_frames_asked = 0
        self._pictures = Pictures()
        self.heard_at: float | None = None
        self._sender_ssrc = sender_ssrc
        self._source_clock = source_clock
        self._clock = clock
        self._send_rtcp = send_rtcp
        self._asked_at = -1.0
        self._report: tuple[float, int] | None = None
        self._last_report: tuple[int, float] = (0, 0.0)
        self._caps: dict[object, tuple[int, float]] = {}

    def take(self, packet: rtp.Packet, now: float) -> bool:
        """A packet of this section, repaired; False if it was a duplicate. Raises `Malformed`."""
        if packet.ssrc != self.ssrc:
            self.ssrc = packet.ssrc
            self.reception = Reception(self.codec.clock_rate)
            self._pictures.restart()
        if not self.reception.add(packet.sequence, packet.timestamp, now):
            return False
        self.octets += len(packet.payload)
        self.heard_at = now
        if packet.codec is not None:
            self.codec = packet.codec
        if self._is_video:
            self._pictures.note(packet.timestamp, now)
        if self.listeners or self.watchers:
            if self._is_video:
                self._look_into(packet)
            for listener in self.listeners:
                listener.take(packet, now)
            for listener in tuple(self.watchers):
                listener.take(packet, now)
        return True

    def _look_into(self, packet: rtp.Packet) -> None:
        if self.codec.name == "h264":
            picture = h264.read(packet.payload)
            packet.key = picture is not None and picture.key
        else:
            packet.descriptor = vp8.read(packet.payload)
            packet.key = packet.descriptor is not None and packet.descriptor.key
        if packet.key:
            self.key_frames += 1

    @property
    def frames(self) -> int:
        """Pictures begun."""
        return self._pictures.frames

    @property
    def frozen(self) -> float:
        """Seconds for which the picture stood still."""
        return self._pictures.frozen

    def request_key_frame(self, now: float) -> None:
        """Ask the source for a key frame, unless it was asked a moment ago."""
        if self.kind != "video" or self.ssrc is None or now - self._asked_at < KEY_FRAME_SPACING:
            return
        self._asked_at = now
        self.key_frames_asked += 1
        self._send_rtcp(rtcp.picture_loss(sender=self._sender_ssrc, media=self.ssrc))

    def ask_missing(self, now: float, retry: float) -> bool:
        """Send the NACKs that are due; True while packets are still missing.

        A picture that lacks what was asked for in vain can go on from a key frame only, and the far side would wait
        for three seconds before it asked.
        """
        forgone = self.reception.forgone
        lost = self.reception.ask(now, retry)
        if self.reception.forgone > forgone and self.listeners:
            self.request_key_frame(now)
        if lost and self.ssrc is not None:
            self._send_rtcp(rtcp.nack(sender=self._sender_ssrc, media=self.ssrc, lost=lost))
        return self.reception.waits

    def on_sender_report(self, ntp: int, timestamp: int, now: float) -> None:
        """The source told which time-stamp belongs to which moment of its clock."""
        theirs = wall_from_ntp(ntp)
        self._source_clock.note(theirs, self._clock.wall(now))
        self._report = (theirs, timestamp)
        self._last_report = (rtcp.middle(ntp), now)

    def timestamp_at(self, now: float) -> int | None:
        """The RTP time-stamp that belongs to the monotonic second `now`; None before the first report."""
        if self._report is None:
            return None
        theirs, timestamp = self._report
        passed = self._clock.wall(now) - self._source_clock.ours(theirs)
        return timestamp + int(passed * self.codec.clock_rate)

    def moment_of(self, timestamp: int) -> float | None:
        """Our wall time (seconds since 1970) at which a time-stamp was captured; None before the first report."""
        if self._report is None:
            return None
        theirs, reported = self._report
        ticks = ((timestamp - reported + 0x80000000) & 0xFFFFFFFF) - 0x80000000
        return self._source_clock.ours(theirs) + ticks / self.codec.clock_rate

    def report_block(self, now: float) -> rtcp.RtcpReceiverInfo | None:
        """Our receiver report block on this source; None while nothing has come."""
        if self.ssrc is None:
            return None
        since, at = self._last_report
        return rtcp.RtcpReceiverInfo(
            ssrc=self.ssrc,
            fraction_lost=self.reception.fraction_lost(),
            packets_lost=min(self.reception.lost, 0x7FFFFF),
            highest_sequence=self.reception.highest,
            jitter=int(self.reception.jitter),
            lsr=since,
            dlsr=int((now - at) * 65536) & 0xFFFFFFFF if since else 0,
        )

    def limit(self, who: object, bitrate: int, now: float) -> None:
        """A far side can take so many bits a second of this source."""
        self._caps[who] = (max(bitrate, LEAST_CAP), now)

    def cap(self, now: float, most: int) -> int:
        """The least that the far sides can take, `most` at the highest; bits a second."""
        self._caps = {
            who: (bitrate, at)
            for who, (bitrate, at) in self._caps.items()
            if now - at < CAP_LIFETIME and who in self.listeners
        }
        return min(most, min((bitrate for bitrate, _ in self._caps.values()), default=most))
