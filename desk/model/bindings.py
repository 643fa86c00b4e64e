"""A binding: an applicant's account at one provider, from when on, and whether it was undone."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Kind(StrEnum):
    """Which side's account it is.

    A zone's is bound by signing in for the first time. A mainland one is bound by the applicant's wish and separate
    consent (identity mutual recognition 身份互認), and what the mainland tells is usable, not visible 可用不可見.
    """

    ZONE = "zone"
    MAINLAND = "mainland"


@dataclass(frozen=True, slots=True, kw_only=True)
class Binding:
    """One account of one applicant. `consent_id` is the receipt of the consent to mutual recognition, else empty.

    The provider's subject is not here: it is sealed, compared by keyed hash, and forgotten when the binding is undone.
    """

    id: str
    applicant_id: str
    kind: Kind
    provider: str
    consent_id: str
    bound_at: datetime
    unbound_at: datetime | None = None
