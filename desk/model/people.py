"""The applicant as the desk knows them: recognised by a provider, with documents as shown and names as spelt there."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Name:
    """One spelling of a name, to the code point, with the language it is in and the document it stands on."""

    text: str
    language: str
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Applicant:
    """A person, known by a provider's pairwise subject. `assurance` is the level the provider vouched for."""

    id: str
    provider: str
    subject: str
    names: tuple[Name, ...]
    assurance: str
    recognised_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class IdDocument:
    """An identity document shown in one visit. `checked`: shape, checksum, or verified-by-provider; never more."""

    id: str
    applicant_id: str
    visit_id: str
    kind: str
    number: str
    masked: str
    checked: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """The mobile number confirmed in one visit, E.164, and how it may be shown."""

    visit_id: str
    phone: str
    masked: str
