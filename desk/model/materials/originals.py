"""Paper originals that follow in a sealed bag: what became of each page when the bag was opened.

A sheet is taken for the page that it is most like, when it is like enough and clearly more so than any other page. The
same page twice, a sheet like none, and a page without a sheet are told; so are sheets in another order.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from desk.model import moves


class State(StrEnum):
    """Where a bag is."""

    SEALED = "sealed"
    WHOLE = "whole"
    AMISS = "amiss"


class Move(StrEnum):
    """A bag that was opened is found whole, or something in it is amiss; then it may be looked through again."""

    FIND_WHOLE = "find-whole"
    FIND_AMISS = "find-amiss"


MOVES: dict[tuple[State, Move], State] = {
    (State.SEALED, Move.FIND_WHOLE): State.WHOLE,
    (State.SEALED, Move.FIND_AMISS): State.AMISS,
    (State.AMISS, Move.FIND_WHOLE): State.WHOLE,
    (State.AMISS, Move.FIND_AMISS): State.AMISS,
}


class Verdict(StrEnum):
    """What a sheet was found to be. MOVED is the right page in another place than its still."""

    MATCHED = "matched"
    MOVED = "moved"
    TWICE = "twice"
    UNKNOWN = "unknown"


LEAST = 600
"""Likeness, in thousandths, below which a sheet is none of the pages."""
AHEAD = 100
"""So much more like its page than any other a sheet must be."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bag:
    """A sealed bag of one case. `sha256` is the still that shows its number."""

    id: str
    case_id: str
    number: str
    state: State
    sha256: str
    sealed_by: str
    sealed_at: datetime
    moved_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """One sheet: which page it is (None for none), how like, and the verdict."""

    page: int | None
    likeness: int
    verdict: Verdict


def judge(likenesses: Sequence[Sequence[int]]) -> tuple[Found, ...]:
    """Of each sheet, in the order they lay, from its likeness to each page in the order of the stills."""
    taken: set[int] = set()
    found = []
    for place, row in enumerate(likenesses):
        page, best = _best(row)
        if page is None:
            verdict = Verdict.UNKNOWN
        elif page in taken:
            verdict = Verdict.TWICE
        else:
            verdict = Verdict.MATCHED if page == place else Verdict.MOVED
            taken.add(page)
        found.append(Found(page=page, likeness=best, verdict=verdict))
    return tuple(found)


def missing(found: Sequence[Found], pages: int) -> tuple[int, ...]:
    """Pages, by their place, for which no sheet came."""
    came = {each.page for each in found}
    return tuple(page for page in range(pages) if page not in came)


def open_bag(bag: Bag, found: Sequence[Found], pages: int, at: datetime) -> Bag:
    """The bag once its sheets were looked at. Raises IllegalMove for one that was found whole before."""
    whole = len(found) == pages and all(each.verdict is Verdict.MATCHED for each in found)
    move = Move.FIND_WHOLE if whole else Move.FIND_AMISS
    return replace(bag, state=moves.step("bag", MOVES, bag.state, move), moved_at=at)


def _best(row: Sequence[int]) -> tuple[int | None, int]:
    ranked = sorted(range(len(row)), key=lambda page: -row[page])
    if not ranked:
        return None, 0
    best = row[ranked[0]]
    second = row[ranked[1]] if len(ranked) > 1 else 0
    clear = best >= LEAST and best - second >= AHEAD
    return (ranked[0] if clear else None), best
