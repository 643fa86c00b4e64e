"""Where a paper comes from 來源地, and what it needs there before it is taken here.

Sources: the Ministry of Justice's rules for China-Appointed Attesting Officers (Hong Kong), whose papers bear the
transmittal chop 轉遞章 of China Legal Service (H.K.) Ltd; the like for Macao with China Legal Service (Macau); the
Apostille Convention, in force for China since 7 November 2023, for papers from elsewhere.
"""

from dataclasses import dataclass
from enum import StrEnum


class Place(StrEnum):
    """Where a paper was made."""

    HONG_KONG = "hongkong"
    MACAO = "macao"
    MAINLAND = "mainland"
    ELSEWHERE = "elsewhere"


class Proof(StrEnum):
    """What a paper needs."""

    NONE = "none"
    """It is taken as it is."""
    NOTARY = "notary"
    """A notary office of the mainland certifies it."""
    ATTESTED = "attested"
    """An attesting officer appointed by China certifies it and China Legal Service there sends it on, with its chop."""
    APOSTILLE = "apostille"
    """An apostille of the place that made it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """The rule for papers from one place. With `follows` the original has to follow after its picture."""

    place: Place
    proof: Proof
    follows: bool = False
