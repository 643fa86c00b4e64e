"""What a supervisor looks up: sessions, their recordings, and the record of what was done."""

from dataclasses import dataclass
from datetime import datetime

from desk.boards.parts import CaseView, NameLine, ReceiptLine


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionLine:
    """One session of the list (office/sessions.html)."""

    id: str
    ticket_number: str
    case_number: str
    case_state: str
    item_title: str
    zone_name: str
    clerk_name: str
    state: str
    rung_at: datetime
    minutes: int
    recorded: bool
    rating: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Recording:
    """One participant's picture and sound of a session, playable by a <video>. `seat`: applicant or clerk."""

    seat: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EventLine:
    """One fact of the ledger: `tag` such as `session.answered`."""

    at: datetime
    tag: str
    actor: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionFile:
    """All that is kept of one session (office/session.html)."""

    line: SessionLine
    names: tuple[NameLine, ...]
    case: CaseView
    recordings: tuple[Recording, ...]
    events: tuple[EventLine, ...]
    receipt: ReceiptLine | None
    signature_url: str
