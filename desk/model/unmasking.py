"""Showing what is masked: what may be shown whole, and why somebody may ask for it. The reason goes to the ledger."""

from enum import StrEnum


class What(StrEnum):
    """What is masked, each named by the id of its row."""

    DOCUMENT = "document"
    """A document number; by the id of the document as it was shown in a visit."""
    NAME = "name"
    """Every spelling of a name; by the applicant's id."""
    PHONE = "phone"
    """A mobile number; by the id of the visit that gave it."""


class Reason(StrEnum):
    """Why: chosen from these, so that the ledger holds no words that could tell of a person."""

    COMPARE = "compare-with-paper"
    CONTACT = "reach-the-person"
    CORRECT = "correct-a-record"
    COMPLAINT = "complaint"
    LAW = "asked-for-by-law"
