"""The applicant as the desk knows them: a person for life, with names as each provider spells them.

How they were recognised in one visit is a recognition; by which accounts they are known, bindings; by which numbers,
holders.
"""

from dataclasses import dataclass
from enum import StrEnum

ON_PAPER = "paper:"
"""A source that begins so is a document in the case; what follows is its kind, or the code of the material."""


class Form(StrEnum):
    """Which spelling of a name it is, as whoever read it on the document says: never told from its characters."""

    TRADITIONAL = "traditional"
    SIMPLIFIED = "simplified"
    ROMANISED = "romanised"
    PORTUGUESE = "portuguese"
    FORMER = "former"


@dataclass(frozen=True, slots=True, kw_only=True)
class Name:
    """One spelling of a name, to the code point, with the language it is in and the document it stands on.

    `form` is None where the source does not say: what a provider vouches for.
    """

    text: str
    language: str
    source: str
    form: Form | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Applicant:
    """A person. Two persons are never one applicant (identity/linking.py)."""

    id: str
    names: tuple[Name, ...]

    def called(self, names: tuple[Name, ...]) -> tuple[Name, ...]:
        """Their names once a source says these: that source's older ones go, others' stay."""
        told = {name.source for name in names}
        return (*(name for name in self.names if name.source not in told), *names)

    def spelt(self, name: Name) -> tuple[Name, ...]:
        """Their names with this spelling; what the same document was read to say of the same form goes."""
        return (*self.not_spelt(name.source, name.form), name)

    def not_spelt(self, source: str, form: Form | None) -> tuple[Name, ...]:
        """Their names without what this document was read to say of this form."""
        return tuple(each for each in self.names if (each.source, each.form) != (source, form))


@dataclass(frozen=True, slots=True, kw_only=True)
class IdDocument:
    """An identity document shown in one visit. `checked`: shape, checksum or provider; never more."""

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
