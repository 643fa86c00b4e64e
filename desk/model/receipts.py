"""A receipt 回執: the paper that says what was submitted, with a number to track it and a code to check it."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """One receipt. `check_hash` is the hash of the secret in its QR code; `paper_sha256` names its PDF."""

    id: str
    case_id: str
    number: str
    check_hash: str
    language: str
    content_hash: str
    paper_sha256: str
    issued_at: datetime
