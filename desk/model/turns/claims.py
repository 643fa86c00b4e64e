"""Who is given which turn, when several clerks call at once: each in the order they called, the first they may take."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from desk.model.turns.tickets import Ticket


@dataclass(frozen=True, slots=True, kw_only=True)
class Seeker:
    """A clerk who calls, and the lines that they serve."""

    clerk_id: str
    lines: frozenset[str]


def is_kept(ticket: Ticket, clerk_id: str, now: datetime) -> bool:
    """Whether the turn is kept for somebody else."""
    return ticket.kept_until is not None and ticket.kept_until > now and ticket.clerk_id != clerk_id


def may_take(seeker: Seeker, ticket: Ticket, now: datetime) -> bool:
    """Whether this clerk may take a turn that is in line."""
    return ticket.line in seeker.lines and not is_kept(ticket, seeker.clerk_id, now)


def share_out(seekers: Iterable[Seeker], heads: Sequence[Ticket], now: datetime) -> list[tuple[Seeker, Ticket]]:
    """Which turn each is given, of `heads` in the order of the line. Who may take none of them is left out."""
    left, shared = list(heads), []
    for seeker in seekers:
        ticket = next((one for one in left if may_take(seeker, one, now)), None)
        if ticket is not None:
            left.remove(ticket)
            shared.append((seeker, ticket))
    return shared
