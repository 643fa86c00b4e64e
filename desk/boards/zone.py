"""What zone staff see across the hall: tickets by state, corners, windows, today's figures, calls for help."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketLine:
    """One of today's tickets. `level`: calm, long, late – by the time waited."""

    number: str
    state: str
    item_title: str
    corner_name: str
    returning: bool
    window: str
    since: datetime
    minutes: int
    level: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CornerLine:
    """One corner. `state`: offline, free, busy. `help` when the applicant called for a person."""

    id: str
    code: str
    name: str
    state: str
    ticket_number: str
    seen_at: datetime | None
    help: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class WindowLine:
    """One clerk's window. `state`: closed, open, ringing, live, held."""

    window: str
    clerk_name: str
    state: str
    ticket_number: str
    since: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Today:
    """The day so far. Minutes are whole; `mean_wait` is None while nobody has been called."""

    waiting: int
    called: int
    in_session: int
    done: int
    missed: int
    longest_wait: int
    mean_wait: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Board:
    """The board (zone/board.html). Fragments: tickets.html #tickets, corners.html #corners, windows.html #windows,
    today.html #today. `columns`: the tickets by state, in the order waiting, called, in-session, done."""

    zone_name: str
    columns: tuple[tuple[str, tuple[TicketLine, ...]], ...]
    corners: tuple[CornerLine, ...]
    windows: tuple[WindowLine, ...]
    today: Today
