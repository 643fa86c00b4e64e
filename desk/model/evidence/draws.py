"""The random quality review 雙隨機: which meetings are reviewed, and by whom, as nobody chose it.

A draw is announced before its seed can be known: the seed is the hash of the first seal of the ledger on a named day to
come, which depends on everything that happens at the desk until then. The draw itself is arithmetic on seed and pool,
so whoever has both draws the same. Nobody reviews a meeting in which they sat.
"""

import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone

CIVIL = timezone(timedelta(hours=8))
"""The time of all three places."""
PERIOD = timedelta(days=7)
"""So far before its day a draw looks for meetings."""
FURTHEST = timedelta(days=31)
MOST = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A meeting that may be drawn. `sat`: ids of the staff who took part."""

    session_id: str
    sat: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Pool:
    """Among which meetings, and which reviewers (ids of staff), it is drawn."""

    candidates: tuple[Candidate, ...]
    reviewers: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Pick:
    """A meeting and who reviews it."""

    session_id: str
    reviewer_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Draw:
    """One draw. `seed` is empty, `seal_position`, `drawn_at` and `pool` are None until its day's seal was there."""

    id: str
    seed_day: date
    count: int
    announced_by: str
    announced_at: datetime
    seal_position: int | None = None
    seed: str = ""
    drawn_at: datetime | None = None
    pool: Pool | None = None


def begins(day: date) -> datetime:
    """The first instant of a day; the seed is the first seal from then on."""
    return datetime.combine(day, time(), CIVIL).astimezone(UTC)


def may_announce(day: date, count: int, now: datetime) -> bool:
    """Whether the day's seal cannot be known yet, and the rest is within bounds."""
    return now < begins(day) <= now + FURTHEST and 0 < count <= MOST


def draw(seed: str, pool: Pool, count: int) -> tuple[Pick, ...]:
    """So many meetings of the pool, each with a reviewer who has fewest so far; fewer where there are no more."""
    picks: list[Pick] = []
    load: Counter[str] = Counter()
    for candidate in sorted(pool.candidates, key=lambda one: _lot(seed, one.session_id)):
        reviewer = _reviewer(seed, candidate, pool.reviewers, load)
        if reviewer:
            picks.append(Pick(session_id=candidate.session_id, reviewer_id=reviewer))
            load[reviewer] += 1
        if len(picks) == count:
            break
    return tuple(picks)


def _reviewer(seed: str, candidate: Candidate, reviewers: Sequence[str], load: Counter[str]) -> str:
    """Empty where all who could review it sat in it."""
    able = [one for one in reviewers if one not in candidate.sat]
    return min(able, key=lambda one: (load[one], _lot(seed, candidate.session_id, one)), default="")


def _lot(*parts: str) -> str:
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()
