"""A posting: the result of a case goes by post, to an address that the applicant gave."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

LONGEST_ADDRESS, LONGEST_REFERENCE, LONGEST_COURIER = 300, 40, 40


class Way(StrEnum):
    """How a result reaches its applicant."""

    DOWNLOAD = "download"
    CORNER = "corner"
    POST = "post"


@dataclass(frozen=True, slots=True, kw_only=True)
class Posting:
    """One result on its way. `posted_at` is None, and the courier's name and number are empty, until it is posted;
    `address` is empty once it was erased."""

    case_id: str
    address: str
    asked_at: datetime
    courier: str = ""
    reference: str = ""
    posted_by: str = ""
    posted_at: datetime | None = None
