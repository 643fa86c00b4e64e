"""A business: what a zone does for one skill, open or closed now. One that is closed takes no new turns."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo


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

    def serves(self, now: datetime) -> bool:
        """Whether who is expected can be served: full for new turns, it keeps the places that were booked."""
        return self.why is Why.FULL or not self.is_closed(now)

    def open_since(self, now: datetime) -> datetime | None:
        """Since when it is open again; None while it is closed."""
        if self.is_closed(now):
            return None
        return self.until if self.why is not None and self.until is not None else self.moved_at

    def books_from(self, now: datetime, zone: ZoneInfo) -> datetime:
        """The first moment that can be booked: when it opens; where nobody knows, on the next day of this clock."""
        if not self.is_closed(now):
            return now
        tomorrow = now.astimezone(zone).date() + timedelta(days=1)
        return self.until or datetime.combine(tomorrow, time(), zone)
