"""How a leg is doing, in numbers: what a console shows and a metric counts."""

from dataclasses import dataclass
from datetime import datetime

from webrtc.inlet import Inlet
from webrtc.numbers import Rate
from webrtc.outlet import Outlet


@dataclass(frozen=True, slots=True, kw_only=True)
class StreamQuality:
    """One section in one direction, over the last second or so."""

    kind: str
    mid: str
    bitrate: int
    """Bits of payload a second."""
    loss: float
    """0.0 to 1.0, since the last report."""
    jitter: float
    """Seconds."""
    packets: int
    """Since the leg came up."""
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


class Meter:
    """The rate and the loss of one section each way, looked at about once a second."""

    def __init__(self, inlet: Inlet, outlet: Outlet) -> None:
        self._inlet = inlet
        self._outlet = outlet
        self._rate = Rate()
        self._expected = 0
        self._received = 0
        self._loss = 0.0

    def look(self, now: float) -> None:
        """Take both counts."""
        self._rate.look(self._inlet.octets, now)
        self._outlet.rate.look(self._outlet.octets, now)
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
            packets=inlet.reception.received,
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
            packets=outlet.packets,
            key_frames_asked=outlet.key_frames_asked,
        )
