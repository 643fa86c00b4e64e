"""How a leg is doing, in numbers: what a console shows and a metric counts."""

from dataclasses import dataclass
from datetime import datetime

from webrtc.inlet import Inlet
from webrtc.numbers import Rate
from webrtc.outlet import Outlet


@dataclass(frozen=True, slots=True, kw_only=True)
class StreamQuality:
    """One section in one direction: how it fares now, and its counts, which only grow while the leg lives."""

    kind: str
    mid: str
    bitrate: int
    """Bits of payload a second, over the last second or so."""
    loss: float
    """0.0 to 1.0, since the last report."""
    jitter: float
    """Seconds."""
    frames_per_second: float
    """Pictures, over the last second or so; 0 for sound."""
    packets: int
    lost: int
    """Packets that did not come: from the leg after all repair, to it as its receiver reports say."""
    octets: int
    """Bytes of payload."""
    frames: int
    """Pictures begun; 0 for sound."""
    frozen: float
    """Seconds for which the picture stood still (W3C webrtc-stats); known of what comes from the leg alone."""
    key_frames_asked: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LegView:
    """What may be known of a party's leg from outside."""

    party: str
    leg_id: str
    up: bool
    silent: bool
    since: datetime
    """When it came up, or was offered where it is not up (aware, UTC)."""
    round_trip: float | None
    """Seconds; None until measured."""
    incoming: tuple[StreamQuality, ...]
    outgoing: tuple[StreamQuality, ...]


class FrameRate:
    """Pictures a second between two looks at a count."""

    def __init__(self) -> None:
        self.value = 0.0
        self._last: tuple[int, float] | None = None

    def look(self, frames: int, now: float) -> None:
        """Take the count at the monotonic second `now`."""
        if self._last is not None and now > self._last[1]:
            self.value = (frames - self._last[0]) / (now - self._last[1])
        self._last = (frames, now)


class Meter:
    """The rates and the loss of one section each way, looked at about once a second."""

    def __init__(self, inlet: Inlet, outlet: Outlet) -> None:
        self._inlet = inlet
        self._outlet = outlet
        self._rate = Rate()
        self._frames_in = FrameRate()
        self._frames_out = FrameRate()
        self._expected = 0
        self._received = 0
        self._loss = 0.0

    def look(self, now: float) -> None:
        """Take all counts."""
        self._rate.look(self._inlet.octets, now)
        self._outlet.rate.look(self._outlet.octets, now)
        self._frames_in.look(self._inlet.frames, now)
        self._frames_out.look(self._outlet.frames, now)
        reception = self._inlet.reception
        expected, received = reception.expected - self._expected, reception.received - self._received
        self._expected, self._received = reception.expected, reception.received
        self._loss = max(0.0, 1 - received / expected) if expected > 0 else 0.0

    def incoming(self) -> StreamQuality:
        """What comes from the leg."""
        inlet = self._inlet
        return StreamQuality(
            kind=inlet.kind,
            mid=inlet.mid,
            bitrate=self._rate.bits,
            loss=self._loss,
            jitter=inlet.reception.jitter / inlet.codec.clock_rate,
            frames_per_second=self._frames_in.value,
            packets=inlet.reception.received,
            lost=inlet.reception.lost,
            octets=inlet.octets,
            frames=inlet.frames,
            frozen=inlet.frozen,
            key_frames_asked=inlet.key_frames_asked,
        )

    def outgoing(self) -> StreamQuality:
        """What goes to the leg; loss and jitter as it reports them."""
        outlet = self._outlet
        return StreamQuality(
            kind=outlet.kind,
            mid=outlet.mid,
            bitrate=outlet.rate.bits,
            loss=outlet.fraction_lost,
            jitter=outlet.jitter,
            frames_per_second=self._frames_out.value,
            packets=outlet.packets,
            lost=outlet.lost,
            octets=outlet.octets,
            frames=outlet.frames,
            frozen=0.0,
            key_frames_asked=outlet.key_frames_asked,
        )
