"""What a clerk sees: the queue, the meeting and the case, on one screen."""

from dataclasses import dataclass
from datetime import datetime

from desk.boards.parts import CaseView, NameLine, ReceiptLine


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueLine:
    """One ticket this clerk may call, in the order in which it will be called."""

    ticket_id: str
    number: str
    item_title: str
    zone_name: str
    language: str
    language_name: str
    returning: bool
    taken_at: datetime
    waited_minutes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Queue:
    """The queue (template console/queue.html, element id `queue`). `can_call` is false while a session is open."""

    lines: tuple[QueueLine, ...]
    waiting: int
    can_call: bool
    served_today: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Meeting:
    """The open session (template console/session.html, element id `session`; None when there is none).

    `state`: ringing, live, held. `applicant_here`: whether the applicant's media leg is up.
    `documents`: masked numbers with what was checked, such as `A123***(*)` / `checksum`.
    """

    session_id: str
    ticket_id: str
    ticket_number: str
    state: str
    rung_at: datetime
    began_at: datetime | None
    zone_name: str
    corner_name: str
    language: str
    language_name: str
    names: tuple[NameLine, ...]
    documents: tuple[tuple[str, str, str], ...]
    assurance: str
    masked_phone: str
    applicant_here: bool
    recording: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Desktop:
    """The whole console (template console/index.html; the case is console/case.html, element id `case`)."""

    staff_id: str
    staff_name: str
    window: str
    language: str
    queue: Queue
    meeting: Meeting | None
    case: CaseView | None
    receipt: ReceiptLine | None
