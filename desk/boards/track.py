"""What the applicant sees later by the receipt's number, and what anyone may check of a receipt."""

from dataclasses import dataclass
from datetime import date, datetime

from desk.boards.parts import ReceiptLine


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step of the case's way. `key`: submitted, accepted, decided. `state`: done, current, to-come."""

    key: str
    state: str
    at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Tracked:
    """Where the case stands (track/case.html)."""

    case_number: str
    item_title: str
    department: str
    steps: tuple[Step, ...]
    promised_by: date | None
    receipt: ReceiptLine


@dataclass(frozen=True, slots=True, kw_only=True)
class Genuine:
    """What anyone is told of a genuine receipt (check/receipt.html), which is nothing of the person. None: not ours."""

    number: str
    item_title: str
    zone_name: str
    issued_at: datetime
    content_hash: str
