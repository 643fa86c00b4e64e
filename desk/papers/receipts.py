"""What stands on a receipt 回執: text that is ready to be read; nothing here is looked up or translated."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

SHA256_HEX = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Name:
    """A name as it stands on one document. It is printed to the code point and never converted.

    `lang`: tag of the document's own script, which chooses the glyphs. `source`: the document, in the paper's language.
    """

    text: str
    lang: str
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """One entry of the transaction as its reader sees it.

    `converted` says that `shown` is in another script than was written; `original` (tag `original_lang`) is what stands
    in the store, and is then printed below it.
    """

    label: str
    shown: str
    lang: str
    converted: bool
    original: str
    original_lang: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Other:
    """Another item of the same visit, and how far it was when the receipt was issued, in the paper's language."""

    title: str
    state: str
    number: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiptPaper:
    """One receipt in one language.

    `lang`: tag of the paper. `words`: labels by key, as `desk.papers.words.receipt` gives them. `submitted_at`: date
    and time in words; `issued_at`: the same instant, aware, for the file's own date. `document`: the masked number.
    `content_sha256`: 64 lower-case hex digits of what was signed. `materials`: names in the paper's language.
    `recording_note`: one sentence, or empty. `demonstration` puts the demonstration seal on it. Raises ValueError on
    a digest of another shape or a naive time.
    """

    lang: str
    words: Mapping[str, str]
    number: str
    zone: str
    corner: str
    item_title: str
    item_code: str
    names: tuple[Name, ...]
    document: str
    submitted_at: str
    issued_at: datetime
    facts: tuple[Fact, ...]
    materials: tuple[str, ...]
    content_sha256: str
    check_url: str
    tracking_url: str
    recording_note: str
    demonstration: bool
    together: tuple[Other, ...] = ()

    def __post_init__(self) -> None:
        if not SHA256_HEX.fullmatch(self.content_sha256):
            raise ValueError("content_sha256 is 64 lower-case hex digits")
        if self.issued_at.tzinfo is None:
            raise ValueError("issued_at is aware")
