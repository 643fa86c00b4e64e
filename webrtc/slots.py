"""A listener's slots: who is shown where, so that no picture jumps while people come and go. Pure.

A leg with n audio sections has slots for n people, each one audio and one video section in the order of the offer;
the video sections after the n-th are for second pictures (a document camera, a shared screen). The same holds of what
a leg sends: its first section of each kind is the person, a video section after the n-th its second picture. So a
browser that offers 3 audio and 4 video sections once has room for three people and a second picture, for ever.
"""

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar


class Section(Protocol):
    """An inlet or an outlet, as far as its place in the offer goes."""

    @property
    def kind(self) -> str:
        """`audio` or `video`."""


S = TypeVar("S", bound=Section)
K = TypeVar("K", bound=Hashable)


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """What a listener gets on one of its sections."""

    mid: str
    kind: str
    """`audio` or `video`."""
    seat: str
    """Whose it is."""
    rank: int
    """0 for the person, 1 for the person's second picture."""
    place: int = 0
    """Which of the listener's places it is: 0 for the main person, then 1, 2 …; of second pictures, 0 for the first."""


class Sections(Generic[S]):
    """One direction of a leg, told apart."""

    def __init__(self, sections: Iterable[S]) -> None:
        found = list(sections)
        videos = [section for section in found if section.kind == "video"]
        self.voices = [section for section in found if section.kind == "audio"]
        self.people = max(1, len(self.voices))
        """How many people there is room for."""
        self.pictures = videos[: self.people]
        self.seconds = videos[self.people :]


def place(wanted: Sequence[K], before: Sequence[K | None], size: int) -> tuple[K | None, ...]:
    """`size` slots for the first of `wanted`: whoever had a slot keeps it, the others take the free ones in order."""
    chosen = wanted[:size]
    slots = [who if who in chosen else None for who in [*before, *[None] * size][:size]]
    free = iter([index for index, who in enumerate(slots) if who is None])
    for who in chosen:
        if who not in slots:
            slots[next(free)] = who
    return tuple(slots)


def place_people(
    wanted: Sequence[str], before: Sequence[str | None], size: int, *, first: str | None
) -> tuple[str | None, ...]:
    """As `place`, but slot 0 is kept for `first` (None: the main person is not there), where there are others."""
    if size == 1:
        return place(wanted, (), 1)
    others = [seat for seat in wanted if seat != first]
    return (first, *place(others, before[1:], size - 1))
