"""A line that one of the two wrote in a meeting, kept to the code point in the script it was written in."""

from dataclasses import dataclass
from datetime import datetime

from desk.model.sessions import Seat

LONGEST = 1_000
"""Characters of one line."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChatLine:
    """One line. `id` was made where it was written, so that one sent twice is one. `language` is an exact tag."""

    id: str
    session_id: str
    by: Seat
    author_id: str
    text: str
    language: str
    script: str
    at: datetime

    def __repr__(self) -> str:
        return f"ChatLine(by={self.by.value!r})"
