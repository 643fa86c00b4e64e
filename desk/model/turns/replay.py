"""The order of the lines, told by the ledger alone: who stood where at any point, and at each call who was passed over.

Who goes first is the earlier place (`stands_at`, then the id). A call may pass over somebody for four reasons only:
class: they came earlier, and the one called goes first by the reason that its turn carries;
other-line: they stand in a line that the clerk does not serve;
kept: they are kept for another clerk at that moment;
moving: somebody else was moving them at that very instant (another process held their row, which a claim skips).
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from desk.model.chain import Entry
from desk.model.turns.order import Reason
from desk.model.turns.tickets import CALLABLE, State

Serves = Callable[[str, str], bool]
"""Whether the clerk with this id serves this line."""


class Why(StrEnum):
    """Why a call passed somebody over."""

    CLASS = "class"
    OTHER_LINE = "other-line"
    KEPT = "kept"
    MOVING = "moving"


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What one fact tells of a turn. `arrival` is the position of the first fact that told of it."""

    position: int
    at: datetime
    ticket_id: str
    arrival: int
    state: State
    line: str
    stands_at: datetime
    reason: Reason
    clerk_id: str
    kept_until: datetime | None

    @property
    def place(self) -> tuple[datetime, str]:
        """The earlier goes first."""
        return self.stands_at, self.ticket_id


@dataclass(frozen=True, slots=True, kw_only=True)
class Passed:
    """Somebody in line who was not called, though they came, or stood, before the one who was. `reason`: of the turn
    that went first by its class; empty otherwise."""

    ticket_id: str
    why: Why
    reason: Reason = Reason.NONE


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One turn called out of its line, and everybody it passed."""

    position: int
    ticket_id: str
    clerk_id: str
    passed: tuple[Passed, ...]


@dataclass(slots=True)
class Replay:
    """Where every turn stands after the facts that were read so far."""

    serves: Serves
    turns: dict[str, Told] = field(default_factory=dict)

    def read(self, entry: Entry) -> Call | None:
        """Takes one entry in, in order; a call out of the line, if it was one. Raises ValueError for a spoilt entry."""
        if not entry.tag.startswith("ticket.") or "stands_at" not in entry.data:
            return None
        before = self.turns.get(entry.subject)
        told = _told(entry, before.arrival if before else entry.position)
        is_call = told.state is State.CALLED and before is not None and before.state in CALLABLE
        call = self._call(told) if is_call else None
        self.turns[entry.subject] = told
        return call

    def order(self, line: str = "") -> list[str]:
        """Ids of those in this line, or in all of them together, the first first."""
        standing = (told for told in self.turns.values() if told.state in CALLABLE and line in ("", told.line))
        return [told.ticket_id for told in sorted(standing, key=lambda told: told.place)]

    def _call(self, called: Told) -> Call:
        others = (self.turns[ticket_id] for ticket_id in self.order() if ticket_id != called.ticket_id)
        passed = tuple(found for other in others if (found := self._passed(called, other)) is not None)
        return Call(position=called.position, ticket_id=called.ticket_id, clerk_id=called.clerk_id, passed=passed)

    def _passed(self, called: Told, other: Told) -> Passed | None:
        stood = other.place < self.turns[called.ticket_id].place
        if not stood and other.arrival > called.arrival:
            return None
        if not self.serves(called.clerk_id, other.line):
            return Passed(ticket_id=other.ticket_id, why=Why.OTHER_LINE)
        if _is_kept(other, called):
            return Passed(ticket_id=other.ticket_id, why=Why.KEPT)
        if stood:
            return Passed(ticket_id=other.ticket_id, why=Why.MOVING)
        return Passed(ticket_id=other.ticket_id, why=Why.CLASS, reason=called.reason)


def calls(entries: Iterable[Entry], serves: Serves) -> list[Call]:
    """Every call out of a line, in order."""
    replay = Replay(serves)
    return [call for entry in entries if (call := replay.read(entry)) is not None]


def _is_kept(other: Told, called: Told) -> bool:
    return other.kept_until is not None and other.kept_until > called.at and other.clerk_id != called.clerk_id


def _told(entry: Entry, arrival: int) -> Told:
    data = {name: str(value) for name, value in entry.data.items()}
    kept = data.get("kept_until", "")
    return Told(
        position=entry.position,
        at=entry.at,
        ticket_id=entry.subject,
        arrival=arrival,
        state=State(data["state"]),
        line=data["line"],
        stands_at=datetime.fromisoformat(data["stands_at"]),
        reason=Reason(data["reason"]),
        clerk_id=data["clerk"],
        kept_until=datetime.fromisoformat(kept) if kept else None,
    )
