"""A rating 好差評: the applicant's judgement of one visit, in five levels, with reasons to choose from and own words.

Levels, and what counts as bad, are those of the national rules for rating government services (GB/T
39735-2020, Guobanfa [2019] 51): 非常满意 5, 满意 4, 基本满意 3, 不满意 2, 非常不满意 1. The lower two are bad,
the upper three good.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from desk.model.errors import NotAChoice, RatingStands, TextTooLong

LEVELS = range(1, 6)
BAD = frozenset({1, 2})
GOOD = frozenset({3, 4, 5})
CHANGED_WITHIN = timedelta(minutes=10)
"""So long after it was first given a rating may be changed."""
GIVEN_WITHIN = timedelta(days=30)
"""So long after the visit began it may be rated from the page that tracks its case."""
LONGEST = 500
"""Characters of a comment."""


class Why(StrEnum):
    """A reason for a level; several may be chosen."""

    CLEAR = "clear"
    KIND = "kind"
    QUICK = "quick"
    ONCE = "once"
    EASY = "easy"
    LONG_WAIT = "long-wait"
    UNKIND = "unkind"
    UNCLEAR = "unclear"
    PAPERS = "papers"
    LINE = "line"
    HARD = "hard"
    LANGUAGE = "language"
    UNSOLVED = "unsolved"


PRAISE = (Why.CLEAR, Why.KIND, Why.QUICK, Why.ONCE, Why.EASY)
WANTING = (
    Why.LONG_WAIT,
    Why.UNKIND,
    Why.UNCLEAR,
    Why.PAPERS,
    Why.LINE,
    Why.HARD,
    Why.LANGUAGE,
    Why.UNSOLVED,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Comment:
    """The applicant's own words, to the code point. `language` is the exact tag of the page they were written on."""

    text: str
    language: str
    script: str

    def __repr__(self) -> str:
        return "Comment()"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rating:
    """Of one visit. `told`: the applicant was asked for reasons as well, and has sent or skipped them."""

    visit_id: str
    case_id: str
    zone_id: str
    level: int
    reasons: tuple[Why, ...]
    comment: Comment | None
    told: bool
    given_at: datetime
    changed_at: datetime

    @property
    def is_bad(self) -> bool:
        """Whether somebody has to follow it up."""
        return self.level in BAD

    def may_change(self, now: datetime) -> bool:
        """Whether the applicant may still think otherwise."""
        return now - self.given_at <= CHANGED_WITHIN


def reasons_for(level: int) -> tuple[Why, ...]:
    """What may be chosen beside this level. Raises NotAChoice for what is no level."""
    if level not in LEVELS:
        raise NotAChoice("a level is 1 to 5")
    return PRAISE if level > min(GOOD) else WANTING


def chosen(level: int, told: Iterable[str]) -> tuple[Why, ...]:
    """The reasons told, once each and in our order. Raises NotAChoice for one that does not belong to the level."""
    offered, wanted = reasons_for(level), set(told)
    if not wanted <= {why.value for why in offered}:
        raise NotAChoice("no reason for this level")
    return tuple(why for why in offered if why.value in wanted)


def check(rating: Rating, before: Rating | None, now: datetime) -> None:
    """Raises TextTooLong for a comment past `LONGEST`, RatingStands when an earlier one may be changed no more."""
    if rating.comment is not None and len(rating.comment.text) > LONGEST:
        raise TextTooLong("comment")
    if before is not None and not before.may_change(now):
        raise RatingStands("given too long ago")
