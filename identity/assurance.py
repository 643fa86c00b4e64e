"""How surely a person was recognised, what is demanded, and why the one may not meet the other.

Law: a level is never stated, it follows from what was done: how the person was proofed (NIST SP 800-63A) and which
factors they used just now (SP 800-63B), by `level_of` alone; the names of the levels are those of ISO/IEC 29115 and
eIDAS. A face or a finger proves nothing by itself: it only unlocks something the person has (SP 800-63B, 5.2.3).
"""

from __future__ import annotations

from collections.abc import Mapping, Set
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from types import MappingProxyType


class Level(StrEnum):
    """From least to most."""

    NONE = "none"
    LOW = "low"
    SUBSTANTIAL = "substantial"
    HIGH = "high"

    @property
    def rank(self) -> int:
        return ORDER.index(self)

    def meets(self, demanded: Level) -> bool:
        return self.rank >= demanded.rank


ORDER = (Level.NONE, Level.LOW, Level.SUBSTANTIAL, Level.HIGH)


class Proofing(StrEnum):
    """How it was found out, once, who the person is."""

    NONE = "none"
    SELF_ASSERTED = "self-asserted"
    REMOTE = "remote"
    IN_PERSON = "in-person"


class Factor(StrEnum):
    """What was used this time. The last three are seen by staff, never by a provider."""

    KNOWLEDGE = "knowledge"
    POSSESSION = "possession"
    FINGERPRINT = "fingerprint"
    FACE = "face"
    DOCUMENT_SEEN = "document-seen"
    WITNESS = "witness"
    SECOND_WITNESS = "second-witness"


class Method(StrEnum):
    """Who recognised the person: an identity provider, or staff who looked at a document."""

    PROVIDER = "provider"
    ASSISTED = "assisted"


BODILY = frozenset({Factor.FINGERPRINT, Factor.FACE})

WORTH: Mapping[tuple[Method, Proofing, int], Level] = MappingProxyType(
    {
        (Method.PROVIDER, Proofing.SELF_ASSERTED, 1): Level.LOW,
        (Method.PROVIDER, Proofing.SELF_ASSERTED, 2): Level.LOW,
        (Method.PROVIDER, Proofing.REMOTE, 1): Level.LOW,
        (Method.PROVIDER, Proofing.REMOTE, 2): Level.SUBSTANTIAL,
        (Method.PROVIDER, Proofing.IN_PERSON, 1): Level.LOW,
        (Method.PROVIDER, Proofing.IN_PERSON, 2): Level.HIGH,
        (Method.ASSISTED, Proofing.IN_PERSON, 1): Level.LOW,
        (Method.ASSISTED, Proofing.IN_PERSON, 2): Level.SUBSTANTIAL,
    }
)
"""Method, proofing and `strength` → level. What is not here is worth nothing; assisted is never high."""


def strength(method: Method, factors: Set[Factor]) -> int:
    """0, 1 or 2: how many independent things speak for the person.

    At a provider: something known, something had; a finger or face counts as a second thing with something had, and
    as nothing without. Assisted: each of two persons who saw the document with the person.
    """
    if method is Method.ASSISTED:
        if not {Factor.DOCUMENT_SEEN, Factor.WITNESS} <= factors:
            return 0
        return 2 if Factor.SECOND_WITNESS in factors else 1
    has, knows = Factor.POSSESSION in factors, Factor.KNOWLEDGE in factors
    return min(2, has + knows + (has and bool(BODILY & factors)))


def level_of(method: Method, proofing: Proofing, factors: Set[Factor]) -> Level:
    """What a recognition is worth: the one place where this is decided."""
    return WORTH.get((method, proofing, strength(method, factors)), Level.NONE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Grade:
    """What one `acr` of a provider says was done."""

    proofing: Proofing
    factors: frozenset[Factor]

    @property
    def level(self) -> Level:
        """What it is worth here."""
        return level_of(Method.PROVIDER, self.proofing, self.factors)


@dataclass(frozen=True, slots=True, kw_only=True)
class Assurance:
    """How, how surely and when a person was recognised."""

    method: Method = Method.PROVIDER
    proofing: Proofing
    factors: frozenset[Factor]
    verified_at: datetime
    """When they signed in, or were seen."""
    proofed_at: datetime | None = None
    """When it was found out who they are, where that is known."""

    @property
    def level(self) -> Level:
        """What it is worth, whatever anybody says."""
        return level_of(self.method, self.proofing, self.factors)


class Reason(StrEnum):
    """Why a demand is not met; the page has the words, and what the person can do."""

    NOT_RECOGNISED = "not-recognised"
    FACE_ALONE = "assurance-face-alone"
    WITNESS_MISSING = "assurance-witness-missing"
    ASSISTED_TOO_LOW = "assurance-assisted-too-low"
    TOO_LOW = "assurance-too-low"
    TOO_OLD = "assurance-too-old"
    PROOFING_TOO_OLD = "assurance-proofing-too-old"
    FACTOR_MISSING = "assurance-factor-missing"


@dataclass(frozen=True, slots=True, kw_only=True)
class Demand:
    """What an item asks for: a level, recognised no longer ago than `within`.

    `proofed_within`: how long ago the person may have been proofed; who knows not when has not been, then.
    `factors_needed`: every one of these must have been used.
    """

    level: Level
    within: timedelta
    proofed_within: timedelta | None = None
    factors_needed: frozenset[Factor] = frozenset()


def unmet(have: Assurance | None, demand: Demand, now: datetime) -> Reason | None:
    """Why the demand is not met, or None if it is. A recognition from the future counts as too old."""
    if demand.level is Level.NONE:
        return None
    if have is None:
        return Reason.NOT_RECOGNISED
    if not have.level.meets(demand.level):
        return _too_low(have, demand)
    if not demand.factors_needed <= have.factors:
        return Reason.FACTOR_MISSING
    if not _lies_within(have.verified_at, demand.within, now):
        return Reason.TOO_OLD
    if demand.proofed_within is not None and not (
        have.proofed_at and _lies_within(have.proofed_at, demand.proofed_within, now)
    ):
        return Reason.PROOFING_TOO_OLD
    return None


def _too_low(have: Assurance, demand: Demand) -> Reason:
    if have.factors == {Factor.FACE}:
        return Reason.FACE_ALONE
    if have.method is Method.PROVIDER:
        return Reason.TOO_LOW
    return Reason.ASSISTED_TOO_LOW if demand.level is Level.HIGH else Reason.WITNESS_MISSING


def _lies_within(moment: datetime, lasts: timedelta, now: datetime) -> bool:
    return timedelta(0) <= now - moment <= lasts
