"""A hall display: a screen in a zone's hall that shows which numbers are called, and may do nothing else."""

from dataclasses import dataclass
from datetime import datetime, timedelta

LASTS = timedelta(days=90)
"""A display that nobody opened anew for so long shows nothing any more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HallDisplay:
    """One browser that staff opened as a display; what it shows to prove it is kept as a hash only, and not here."""

    id: str
    zone_id: str
    language: str
    opened_by: str
    opened_at: datetime
    ended_at: datetime | None = None

    def is_open(self, now: datetime) -> bool:
        """Whether it still shows the hall's calls."""
        return self.ended_at is None and now < self.opened_at + LASTS
