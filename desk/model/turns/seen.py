"""What was seen of a service: how long its items take, how its windows keep their hours, who overtakes and who leaves.

Spans are fitted by their logarithms, since meetings are long-tailed. What was little seen leans on what was seen more:
an item on its skill, a skill on the whole desk (partial pooling; Gelman & Hill, *Data Analysis Using Regression and
Multilevel/Hierarchical Models*, 12.2). No shape is taken for granted: residuals are kept as they were seen.
"""

import math
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import NormalDist
from typing import TypeVar

from desk.model.turns.order import Priority

FEWEST = 3
"""With fewer meetings seen in the whole desk, nothing is told."""
LEAN = 12.0
"""An item, a skill, a clerk or an hour weighs as its own once it was seen about so often."""
USUAL_DEVIATION, USUAL_WEIGHT = 0.6, 6.0
"""How far meetings spread (of logarithms) before many were seen, and how many it counts for."""
POINTS = 64
OF_A_DAY = 0.1
"""How far days differ from each other (of logarithms)."""
SHORTEST = 5.0
"""Seconds; a meeting that was shorter counts as so long."""

Key = TypeVar("Key", str, int)
Interval = tuple[float, float]
"""Open from, open until: seconds since midnight by the zone's clock."""
Day = tuple[Interval, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """One meeting that was seen: `hour` of its ring by the zone's clock, and how long it kept its clerk."""

    item: str
    skill: str
    clerk: str
    hour: int
    seconds: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Spread:
    """Of logarithms of seconds."""

    mean: float
    deviation: float

    def at(self, z: float) -> float:
        """Seconds, at so many deviations from the mean."""
        return math.exp(self.mean + self.deviation * z)

    def place(self, seconds: float) -> float:
        """At how many deviations from the mean that many seconds are."""
        return (math.log(max(seconds, SHORTEST)) - self.mean) / self.deviation


@dataclass(frozen=True, slots=True, kw_only=True)
class Habits:
    """What else is usual.

    `missed`: the share of calls nobody answers, each of which costs `missed_for` seconds. `broke`: the share of
    meetings that break, after which the applicant goes first. `left`: the share of those in line who leave in a minute.
    `turnover`: seconds from one meeting's end to the clerk's next call. `came`: of appointments, the share who came.
    `pause`: seconds for which a clerk is away who is not away by habit.
    `arrivals`: how many come in an hour, by line, class and hour. `days`: when each clerk's window was open, by day.
    """

    missed: float = 0.05
    missed_for: float = 180.0
    broke: float = 0.0
    left: float = 0.0
    turnover: float = 30.0
    came: float = 0.85
    pause: float = 600.0
    arrivals: Mapping[tuple[str, Priority, int], float] = field(default_factory=dict)
    days: Mapping[str, Sequence[Day]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """All that a forecast is made of. `shape`: residuals in deviations, from the least to the most."""

    count: int
    desk: Spread
    skills: Mapping[str, Spread]
    items: Mapping[str, Spread]
    clerks: Mapping[str, float]
    hours: Mapping[int, float]
    unsure: float
    shape: tuple[float, ...]
    habits: Habits

    def spread(self, item: str, skill: str, clerk: str, hour: int) -> Spread:
        """How long this item takes this clerk at this hour."""
        base = self.items.get(item) or self.skills.get(skill) or self.desk
        offset = self.clerks.get(clerk, 0.0) + self.hours.get(hour, 0.0)
        return Spread(mean=base.mean + offset, deviation=base.deviation)

    def residual(self, share: float) -> float:
        """The residual below which that share was."""
        at = share * (len(self.shape) - 1)
        low = min(int(at), len(self.shape) - 2)
        return self.shape[low] + (self.shape[low + 1] - self.shape[low]) * (at - low)

    def share_below(self, residual: float) -> float:
        """The share of residuals below this one; never quite all."""
        at = bisect_left(self.shape, residual)
        if at == 0:
            return 0.0
        if at == len(self.shape):
            return 1.0 - 0.5 / len(self.shape)
        low, high = self.shape[at - 1], self.shape[at]
        return (at - 1 + (residual - low) / (high - low)) / (len(self.shape) - 1)


def seen(services: Sequence[Service], habits: Habits | None = None) -> Seen | None:
    """What these meetings tell; None when there are too few to tell anything."""
    if len(services) < FEWEST:
        return None
    logs = [(service, math.log(max(service.seconds, SHORTEST))) for service in services]
    start = Spread(mean=_mean([log for _, log in logs]), deviation=USUAL_DEVIATION)
    desk = _fit([log for _, log in logs], start, USUAL_WEIGHT, pull=0.0)
    skills = _groups(logs, lambda service: service.skill, lambda _: desk)
    skill_of = {service.item: service.skill for service in services}
    items = _groups(logs, lambda service: service.item, lambda item: skills[skill_of[item]])
    left = [(service, log - items[service.item].mean) for service, log in logs]
    clerks = _offsets(left, lambda service: service.clerk)
    left = [(service, rest - clerks[service.clerk]) for service, rest in left]
    hours = _offsets(left, lambda service: service.hour)
    rest = [(rest - hours[service.hour]) / items[service.item].deviation for service, rest in left]
    return Seen(
        count=len(services),
        desk=desk,
        skills=skills,
        items=items,
        clerks=clerks,
        hours=hours,
        unsure=math.hypot(desk.deviation / math.sqrt(len(services)), OF_A_DAY),
        shape=_shape(rest),
        habits=habits or Habits(),
    )


def turnover(meetings: Iterable[tuple[str, float, float]], longest: float = 300.0) -> float | None:
    """The median of the gaps between a clerk's meetings (clerk, from, until; seconds), longer ones being pauses."""
    by_clerk: dict[str, list[Interval]] = defaultdict(list)
    for clerk, begun, ended in meetings:
        by_clerk[clerk].append((begun, ended))
    gaps = sorted(
        after[0] - before[1]
        for of_clerk in by_clerk.values()
        for before, after in pairwise(sorted(of_clerk))
        if 0 <= after[0] - before[1] <= longest
    )
    return gaps[len(gaps) // 2] if gaps else None


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values)


def _fit(logs: Sequence[float], towards: Spread, weight: float, pull: float = LEAN) -> Spread:
    mean = (sum(logs) + pull * towards.mean) / (len(logs) + pull)
    squares = sum((log - _mean(logs)) ** 2 for log in logs)
    variance = (squares + weight * towards.deviation**2) / (len(logs) + weight)
    return Spread(mean=mean, deviation=math.sqrt(variance))


def _groups(
    logs: Sequence[tuple[Service, float]], key: Callable[[Service], str], towards: Callable[[str], Spread]
) -> dict[str, Spread]:
    grouped: dict[str, list[float]] = defaultdict(list)
    for service, log in logs:
        grouped[key(service)].append(log)
    return {name: _fit(of_group, towards(name), LEAN) for name, of_group in grouped.items()}


def _offsets(left: Sequence[tuple[Service, float]], key: Callable[[Service], Key]) -> dict[Key, float]:
    grouped: dict[Key, list[float]] = defaultdict(list)
    for service, rest in left:
        grouped[key(service)].append(rest)
    return {name: sum(rests) / (len(rests) + LEAN) for name, rests in grouped.items()}


def _shape(residuals: Sequence[float]) -> tuple[float, ...]:
    """Quantiles of what was seen; of few, mixed with those of a normal law, so that the tails are not lost."""
    ordered = sorted(residuals)
    weight = len(ordered) / (len(ordered) + 4 * LEAN)
    shares = [(point + 0.5) / POINTS for point in range(POINTS)]
    own = [ordered[min(len(ordered) - 1, int(share * len(ordered)))] for share in shares]
    found = [
        weight * seen + (1 - weight) * NormalDist().inv_cdf(share) for seen, share in zip(own, shares, strict=True)
    ]
    return tuple(value + at * 1e-9 for at, value in enumerate(found))
