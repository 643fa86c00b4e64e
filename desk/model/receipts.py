"""A receipt 回執: the paper that says what was submitted, with a number to track it and a code to check it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Level(StrEnum):
    """How far a paper's seal goes, in the words of PAdES (ETSI EN 319 142-1)."""

    NONE = ""
    BASIC = "b-b"
    STAMPED = "b-t"


class Verdict(StrEnum):
    """What a file is that somebody shows us as a receipt of ours."""

    WHOLE = "whole"
    """Ours, to the byte."""
    ANOTHER = "another"
    """Ours, but of another receipt than the code that was shown with it."""
    APPENDED = "appended"
    """Ours, with something behind it that came after the seal."""
    CHANGED = "changed"
    """It bore a seal, and is not what was sealed."""
    OTHER_SIGNER = "other-signer"
    """An unbroken seal, and not ours."""
    UNRECORDED = "unrecorded"
    """Our unbroken seal, on a paper that we have no record of."""
    UNSEALED = "unsealed"
    NOT_A_PDF = "not-a-pdf"


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """One receipt. `check_hash` is the hash of the secret in its QR code; `paper_sha256` names its PDF, until that is
    erased.

    `sealed_sha256` stays: of the PDF as it was issued. `signed_sha256`: of what its seal covers; `seal_key`: the id of
    the key. Both are empty, and `seal_level` is NONE, on those that were issued before papers were sealed.
    """

    id: str
    case_id: str
    number: str
    check_hash: str
    language: str
    content_hash: str
    paper_sha256: str
    issued_at: datetime
    sealed_sha256: str
    signed_sha256: str
    seal_key: str
    seal_level: Level
