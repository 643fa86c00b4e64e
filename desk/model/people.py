"""The applicant as the desk knows them: a person for life, with names as each provider spells them.

How they were recognised in one visit is a recognition; by which accounts they are known, bindings; by which numbers,
holders.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Name:
    """One spelling of a name, to the code point, with the language it is in and the document it stands on."""

    text: str
    language: str
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Applicant:
    """A person. Two persons are never one applicant (identity/linking.py)."""

    id: str
    names: tuple[Name, ...]

    def called(self, names: tuple[Name, ...]) -> tuple[Name, ...]:
        """Their names once a source says these: that source's older ones go, others' stay."""
        told = {name.source for name in names}
        return (*(name for name in self.names if name.source not in told), *names)


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
