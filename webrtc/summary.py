"""What became of a leg's streams over a span of time: the counts of two moments make a summary; summaries add up."""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from enum import StrEnum

from webrtc.quality import LegView, StreamQuality


class Direction(StrEnum):
    """Seen from the person at the leg's other end."""

    SENT = "sent"
    """By the person, to us."""
    GOT = "got"
    """By the person, from us."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """One kind of media in one direction over some time. Two of them, one after the other, add up to the whole.

    Seconds are those in which a stream carried anything: two streams at once count twice, so that all rates are those
    of one stream.
    """

    seconds: float = 0.0
    packets: int = 0
    lost: int = 0
    """Below 0 where what was missing before came late."""
    octets: int = 0
    frames: int = 0
    frozen: float = 0.0
    key_frames_asked: int = 0
    looks: int = 0
    """How often jitter and round trip were looked at; they are means over these."""
    jitters: float = 0.0
    """The sum of all looks, in seconds."""
    round_trips: float = 0.0
    """The sum of all looks, in seconds."""
    worst_round_trip: float = 0.0

    def __add__(self, other: "Summary") -> "Summary":
        summed = {f.name: getattr(self, f.name) + getattr(other, f.name) for f in fields(Summary)}
        return Summary(**summed | {"worst_round_trip": max(self.worst_round_trip, other.worst_round_trip)})

    @property
    def loss(self) -> float:
        """The share of packets that did not come, 0.0 to 1.0."""
        return self.lost / (self.lost + self.packets) if self.lost > 0 else 0.0

    @property
    def bitrate(self) -> int:
        """Bits of payload a second."""
        return int(self.octets * 8 / self.seconds) if self.seconds else 0

    @property
    def frames_per_second(self) -> float:
        """Pictures a second."""
        return self.frames / self.seconds if self.seconds else 0.0

    @property
    def jitter(self) -> float:
        """The mean, in seconds."""
        return self.jitters / self.looks if self.looks else 0.0

    @property
    def round_trip(self) -> float:
        """The mean, in seconds; 0 where it was never measured."""
        return self.round_trips / self.looks if self.looks else 0.0


Span = dict[tuple[Direction, str], Summary]
"""By direction and kind (`audio`, `video`); what carried nothing is left out."""


class Tally:
    """Looks at one party's leg from time to time, and tells what passed since the last look; pure."""

    def __init__(self) -> None:
        self._view: LegView | None = None
        self._at = 0.0

    def look(self, view: LegView, now: float) -> Span:
        """What passed since the last look at this very leg; nothing at the first look at a new one."""
        before, seconds = self._view, now - self._at
        self._view, self._at = view, now
        if before is None or before.leg_id != view.leg_id or seconds <= 0:
            return {}
        sent = _pairs(before.incoming, view.incoming)
        got = _pairs(before.outgoing, view.outgoing)
        span: Span = {}
        for direction, pairs in ((Direction.SENT, sent), (Direction.GOT, got)):
            for then, this in pairs:
                passed = _passed(then, this, seconds, view.round_trip or 0.0)
                if passed is not None:
                    span[direction, this.kind] = span.get((direction, this.kind), Summary()) + passed
        return span


def _pairs(
    before: Iterable[StreamQuality], after: Iterable[StreamQuality]
) -> list[tuple[StreamQuality, StreamQuality]]:
    known = {stream.mid: stream for stream in before}
    return [(known[stream.mid], stream) for stream in after if stream.mid in known]


def _passed(then: StreamQuality, this: StreamQuality, seconds: float, round_trip: float) -> Summary | None:
    """A source that begins anew under another SSRC counts from 0 again."""
    anew = this.packets < then.packets
    packets = this.packets - (0 if anew else then.packets)
    if packets == 0:
        return None
    return Summary(
        seconds=seconds,
        packets=packets,
        lost=this.lost - (0 if anew else then.lost),
        octets=max(0, this.octets - then.octets),
        frames=max(0, this.frames - then.frames),
        frozen=max(0.0, this.frozen - then.frozen),
        key_frames_asked=max(0, this.key_frames_asked - then.key_frames_asked),
        looks=1,
        jitters=this.jitter,
        round_trips=round_trip,
        worst_round_trip=round_trip,
    )
