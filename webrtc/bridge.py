"""A bridge: seats taken by parties, joined as the table of who hears and sees whom says.

Law: nothing is forwarded but through a bridge, a bridge exists only with a consent receipt, and after every change the
whole wiring is derived anew from (state, seats with their modes, legs, second pictures that are being sent). Seats
outlive legs: a party's new leg is joined by itself.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from webrtc import frames, policy, wiring
from webrtc.errors import ConsentMissing, StillFailed, UnknownBridge, UnknownSeat
from webrtc.events import Event, LayoutChanged
from webrtc.recorder import Recorder
from webrtc.slots import Sections, Slot


@dataclass(frozen=True, slots=True, kw_only=True)
class Sitting:
    """Who has a seat, and what the seat is let do."""

    party: str
    mode: policy.Mode


class Bridge:
    """What joins the legs of one session. Made by `Node.open_bridge`."""

    def __init__(
        self,
        bridge_id: str,
        *,
        consent: str,
        recorder: Recorder | None,
        leg_of: Callable[[str], wiring.Joinable | None],
        claim: Callable[["Bridge", str], None],
        on_event: Callable[[Event], None],
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
        self._on_event = on_event
        self._now = now
        self._seats: dict[str, Sitting] = {}
        self._wired = wiring.NOTHING

    @property
    def seats(self) -> Mapping[str, str]:
        """Seat → party."""
        return {seat: sitting.party for seat, sitting in self._seats.items()}

    @property
    def modes(self) -> Mapping[str, policy.Mode]:
        """Seat → what it is let do."""
        return {seat: sitting.mode for seat, sitting in self._seats.items()}

    def seat(self, seat: str, party: str, mode: policy.Mode | None = None) -> None:
        """Give the seat to the party, in place of whoever had it, in that mode or the role's first.

        A party sits in one seat of one bridge: any other it had, here or elsewhere, is left. A party that has this very
        seat keeps it as it is, unless another mode is given. Raises `UnknownSeat`, `IllegalMove`, `UnknownBridge`.
        """
        begins = policy.mode(seat, mode)
        self._check_open()
        if self.seats.get(seat) == party:
            return None if mode is None else self.set_mode(seat, mode)
        self._claim(self, party)
        self._seats = {name: sitting for name, sitting in self._seats.items() if sitting.party != party}
        self._seats[seat] = Sitting(party=party, mode=begins)
        self.rewire()

    def unseat(self, seat: str) -> None:
        """Empty the seat; nothing happens if it is empty."""
        if self._seats.pop(seat, None) is not None:
            self.rewire()

    def dismiss(self, party: str) -> None:
        """Empty the party's seat, if it has one here."""
        for seat in [name for name, who in self.seats.items() if who == party]:
            self.unseat(seat)

    def set_mode(self, seat: str, mode: policy.Mode) -> None:
        """Invite who waits, let a supervisor whisper or speak, and back again.

        Raises `UnknownSeat` where nobody sits, `IllegalMove` where the role has no such mode.
        """
        policy.mode(seat, mode)
        sitting = self._seats.get(seat)
        if sitting is None:
            raise UnknownSeat("nobody has this seat")
        if sitting.mode is not mode:
            self._seats[seat] = replace(sitting, mode=mode)
            self.rewire()

    def hold(self, on: bool) -> None:
        """Hold: nothing goes to or comes from the applicant. Raises `UnknownBridge` once closed."""
        self._step(policy.Move.HOLD if on else policy.Move.RESUME)

    def confer(self, on: bool) -> None:
        """Private talk: staff go on among themselves, without the applicant. Raises `UnknownBridge` once closed."""
        self._step(policy.Move.CONFER if on else policy.Move.REJOIN)

    def _step(self, move: policy.Move) -> None:
        self._check_open()
        after = policy.step(self.state, move)
        if after is not self.state:
            self.state = after
            self.rewire()

    async def still(self, seat: str, *, rank: int = 0) -> bytes:
        """A JPEG of what the seat's camera shows now; rank 1 is its second picture.

        Raises `StillFailed`, also where that picture is not forwarded to anybody.
        """
        leg = self._legs().get(seat)
        sections = Sections([] if leg is None else leg.inlets)
        pictures = [*sections.pictures[:1], *sections.seconds]
        if rank >= len(pictures) or not pictures[rank].listeners:
            raise StillFailed("nothing is forwarded from that seat")
        return await frames.still(pictures[rank], self._now)

    def has(self, party: str) -> bool:
        """Whether the party has a seat here."""
        return party in self.seats.values()

    def layout(self, party: str) -> tuple[Slot, ...]:
        """What the party gets now, section by section; nothing stands for a section on which nothing comes."""
        return self._wired.layouts().get(party, ())

    def close(self) -> None:
        """Join nobody any more, for good."""
        if self.state is not policy.State.CLOSED:
            self.state = policy.step(self.state, policy.Move.CLOSE)
            self._seats.clear()
            self.rewire()

    def _check_open(self) -> None:
        if self.state is policy.State.CLOSED:
            raise UnknownBridge("the bridge is closed")

    def tick(self, now: float) -> None:
        """Called by the node a few times a second: second pictures begin and end, codecs change, recordings turn."""
        if wiring.stale(self._wired, now):
            self.rewire()
        if self.recorder is not None:
            self.recorder.tick(now)

    def rewire(self) -> None:
        """Derive the wiring anew: which outlet sends which source, and what is recorded."""
        now = self._now()
        before = self._wired
        self._wired = wiring.derive(self.state, self.modes, self._legs(), before, now)
        wiring.apply(self._wired, before, self.recorder, now)
        self._tell(before.layouts(), self._wired.layouts())

    def _tell(self, before: Mapping[str, tuple[Slot, ...]], after: Mapping[str, tuple[Slot, ...]]) -> None:
        for party in {**before, **after}:
            slots = after.get(party, ())
            if slots != before.get(party, ()):
                self._on_event(LayoutChanged(bridge_id=self.bridge_id, party=party, slots=slots))

    def _legs(self) -> dict[str, wiring.Joinable]:
        found = {seat: self._leg_of(party) for seat, party in self.seats.items()}
        return {seat: leg for seat, leg in found.items() if leg is not None and leg.is_up}
