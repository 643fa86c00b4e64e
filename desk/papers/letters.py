"""What stands on a letter 通知書 about a decision, also on that with the result: text that is ready to be read."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from desk.papers.receipts import Name


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterPaper:
    """One letter in one language.

    `lang`: tag of the paper. `words`: labels by key, as `desk.papers.words.letter` gives them for its kind. `reason`,
    `due` and `remedy` are sentences, or empty. `said`: what staff wrote, to the code point, in glyphs of `said_lang`.
    `decided_at`: date and time in words; `issued_at`: the same instant, aware, for the file's own date.
    Raises ValueError on a naive time.
    """

    lang: str
    words: Mapping[str, str]
    number: str
    receipt: str
    zone: str
    department: str
    item_title: str
    item_code: str
    names: tuple[Name, ...]
    reason: str
    said: str
    said_lang: str
    due: str
    remedy: str
    decided_at: str
    issued_at: datetime
    check_url: str
    tracking_url: str
    demonstration: bool

    def __post_init__(self) -> None:
        if self.issued_at.tzinfo is None:
            raise ValueError("issued_at is aware")
