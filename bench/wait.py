"""The forecast of a wait against the naive "people ahead times the mean meeting": `ours_over_naive`.

A hall is played (bench/_hall.py): some days to learn from, then days that nothing was tuned on. Whenever somebody
takes a turn they are told a forecast, made only of what the desk knows at that moment: who is in line, which windows
are open, since when each meets, which appointments are due, and what the days before left behind. When they are called,
what was told is compared with what came. Those who leave before their call are left out: their wait is not known.

The naive one counts, as the desk did before, those of the same skill who go first, and takes the mean meeting of that
skill (`ours_over_naive`); `…_by_windows` divides by the windows open for it. Because lines are by spoken language too,
`…_by_line` counts only one's own line, and `…_by_line_and_windows` divides that: whichever way the naive one does best,
it is here. All are medians of the absolute error, in minutes. `coverage`: the share of waits inside the told range,
which claims 0.8. `told`: the share who were told anything.
"""

import random
import statistics
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from bench import _hall
from bench._hall import MIDNIGHT, RULES, Log, Person
from bench._line import end, quantile
from desk.model.turns.forecast import Range, forecast
from desk.model.turns.halls import Expected, Hall, Turn, Window
from desk.model.turns.order import Priority
from desk.model.turns.seen import Habits, Seen, Service, seen, turnover

SEEDS = (101, 202, 303, 404)
LEARN, TEST = 12, 4
MOST_LATE = 900.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What one person was told, and by whom; minutes."""

    person: Person
    ours: Range | None
    naive: Mapping[str, float]

    def wait(self) -> float | None:
        """What came."""
        return None if self.person.called is None else (self.person.called - self.person.comes) / 60


class Teller:
    """Tells each person a forecast, by what was learnt."""

    def __init__(self, logs: Sequence[Log]) -> None:
        self.seen = learnt(logs)
        self.means = {
            skill: statistics.mean(m.ended - m.begun for log in logs for m in log.met if m.person.kind.skill == skill)
            / 60
            for skill in "ABC"
        }
        self.asked: list[Asked] = []

    def tell(self, day: _hall.Day, person: Person) -> None:
        """Now, for this person."""
        mean, before = self.means[person.kind.skill], day.before(person)
        of_skill = mean * sum(other.kind.skill == person.kind.skill for other in before)
        of_line = mean * sum(other.line == person.line for other in before)
        here = [seat.clerk for seat in day.seats if seat.is_open(day.now)]
        self.asked.append(
            Asked(
                person=person,
                ours=forecast(hall_of(day), self.seen).get(person.id),
                naive={
                    "naive": of_skill,
                    "naive_by_windows": of_skill / max(1, sum(person.kind.skill in clerk.skills for clerk in here)),
                    "naive_by_line": of_line,
                    "naive_by_line_and_windows": of_line / max(1, sum(person.line in clerk.lines() for clerk in here)),
                },
            )
        )


def hall_of(day: _hall.Day) -> Hall:
    """What the desk knows of this moment."""
    return Hall(
        now=MIDNIGHT + timedelta(seconds=day.now),
        clock=day.now,
        turns=[
            Turn(id=p.id, item=p.kind.item, skill=p.kind.skill, line=p.line, stands_at=p.place) for p in day.waiting
        ],
        windows=[_window(seat, day.now) for seat in day.seats],
        expected=[
            Expected(
                id=p.id, item=p.kind.item, skill=p.kind.skill, line=p.line, at=MIDNIGHT + timedelta(seconds=p.slot)
            )
            for p in day.booked
            if p.slot is not None and p.slot > day.now - MOST_LATE
        ],
        rules=RULES,
    )


def _window(seat: _hall.Seat, now: float) -> Window:
    met = seat.meets
    return Window(
        clerk=seat.clerk.id,
        lines=seat.clerk.lines(),
        is_open=seat.is_open(now),
        may_open=any(begins <= now for begins, _ in seat.hours),
        item=met.kind.item if met else "",
        skill=met.kind.skill if met else "",
        busy_for=now - seat.since if met else None,
    )


def learnt(logs: Sequence[Log]) -> Seen | None:
    """What the desk would have seen of these days."""
    met = [m for log in logs for m in log.met]
    calls = sum(log.calls for log in logs)
    comings: Counter[tuple[str, Priority, int]] = Counter(
        (p.line, p.priority, int(p.comes // 3600)) for log in logs for p in log.people if p.priority is Priority.CARE
    )
    days = defaultdict(list)
    for log in logs:
        for clerk, hours in log.hours.items():
            days[clerk].append(hours)
    gaps = [gap for log in logs if (gap := turnover((m.clerk, m.begun, m.ended) for m in log.met)) is not None]
    booked = [p for log in logs for p in log.people if p.slot is not None]
    habits = Habits(
        missed=sum(log.missed for log in logs) / calls,
        missed_for=_hall.CALLED_FOR,
        broke=sum(log.broke for log in logs) / calls,
        left=60 * sum(log.left for log in logs) / sum(log.waited for log in logs),
        turnover=statistics.median(gaps),
        came=0.85 if booked else 0.0,
        arrivals={key: number / len(logs) for key, number in comings.items()},
        days=days,
    )
    services = [
        Service(
            item=m.person.kind.item,
            skill=m.person.kind.skill,
            clerk=m.clerk,
            hour=int(m.begun // 3600),
            seconds=m.ended - m.begun,
        )
        for m in met
    ]
    return seen(services, habits)


def played(seed: int) -> list[Asked]:
    """All that was told on the days of the test, in one town."""
    place, chance = _hall.town(seed), random.Random(seed)
    logs = [_hall.Day(place, chance, lambda day, person: None).play() for _ in range(LEARN)]
    teller = Teller(logs)
    for _ in range(TEST):
        _hall.Day(place, chance, teller.tell).play()
    return teller.asked


def main() -> None:
    """Plays every town, and compares."""
    asked = [told for seed in SEEDS for told in played(seed)]
    known = [(told, told.ours, wait) for told in asked if told.ours is not None and (wait := told.wait()) is not None]
    waits = [wait for _, _, wait in known]
    print(f"{len(asked)} turns; waits: median {statistics.median(waits):.1f}, p90 {quantile(waits, 0.9):.1f} minutes")

    ours = statistics.median(abs(said.middle - wait) for _, said, wait in known)
    errors = {
        name: statistics.median(abs(told.naive[name] - wait) for told, _, wait in known) for name in known[0][0].naive
    }
    print(
        f"median absolute error, minutes: ours {ours:.2f};", {name: round(error, 2) for name, error in errors.items()}
    )
    end(
        "wait",
        {
            **{f"ours_over_{name}": ours / error for name, error in errors.items()},
            "coverage": statistics.mean(said.low <= wait <= said.high for _, said, wait in known),
            "told": statistics.mean(told.ours is not None for told in asked),
            "ours_minutes": ours,
            "turns": len(known),
        },
    )


if __name__ == "__main__":
    main()
