"""The wiring of a bridge: derived whole from what stands, then applied whole. Forwarding exists nowhere else.

`derive` decides and touches nothing; `apply` attaches what is to be sent, detaches the rest, and taps what is recorded.
The record holds the applicant, and whatever the applicant is sent: not a whisper, nor what staff say among themselves.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from webrtc import policy
from webrtc.events import Track
from webrtc.inlet import Inlet, Listener
from webrtc.outlet import Outlet
from webrtc.policy import Role
from webrtc.recorder import Recorder
from webrtc.slots import Sections, Slot, place, place_people

SHOWN_SECONDS = 3.0
"""A second picture is there as long as its last packet is younger than this: a still screen sends one a second."""


class Joinable(Protocol):
    """A leg, as far as a bridge knows it."""

    @property
    def party(self) -> str:
        """Whose it is."""

    @property
    def is_up(self) -> bool:
        """Whether media can pass."""

    @property
    def inlets(self) -> Sequence[Inlet]:
        """What it sends, in the order of its offer."""

    @property
    def outlets(self) -> Sequence[Outlet]:
        """What it is sent, in the order of its offer."""


@dataclass(frozen=True, slots=True)
class Source:
    """One sound or picture of a seat."""

    seat: str
    kind: str
    rank: int
    """0 for the person, 1 for the person's second picture."""


@dataclass(frozen=True, slots=True)
class Wire:
    """What one section of a listener is sent; nothing, where there is no source."""

    listener: str
    outlet: Outlet
    source: Source | None
    inlet: Inlet | None


@dataclass(frozen=True, slots=True)
class Places:
    """Who is where at one listener."""

    people: tuple[str | None, ...] = ()
    seconds: tuple[Source | None, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Wiring:
    """All of a bridge's wires, and what the next wiring has to know of this one."""

    legs: Mapping[str, Joinable]
    wires: tuple[Wire, ...]
    places: Mapping[str, Places]
    feeds: tuple[tuple[Source, Inlet, str], ...]
    """What the legs can send, with the codec that each came in; empty where a second picture did not come."""

    def layouts(self) -> dict[str, tuple[Slot, ...]]:
        """Party → what it gets."""
        found: dict[str, list[Slot]] = {leg.party: [] for leg in self.legs.values()}
        for wire in self.wires:
            source = wire.source
            if source is not None:
                places = self.places[wire.listener]
                place = places.seconds.index(source) if source.rank else places.people.index(source.seat)
                slot = Slot(mid=wire.outlet.mid, kind=source.kind, seat=source.seat, rank=source.rank, place=place)
                found[self.legs[wire.listener].party].append(slot)
        return {party: tuple(slots) for party, slots in found.items()}


NOTHING = Wiring(legs={}, wires=(), places={}, feeds=())


def stale(wiring: Wiring, now: float) -> bool:
    """Whether a second picture began or ended, or a codec changed, since the wiring was derived."""
    return any(_codec(source, inlet, now) != codec for source, inlet, codec in wiring.feeds)


def derive(
    state: policy.State, modes: Mapping[str, policy.Mode], legs: Mapping[str, Joinable], before: Wiring, now: float
) -> Wiring:
    """The wiring that follows from all this; `before` only keeps people in their slots."""
    feeds = tuple(
        (source, inlet, _codec(source, inlet, now))
        for seat, leg in legs.items()
        for source, inlet in _sources(seat, leg)
    )
    sources = {source: inlet for source, inlet, codec in feeds if codec}
    wires: list[Wire] = []
    places: dict[str, Places] = {}
    for seat, leg in legs.items():
        heard, seen = policy.hears(state, seat, modes), policy.sees(state, seat, modes)
        sections = Sections(leg.outlets)
        met = list(dict.fromkeys([*heard, *seen]))
        met.sort(key=lambda who: who not in legs)  # whoever is away comes last, where slots are few
        extra = [source for who in seen for source in sources if source.seat == who and source.rank]
        places[seat] = _places(seat, met, extra, sections, before.places.get(seat, Places()))
        for outlet, source in _wanted(sections, places[seat], heard, seen):
            inlet = None if source is None else sources.get(source)
            wires.append(Wire(seat, outlet, None if inlet is None else source, inlet))
    return Wiring(legs=legs, wires=tuple(wires), places=places, feeds=feeds)


def _sources(seat: str, leg: Joinable) -> Iterator[tuple[Source, Inlet]]:
    sections = Sections(leg.inlets)
    for inlet in (*sections.voices[:1], *sections.pictures[:1]):
        yield Source(seat, inlet.kind, 0), inlet
    for rank, inlet in enumerate(sections.seconds, 1):
        yield Source(seat, inlet.kind, rank), inlet


def _codec(source: Source, inlet: Inlet, now: float) -> str:
    """The codec of what is sent; empty for a second picture that does not come."""
    if source.rank and (inlet.heard_at is None or now - inlet.heard_at >= SHOWN_SECONDS):
        return ""
    return inlet.codec.name


def _places(seat: str, met: list[str], extra: list[Source], sections: Sections[Outlet], before: Places) -> Places:
    first = policy.main(seat)
    return Places(
        people=place_people(
            met, before.people, sections.people, first=next((who for who in met if policy.role(who) is first), None)
        ),
        seconds=place(extra, before.seconds, len(sections.seconds)),
    )


def _wanted(
    sections: Sections[Outlet], places: Places, heard: Sequence[str], seen: Sequence[str]
) -> Iterator[tuple[Outlet, Source | None]]:
    for outlet, who in zip(sections.voices, places.people, strict=False):
        yield outlet, Source(who, "audio", 0) if who in heard and who else None
    for outlet, who in zip(sections.pictures, places.people, strict=False):
        yield outlet, Source(who, "video", 0) if who in seen and who else None
    yield from zip(sections.seconds, places.seconds, strict=True)


def apply(wiring: Wiring, before: Wiring, recorder: Recorder | None, now: float) -> None:
    """Make it so. An outlet whose source stays is not touched: nothing is asked for, no number jumps."""
    for leg in before.legs.values():
        if leg not in wiring.legs.values():
            _release(leg, now)
    listeners: dict[Inlet, list[Listener]] = {}
    for wire in wiring.wires:
        if wire.outlet.source is not wire.inlet:
            wire.outlet.attach(wire.inlet, now)
        if wire.inlet is not None:
            listeners.setdefault(wire.inlet, []).append(wire.outlet)
    if recorder is not None:
        for track, inlet in _tracks(wiring):
            listeners[inlet].append(recorder.tap(track, inlet))
        recorder.settle(now)
    for leg in wiring.legs.values():
        for inlet in leg.inlets:
            inlet.listeners = tuple(listeners.get(inlet, ()))


def _tracks(wiring: Wiring) -> list[tuple[Track, Inlet]]:
    recorded = {
        wire.source: wire.inlet
        for wire in wiring.wires
        if wire.source is not None and wire.inlet is not None
        if Role.APPLICANT in (policy.role(wire.listener), policy.role(wire.source.seat))
    }
    return [(_track(source, inlet, wiring.legs[source.seat].party), inlet) for source, inlet in recorded.items()]


def _track(source: Source, inlet: Inlet, party: str) -> Track:
    return Track(seat=source.seat, party=party, kind=source.kind, rank=source.rank, codec=inlet.codec.name)


def _release(leg: Joinable, now: float) -> None:
    for outlet in leg.outlets:
        outlet.attach(None, now)
    for inlet in leg.inlets:
        inlet.listeners = ()
