"""One-time codes: the uses the desk has for them."""

from enum import StrEnum


class Use(StrEnum):
    """What a code is asked for; the name is in its seal, and chooses the words of its message."""

    CASE_CONFIRM = "case.confirm"
    TICKET_TAKE_UP = "ticket.take-up"
    TRACK_OPEN = "track.open"
    VISIT_PHONE = "visit.phone"
