"""A holder: which applicant a document number belongs to, because a provider said so."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Holder:
    """One number of one applicant, as it may be shown. `edition` is what changes at renewal, empty where none is told.

    The number itself is found by keyed hash. It is kept sealed where a zone's provider vouched for it, and not at all
    where only a mainland one did. `binding_id` is the account it was vouched for through.
    """

    id: str
    applicant_id: str
    binding_id: str
    kind: str
    masked: str
    edition: str
    linked_at: datetime
