"""What is agreed with a provider beforehand: who it is, who we are to it, and what its words mean here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from types import MappingProxyType
from urllib.parse import urlsplit

from identity.assurance import Grade, Level
from identity.documents import Kind

IDCARDS: Mapping[tuple[str, str], Kind] = MappingProxyType(
    {
        ("idcard", "HKG"): Kind.HKID,
        ("idcard", "MAC"): Kind.MACAO_BIR,
        ("idcard", "CHN"): Kind.MAINLAND_ID,
        ("residence_permit", "CHN"): Kind.RESIDENCE_PERMIT,
        ("travel_permit", "CHN"): Kind.HOME_RETURN_PERMIT,
    }
)
"""Document type and issuing country (ISO 3166-1 alpha-3) of a verified claim → our kind."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProviderConfig:
    """One provider. `name` is ours (`iamsmart`); `issuer` is compared to the character."""

    name: str
    issuer: str
    client_id: str
    redirect_uri: str
    trust_framework: str
    grades: Mapping[str, Grade]
    """The provider's `acr` values and what each says was done; others are worth nothing."""
    demand: Level = Level.SUBSTANTIAL
    """What every sign-in must reach, if nothing higher is demanded of one."""
    proofed_within: timedelta | None = None
    """How long ago the provider may have seen the person's papers; who says no time is refused then."""
    kinds: Mapping[tuple[str, str], Kind] = field(default_factory=lambda: IDCARDS)
    mainland: bool = False
    """It vouches for mainland identities: offered for binding, not as the way in at a corner."""
    pages: tuple[str, ...] = ()
    """Further addresses that a browser passes through there, beside the issuer's."""
    allow_http: bool = False
    """Only for a provider on this machine or in a demonstration."""

    def acrs(self, demand: Level) -> tuple[str, ...]:
        """The `acr` values that meet this level, as configured."""
        return tuple(acr for acr, grade in self.grades.items() if grade.level.meets(demand))


CEILING = Level.SUBSTANTIAL
"""What a sign-in is worth at most where the provider signs no statement about it: only its channel speaks for it."""


def hold_ceiling(grades: Iterable[Grade]) -> None:
    """Raises ValueError if a grade is worth more than an unsigned statement can be."""
    if any(not CEILING.meets(grade.level) for grade in grades):
        raise ValueError(f"without a signed statement no grade may be above {CEILING.value}")


def hold_https(url: str, *, allow_http: bool) -> None:
    """Raises ValueError for an address whose channel proves nothing."""
    parts = urlsplit(url)
    if parts.scheme not in (("https", "http") if allow_http else ("https",)) or not parts.hostname:
        raise ValueError("the provider's address must begin with https://")
