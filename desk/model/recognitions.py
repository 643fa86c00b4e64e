"""A recognition: how an applicant was recognised in one visit, by whom, how surely, and when."""

from dataclasses import dataclass
from datetime import datetime

from identity.assurance import Assurance, Factor, Level, Method, Proofing


@dataclass(frozen=True, slots=True, kw_only=True)
class Recognition:
    """One of a visit's recognitions; the newest is what counts. `level` is as it was judged then.

    `provider` is empty where staff recognised the person. `proofing` is empty in records of before it was kept.
    """

    id: str
    visit_id: str
    applicant_id: str
    method: Method
    provider: str
    level: Level
    proofing: str
    factors: tuple[str, ...]
    verified_at: datetime
    proofed_at: datetime | None
    recorded_at: datetime

    @property
    def assurance(self) -> Assurance:
        """What is compared with what an item demands."""
        return Assurance(
            method=self.method,
            proofing=Proofing(self.proofing or Proofing.NONE),
            factors=frozenset(map(Factor, self.factors)),
            verified_at=self.verified_at,
            proofed_at=self.proofed_at,
        )
