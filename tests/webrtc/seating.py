"""A bridge without a network: legs of real inlets and outlets, whose packets are made by hand and counted.

table = Table()
table.sit("applicant"), table.sit("clerk")
table.speak("applicant", 5)
assert table.sounds("clerk", "applicant") == 5
"""

from collections import Counter
from pathlib import Path

from webrtc import rtp
from webrtc.bridge import Bridge
from webrtc.clock import Clock
from webrtc.events import Event, LayoutChanged
from webrtc.inlet import Inlet, SourceClock
from webrtc.offers import Section
from webrtc.outlet import Outlet
from webrtc.policy import Mode
from webrtc.recorder import Recorder
from webrtc.slots import Slot

PAGE = ("audio", "video", "audio", "video", "audio", "video", "video")
"""What our pages offer: three people, and a second picture."""
OPUS = rtp.Codec(name="opus", payload_type=111, repair_type=None, clock_rate=48000)
VP8 = rtp.Codec(name="vp8", payload_type=96, repair_type=97, clock_rate=90000)
KEY_FRAME = bytes([0x10, 0, 0, 0, 0x9D, 0x01, 0x2A])
SOUND = bytes([0xFC, 0xFF, 0xFE])


class Stand:
    """A leg that is up, on no network."""

    def __init__(self, party: str, clock: Clock, kinds: tuple[str, ...] = PAGE) -> None:
        self.party = party
        self.is_up = True
        self.inlets: list[Inlet] = []
        self.outlets: list[Outlet] = []
        self.sent: Counter[str] = Counter()
        """RTP packets sent to it, by mid."""
        self.told: list[bytes] = []
        """RTCP packets sent to it."""
        self._clock = clock
        for mid, kind in enumerate(kinds):
            self._add(str(mid), kind)

    def _add(self, mid: str, kind: str) -> None:
        section = Section(kind=kind, mid=mid, ssrcs=(), repairs={}, extensions={}, feedback={})
        codec = VP8 if kind == "video" else OPUS

        def send_rtp(_data: bytes) -> bool:
            self.sent[mid] += 1
            return True

        self.inlets.append(
            Inlet(
                section=section,
                codec=codec,
                rank=sum(other.kind == kind for other in self.inlets),
                sender_ssrc=1,
                source_clock=SourceClock(),
                clock=self._clock,
                send_rtcp=self.told.append,
            )
        )
        self.outlets.append(
            Outlet(
                section=section,
                codecs=(codec,),
                ssrc=100 + int(mid),
                repair_ssrc=200 + int(mid),
                clock=self._clock,
                send_rtp=send_rtp,
            )
        )

    def send(self, mid: int, count: int) -> None:
        """So many packets come from it on the section; pictures are key frames, each a packet long."""
        inlet = self.inlets[mid]
        for number in range(inlet.reception.received, inlet.reception.received + count):
            head = rtp.HEADER.pack(0x80, inlet.codec.payload_type, number, number * 960, 1000 + mid)
            packet = rtp.parse(head + (KEY_FRAME if inlet.kind == "video" else SOUND))
            packet.codec = inlet.codec
            inlet.take(packet, self._clock.now())


class Table:
    """A bridge, the legs around it, and a clock that moves when it is told to."""

    def __init__(self, record: Path | None = None) -> None:
        self.time = 100.0
        self.clock = Clock(monotonic=lambda: self.time)
        self.events: list[Event] = []
        self.legs: dict[str, Stand] = {}
        recorder = None
        if record is not None:
            recorder = Recorder("table", record, segment_seconds=60, on_event=self.events.append, clock=self.clock)
        self.bridge = Bridge(
            "table",
            consent="receipt",
            recorder=recorder,
            leg_of=self.legs.get,
            claim=lambda _bridge, _party: None,
            on_event=self.events.append,
            now=self.clock.now,
        )

    def sit(self, seat: str, mode: Mode | None = None, *, kinds: tuple[str, ...] = PAGE, party: str = "") -> Stand:
        """Seat a party, named as its seat unless told otherwise, whose leg is up and already sends."""
        leg = self.leg(party or seat, kinds)
        self.bridge.seat(seat, leg.party, mode)
        return leg

    def leg(self, party: str, kinds: tuple[str, ...] = PAGE) -> Stand:
        """A leg that is up, and that already sends: a key frame can be asked of it."""
        leg = self.legs[party] = Stand(party, self.clock, kinds)
        for mid in range(min(2, len(kinds))):
            leg.send(mid, 1)
        return leg

    def wait(self, seconds: float) -> None:
        """Let the time pass, and the bridge look at its clock."""
        self.time += seconds
        self.bridge.tick(self.time)

    def slots(self, party: str) -> list[tuple[str, str]]:
        """(mid, seat) of all that the party gets."""
        return [(slot.mid, slot.seat) for slot in self.bridge.layout(party)]

    def told(self, party: str) -> list[tuple[Slot, ...]]:
        """The layouts that the party was told of."""
        return [e.slots for e in self.events if isinstance(e, LayoutChanged) and e.party == party]
