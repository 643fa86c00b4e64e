"""A sending: a turn that a clerk sent on to a window, a skill or another zone's clerks, with a note for who is next."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from desk.model.errors import BadInput

LONGEST_NOTE = 1_000


class Kind(StrEnum):
    """To whom a turn is sent."""

    WINDOW = "window"
    SKILL = "skill"
    ZONE = "zone"


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """Where a turn is sent: `name` is a window, a skill, or a zone's id."""

    kind: Kind
    name: str

    def __str__(self) -> str:
        return f"{self.kind.value}:{self.name}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sending:
    """One turn sent on, from which meeting, by whom. `note` is what the clerk wrote, sealed where it is kept."""

    id: str
    ticket_id: str
    visit_id: str
    session_id: str
    clerk_id: str
    target: Target
    note: str
    sent_at: datetime

    def __repr__(self) -> str:
        return f"Sending(id={self.id!r}, target={str(self.target)!r})"


def target_of(told: str) -> Target:
    """From `window:3`, `skill:tax`, `zone:<id>`. Raises BadInput."""
    kind, _, name = told.partition(":")
    if kind not in set(Kind) or not 0 < len(name) <= 64:
        raise BadInput("to")
    return Target(kind=Kind(kind), name=name)


def note_of(typed: str) -> str:
    """A note as it is kept. Raises BadInput for one that is too long."""
    note = typed.strip()
    if len(note) > LONGEST_NOTE:
        raise BadInput("note")
    return note
