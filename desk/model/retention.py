"""Retention: how long what a visit left behind is kept, kind by kind, and when it has to be erased.

Each item says its periods (`retention` of its definition, in days); what it does not say is DEFAULTS. A visit that
led to nothing is forgotten after UNFINISHED. The period runs from the end of the visit. Sources: PIPL article 19 (the
shortest time the purpose needs), PDPO data protection principle 2(2), Macao Law 8/2005 article 5(1)(5); the figures
are the notice's, and an installation's archive rules go before them.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from enum import StrEnum


class Kind(StrEnum):
    """What is erased together."""

    IDENTITY = "identity"
    """Documents, telephone number, how the applicant was recognised; names and accounts with the last visit."""
    MATERIALS = "materials"
    """Stills and the strokes of the signature."""
    RECORD = "record"
    """Answers, the transaction, the receipt's paper."""
    RECORDING = "recording"
    """Picture and sound of the meetings."""


class Reason(StrEnum):
    """Why something is erased."""

    RUN_OUT = "run-out"
    """Its period is over."""
    UNFINISHED = "unfinished"
    """The visit led to nothing."""
    WITHDRAWN = "withdrawn"
    """Consent was withdrawn before anything was handed in."""


DAY = timedelta(days=1)
DEFAULTS: Mapping[Kind, timedelta] = {
    Kind.RECORDING: 3 * 365 * DAY,
    Kind.MATERIALS: 10 * 365 * DAY,
    Kind.RECORD: 10 * 365 * DAY,
    Kind.IDENTITY: 10 * 365 * DAY,
}
UNFINISHED = 30 * DAY
LONGEST = 100 * 365 * DAY


class BadPeriod(ValueError):
    """An item's period is none: not a known kind, or not 1 day to 100 years."""


def periods(days: Mapping[str, int]) -> dict[Kind, timedelta]:
    """Every kind's period from what an item says, in days. Raises BadPeriod."""
    try:
        said = {Kind(name): timedelta(days=number) for name, number in days.items()}
    except (ValueError, TypeError, OverflowError):
        raise BadPeriod("a kind of data and a number of days") from None
    if any(not DAY <= period <= LONGEST for period in said.values()):
        raise BadPeriod("1 day to 100 years")
    return {**DEFAULTS, **said}


def longest(every: Iterable[Mapping[Kind, timedelta]]) -> dict[Kind, timedelta]:
    """Each kind's longest period among these, of which there is one at least."""
    found = list(every)
    return {kind: max(kinds[kind] for kinds in found) for kind in Kind}


def due(kinds: Mapping[Kind, timedelta], reason: Reason, ended_at: datetime) -> dict[Kind, datetime]:
    """When each kind of a visit that ended then has to be erased.

    Who handed nothing in leaves nothing behind for longer than UNFINISHED, nor longer than the item's own period.
    """
    match reason:
        case Reason.RUN_OUT:
            return {kind: ended_at + period for kind, period in kinds.items()}
        case Reason.UNFINISHED:
            return {kind: ended_at + min(period, UNFINISHED) for kind, period in kinds.items()}
        case Reason.WITHDRAWN:
            return dict.fromkeys(kinds, ended_at)
