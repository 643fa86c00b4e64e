"""How surely a person was recognised, what is demanded, and why the one may not meet the other."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum


class Level(StrEnum):
    """From least to most; the names follow ISO/IEC 29115 and eIDAS."""

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


class Reason(StrEnum):
    """Why a demand is not met."""

    NOT_RECOGNISED = "not-recognised"
    TOO_LOW = "assurance-too-low"
    TOO_OLD = "assurance-too-old"


@dataclass(frozen=True, slots=True, kw_only=True)
class Assurance:
    """How surely, and when, a provider recognised a person."""

    level: Level
    verified_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Demand:
    """What an item asks for: a level, recognised no longer ago than this."""

    level: Level
    within: timedelta


def unmet(have: Assurance | None, demand: Demand, now: datetime) -> Reason | None:
    """Why the demand is not met, or None if it is. A recognition from the future counts as too old."""
    if demand.level is Level.NONE:
        return None
    if have is None:
        return Reason.NOT_RECOGNISED
    if not have.level.meets(demand.level):
        return Reason.TOO_LOW
    if not timedelta(0) <= now - have.verified_at <= demand.within:
        return Reason.TOO_OLD
    return None
