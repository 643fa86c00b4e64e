"""A recognition: how an applicant was recognised once in a visit. Each is kept; the newest of the visit counts."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Recognition:
    """What was done, by which method (`provider`, `assisted`), and what it was worth then (`level`).

    `provider` is empty where staff recognised the applicant. `proofing` is empty in what was kept before any was
    told. `verified_at`: when they signed in or were seen; `proofed_at`: when it was found out who they are, if known.
    """

    id: str
    visit_id: str
    applicant_id: str
    method: str
    provider: str
    level: str
    proofing: str
    factors: tuple[str, ...]
    verified_at: datetime
    proofed_at: datetime | None
    recorded_at: datetime
