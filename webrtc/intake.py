"""A leg's way in: a decrypted RTP packet is read, counted for the uplink's estimate, and given to its section."""

from collections.abc import Callable, Sequence

from webrtc import rtp
from webrtc.demux import Demux
from webrtc.errors import Malformed
from webrtc.feedback import Arrivals
from webrtc.inlet import Inlet
from webrtc.offers import Section
from webrtc.rtp import Codec


class Intake:
    """The sections of one leg, told apart."""

    def __init__(
        self,
        sections: Sequence[tuple[Section, Sequence[Codec]]],
        inlets: Sequence[Inlet],
        arrivals: Arrivals,
        *,
        now: Callable[[], float],
        on_missing: Callable[[], None],
    ) -> None:
        self._demux = Demux(sections)
        self._inlets = list(inlets)
        self._transport_ids = [section.extensions.get(rtp.TRANSPORT_CC, 0) for section, _ in sections]
        self._arrivals = arrivals
        self._now = now
        self._on_missing = on_missing
        self.received = 0
        """Packets that had a section."""
        self.malformed = 0
        self.heard_at: float | None = None
        """The monotonic second of the last packet."""

    def take(self, data: bytes) -> None:
        """One decrypted packet; nonsense is counted and dropped."""
        try:
            self._take(rtp.parse(data), self._now())
        except Malformed:
            self.malformed += 1

    def _take(self, packet: rtp.Packet, now: float) -> None:
        route = self._demux.find(packet)
        if route is None:
            return
        self.received += 1
        self.heard_at = now
        inlet = self._inlets[route.index]
        number = self._transport_ids[route.index]
        if number:
            mark = packet.element(number)
            if mark is not None and len(mark) == 2:
                self._arrivals.add(mark[0] << 8 | mark[1], now)
        if route.repairs is not None:
            ssrc = route.repairs or inlet.ssrc
            codec = packet.codec
            if not ssrc or codec is None:
                return
            inner = rtp.unwrap_repair(packet, codec.payload_type, ssrc)
            if inner is None:
                return
            packet = inner
        if inlet.take(packet, now) and inlet.reception.waits:
            self._on_missing()
