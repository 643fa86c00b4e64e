"""A business: what a zone does for one skill, open or closed now. One that is closed takes no new turns."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Why(StrEnum):
    """Why a business is closed, as applicants are told."""

    FULL = "full"
    NO_CLERKS = "no-clerks"
    OVER = "over"
    FAULT = "fault"
    HOLIDAY = "holiday"


@dataclass(frozen=True, slots=True, kw_only=True)
class Business:
    """One that was closed once. `why` is None while it is open; `until`: when it opens by itself, if that was told."""

    zone_id: str
    skill: str
    why: Why | None
    until: datetime | None
    by_id: str
    moved_at: datetime

    def is_closed(self, now: datetime) -> bool:
        """Whether it takes no new turns at this moment."""
        return self.why is not None and (self.until is None or now < self.until)
