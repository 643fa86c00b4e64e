"""A bridge: seats taken by parties, joined as the table of who hears whom says.

Law: nothing is forwarded but through a bridge, a bridge exists only with a consent receipt, and after every change the
whole wiring is derived anew from (state, seats, legs). Seats outlive legs: a party's new leg is joined by itself.
"""

from collections.abc import Callable, Mapping

from webrtc import frames, policy
from webrtc.errors import ConsentMissing, StillFailed, UnknownBridge
from webrtc.events import Track
from webrtc.inlet import Inlet, Listener
from webrtc.leg import Leg
from webrtc.recorder import Recorder


class Bridge:
    """What joins the legs of one session. Made by `Node.open_bridge`."""

    def __init__(
        self,
        bridge_id: str,
        *,
        consent: str,
        recorder: Recorder | None,
        leg_of: Callable[[str], Leg | None],
        claim: Callable[["Bridge", str], None],
        now: Callable[[], float],
    ) -> None:
        if not consent.strip():
            raise ConsentMissing("no consent receipt was given for the bridge")
        self.bridge_id = bridge_id
        self.consent = consent
        self.state = policy.State.TALKING
        self.recorder = recorder
        self._leg_of = leg_of
        self._claim = claim
        self._now = now
        self._seats: dict[str, str] = {}
        self._wired: list[Leg] = []

    @property
    def seats(self) -> Mapping[str, str]:
        """Seat → party."""
        return dict(self._seats)

    def seat(self, seat: str, party: str) -> None:
        """Give the seat to the party, in place of whoever had it. Raises `UnknownSeat`, `UnknownBridge`.

        A party sits in one seat of one bridge: any other it had, here or elsewhere, is left.
        """
        policy.role(seat)
        self._check_open()
        self._claim(self, party)
        self._seats = {name: who for name, who in self._seats.items() if who != party}
        self._seats[seat] = party
        self.rewire()

    def unseat(self, seat: str) -> None:
        """Empty the seat; nothing happens if it is empty."""
        if self._seats.pop(seat, None) is not None:
            self.rewire()

    def dismiss(self, party: str) -> None:
        """Empty the party's seat, if it has one here."""
        for seat in [name for name, who in self._seats.items() if who == party]:
            self.unseat(seat)

    def hold(self, on: bool) -> None:
        """Hold: nothing goes to or comes from the applicant. Raises `UnknownBridge` once closed."""
        self._check_open()
        self.state = policy.step(self.state, policy.Move.HOLD if on else policy.Move.RESUME)
        self.rewire()

    async def still(self, seat: str) -> bytes:
        """A JPEG of what the seat's camera shows now. Raises `StillFailed`, also where the seat is not forwarded."""
        leg = self._legs().get(seat)
        inlet = next((i for i in leg.inlets if i.kind == "video" and i.listeners), None) if leg else None
        if inlet is None:
            raise StillFailed("nothing is forwarded from that seat")
        return await frames.still(inlet, self._now)

    def has(self, party: str) -> bool:
        """Whether the party has a seat here."""
        return party in self._seats.values()

    def close(self) -> None:
        """Join nobody any more, for good."""
        if self.state is not policy.State.CLOSED:
            self.state = policy.step(self.state, policy.Move.CLOSE)
            self._seats.clear()
            self.rewire()

    def _check_open(self) -> None:
        if self.state is policy.State.CLOSED:
            raise UnknownBridge("the bridge is closed")

    def rewire(self) -> None:
        """Derive the wiring anew: which outlet sends which source, and what is recorded."""
        now = self._now()
        legs = self._legs()
        for leg in self._wired:
            if leg not in legs.values():
                _release(leg, now)
        listeners: dict[Inlet, list[Listener]] = {}
        order = list(self._seats)
        for seat, leg in legs.items():
            sources = [legs.get(name) for name in policy.hears(self.state, seat, order)]
            for kind in ("audio", "video"):
                _attach(leg, kind, _pick(sources, kind), listeners, now)
        for track, inlet in self._tracks(legs, listeners):
            if self.recorder is not None:
                listeners[inlet].append(self.recorder.tap(track, inlet))
        if self.recorder is not None:
            self.recorder.settle(now)
        for leg in legs.values():
            for inlet in leg.inlets:
                inlet.listeners = tuple(listeners.get(inlet, ()))
        self._wired = list(legs.values())

    def _legs(self) -> dict[str, Leg]:
        found = {seat: self._leg_of(party) for seat, party in self._seats.items()}
        return {seat: leg for seat, leg in found.items() if leg is not None and leg.is_up}

    def _tracks(self, legs: Mapping[str, Leg], listeners: Mapping[Inlet, list[Listener]]) -> list[tuple[Track, Inlet]]:
        return [
            (Track(seat=seat, party=leg.party, kind=inlet.kind, rank=inlet.rank), inlet)
            for seat, leg in legs.items()
            for inlet in leg.inlets
            if inlet in listeners
        ]


def _pick(sources: list[Leg | None], kind: str) -> list[Inlet | None]:
    """First each source's first section of the kind (a place is kept for who is away), then the seconds, and so on."""
    sections = [[] if leg is None else [i for i in leg.inlets if i.kind == kind] for leg in sources]
    first: list[Inlet | None] = [found[0] if found else None for found in sections]
    return first + [inlet for found in sections for inlet in found[1:]]


def _attach(
    leg: Leg, kind: str, sources: list[Inlet | None], listeners: dict[Inlet, list[Listener]], now: float
) -> None:
    outlets = [outlet for outlet in leg.outlets if outlet.kind == kind]
    for index, outlet in enumerate(outlets):
        source = sources[index] if index < len(sources) else None
        if outlet.source is not source:
            outlet.attach(source, now)
        if source is not None:
            listeners.setdefault(source, []).append(outlet)


def _release(leg: Leg, now: float) -> None:
    for outlet in leg.outlets:
        outlet.attach(None, now)
    for inlet in leg.inlets:
        inlet.listeners = ()
