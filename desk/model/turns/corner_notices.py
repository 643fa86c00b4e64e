"""What staff send to a corner: a message in their own words, or a call to come somewhere, shown in the hall as well."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

LONGEST = 200
"""Characters of a message: it is read standing."""
SHOWN_IN_HALL = timedelta(minutes=5)
"""So long a call to come stands on the hall's screen."""


class Kind(StrEnum):
    """What is sent."""

    MESSAGE = "message"
    COME = "come"


@dataclass(frozen=True, slots=True, kw_only=True)
class CornerNotice:
    """`corner_id` is empty for a turn at no corner, which is called in the hall alone; `place` is where to come to:
    `counter`, `window/…` or `corner/…`, and empty for a message; `text` and `language`: as staff wrote it."""

    id: str
    zone_id: str
    corner_id: str
    ticket_id: str
    kind: Kind
    place: str
    text: str
    language: str
    by_id: str
    sent_at: datetime
    dismissed_at: datetime | None = None
