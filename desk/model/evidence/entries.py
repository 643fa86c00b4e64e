"""What evidence is made of: entries, each one thing with its moment, its content, and perhaps a file.

The digest of an entry covers the thing alone and not its place, so that what a corner signed on the day is known again
in a bundle made years later. Its form is canonical JSON (desk/model/chain.py); a test holds it by a vector.
"""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from desk.model import chain

EXTENSIONS = {
    "application/json": "json",
    "application/pdf": "pdf",
    "image/jpeg": "jpg",
    "image/png": "png",
    "image/webp": "webp",
    "video/x-matroska": "mkv",
}


class Kind(StrEnum):
    """Every kind of thing, on one sorted page. The value is the name of its folder in a bundle, too."""

    ANSWER = "answer"
    CHAT = "chat"
    CODE = "code"
    CONFIRMATION = "confirmation"
    CONSENT = "consent"
    DECISION = "decision"
    DOCUMENT = "document"
    EVENT = "event"
    FORM = "form"
    POSTED = "posted"
    POSTING = "posting"
    RATING = "rating"
    READING = "reading"
    RECEIPT = "receipt"
    RECOGNITION = "recognition"
    RECORDING = "recording"
    SAID = "said"
    SEAL = "seal"
    SIGNATURE = "signature"
    STATEMENT = "statement"
    STILL = "still"
    TRANSACTION = "transaction"
    UNSAID = "unsaid"
    WITHDRAWAL = "withdrawal"


AGAIN = frozenset({Kind.ANSWER, Kind.CONFIRMATION, Kind.DOCUMENT, Kind.POSTING, Kind.SIGNATURE})
"""What may be given again, and then stands in the place of what was there before."""
BESIDE = frozenset({Kind.EVENT, Kind.SEAL, Kind.STATEMENT})
"""What speaks of evidence: no statement covers it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """Bytes that belong to an entry."""

    sha256: str
    media_type: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One thing. `subject` is its id; `content` holds texts, whole numbers and lists and objects of them."""

    at: datetime
    kind: Kind
    subject: str
    session_id: str = ""
    content: Mapping[str, Any] = field(default_factory=dict)
    file: File | None = None

    @property
    def name(self) -> str:
        """Where its file stands in a bundle; empty without one."""
        if self.file is None:
            return ""
        return f"{self.kind.value}/{self.subject}.{EXTENSIONS.get(self.file.media_type, 'bin')}"


def members(entry: Entry) -> dict[str, Any]:
    """What of the entry is hashed."""
    told: dict[str, Any] = {
        "at": chain.instant(entry.at),
        "content": entry.content,
        "kind": entry.kind.value,
        "session": entry.session_id,
        "subject": entry.subject,
    }
    if entry.file is not None:
        told["file"] = {"media_type": entry.file.media_type, "sha256": entry.file.sha256}
    return told


def digest(entry: Entry) -> str:
    """SHA-256 of the thing, wherever it stands, in hex."""
    return hashlib.sha256(chain.canonical(members(entry))).hexdigest()


def in_order(entries: Iterable[Entry]) -> list[Entry]:
    """By time, and at one moment by kind and id."""
    return sorted(entries, key=lambda entry: (chain.instant(entry.at), entry.kind.value, entry.subject))
