"""One hall played forward many times: what chance decides is drawn before, then windows call by the one order.

The law of it stands at the head of desk/model/turns/forecast.py.
"""

import heapq
import math
import random
from collections.abc import Iterator, Sequence

from desk.model.turns.halls import Hall, Turn, Window
from desk.model.turns.order import Priority
from desk.model.turns.seen import Day, Interval, Seen

REACH = 8 * 3600.0
"""Seconds ahead; nothing is told of what may be later."""
NEVER = math.inf
HOUR = 3600.0
EARLY = 600.0
"""Who has an appointment comes up to so many seconds before it."""
AGAIN = 1.5
"""So many times as long a meeting keeps its window that breaks and is taken up again."""

Late = tuple[float, float, str, str, Sequence[float]]
"""Somebody who comes later: when, their place in line, the line, a key, logarithms of the meeting's length by play."""


class Drawn:
    """All that chance decides, drawn before the plays."""

    def __init__(self, hall: Hall, seen: Seen, turns: Sequence[Turn], plays: int) -> None:
        self.hall, self.seen, self.turns, self.plays = hall, seen, turns, plays
        self.places = [(turn.stands_at - hall.now).total_seconds() for turn in turns]
        self.lengths = [self._lengths(turn.id, turn.item, turn.skill) for turn in turns]
        self.lost = [self._lost(turn.id) for turn in turns]
        self.unsure = [seen.unsure * (2 * share - 1) * 1.7 for share in _even(plays, "unsure")]
        self.busy = [self._busy(window) for window in hall.windows]
        self.days = [self._days(window) for window in hall.windows]
        self.late = self._late()

    def _lengths(self, key: str, item: str, skill: str) -> list[float]:
        """Logarithms of how long the meeting lasts with a usual clerk at a usual hour."""
        spread = self.seen.spread(item, skill, "", -1)
        return [spread.mean + spread.deviation * self.seen.residual(share) for share in _even(self.plays, key)]

    def _lost(self, key: str) -> list[tuple[float, float, float]]:
        """For each play: how likely it is no miss, seconds until they leave, how likely it does not break."""
        chance = random.Random(f"lost {key}")  # noqa: S311  # no secret: the same hall has the same forecast
        leaves = self.seen.habits.left / 60
        return [
            (chance.random(), chance.expovariate(leaves) if leaves else NEVER, chance.random())
            for _ in range(self.plays)
        ]

    def _busy(self, window: Window) -> list[float]:
        """Seconds until the window is free."""
        if window.busy_for is None:
            return [0.0] * self.plays
        spread = self.seen.spread(window.item, window.skill, window.clerk, int(self.hall.clock // HOUR))
        before = self.seen.share_below(spread.place(window.busy_for)) if window.busy_for > 0 else 0.0
        shares = [before + (1 - before) * share for share in _even(self.plays, f"busy {window.clerk}")]
        ends = [max(spread.at(self.seen.residual(share)), window.busy_for) for share in shares]
        return [end - window.busy_for + self.seen.habits.turnover for end in ends]

    def _days(self, window: Window) -> list[Day]:
        """For each play, when the window is open, in seconds from now."""
        chance = random.Random(f"days {window.clerk}")  # noqa: S311  # see above
        alike = [_left_of(day, self.hall.clock) for day in self.seen.habits.days.get(window.clerk, ())]
        alike = [day for day in alike if (bool(day) and day[0][0] <= 0) == window.is_open and (window.is_open or day)]
        if alike:
            return [chance.choice(alike) for _ in range(self.plays)]
        if window.is_open:
            return [((0.0, NEVER),)] * self.plays
        pause = self.seen.habits.pause
        return [((chance.expovariate(1 / pause), NEVER),) if window.may_open else () for _ in range(self.plays)]

    def _late(self) -> list[list[Late]]:
        """For each play, who comes later and goes before some who stand now."""
        plays: list[list[Late]] = [[*self._walk_ins(play)] for play in range(self.plays)]
        chance = random.Random("late")  # noqa: S311  # see above
        for due in self.hall.expected:
            at, lengths = (due.at - self.hall.now).total_seconds(), self._lengths(due.id, due.item, due.skill)
            place = at - self.hall.rules.head_starts[Priority.APPOINTMENT].total_seconds()
            for found in plays:
                if chance.random() < self.seen.habits.came:
                    found.append((max(0.0, at - chance.random() * EARLY), place, due.line, due.id, lengths))
        return [sorted(found) for found in plays]

    def _walk_ins(self, play: int) -> Iterator[Late]:
        """Those of a class with a head start, as they usually come, as long as somebody who stands now is before."""
        for line, turn in {turn.line: turn for turn in self.turns}.items():
            for priority in (Priority.RETURNING, Priority.CARE):
                head = self.hall.rules.head_starts[priority].total_seconds()
                chance = random.Random(f"{play} {line} {priority}")  # noqa: S311  # see above
                for number, comes in enumerate(self._comings(line, priority, min(head, REACH), chance)):
                    key = f"{line} {priority} {number}"
                    yield comes, comes - head, line, key, self._lengths(key, turn.item, turn.skill)

    def _comings(self, line: str, priority: Priority, until: float, chance: random.Random) -> list[float]:
        at, hour, found = 0.0, int(self.hall.clock // HOUR), list[float]()
        while at < until:
            ends = min(until, (hour + 1) * HOUR - self.hall.clock)
            rate = self.seen.habits.arrivals.get((line, priority, hour % 24), 0.0) / HOUR
            while rate and (at := at + chance.expovariate(rate)) < ends:
                found.append(at)
            at, hour = ends, hour + 1
        return found


class Play:
    """One possible course of the next hours."""

    def __init__(self, drawn: Drawn, play: int) -> None:
        self.drawn, self.play = drawn, play
        self.lines: dict[str, list[tuple[float, str, int]]] = {}
        for at, (turn, place) in enumerate(zip(drawn.turns, drawn.places, strict=True)):
            self.lines.setdefault(turn.line, []).append((place, turn.id, at))
        self.late = drawn.late[play]
        self.come = 0

    def starts(self) -> list[float]:
        """Seconds until each turn is called; NEVER beyond reach."""
        found = [NEVER] * len(self.drawn.turns)
        waiting = len(found)
        free = [(busy[self.play], number) for number, busy in enumerate(self.drawn.busy)]
        heapq.heapify(free)
        while waiting and free:
            at, number = heapq.heappop(free)
            opens = _opens(self.drawn.days[number][self.play], at)
            if opens > REACH:
                continue
            if opens > at:
                heapq.heappush(free, (opens, number))
                continue
            self._arrive(at)
            head = self._head(number)
            if head is None:
                if self.come < len(self.late):
                    heapq.heappush(free, (self.late[self.come][0], number))
                continue
            turn = head[2]
            if turn >= 0:
                found[turn] = at
                waiting -= 1
            heapq.heappush(free, (at + self._takes(turn, at, number), number))
        return found

    def _arrive(self, at: float) -> None:
        while self.come < len(self.late) and self.late[self.come][0] <= at:
            _, place, line, key, _ = self.late[self.come]
            heapq.heappush(self.lines.setdefault(line, []), (place, key, -1 - self.come))
            self.come += 1

    def _head(self, number: int) -> tuple[float, str, int] | None:
        window = self.drawn.hall.windows[number]
        line = min((found for name, found in self.lines.items() if found and name in window.lines), default=None)
        return heapq.heappop(line) if line else None

    def _takes(self, turn: int, at: float, number: int) -> float:
        """Seconds for which this turn keeps the window."""
        seen, habits = self.drawn.seen, self.drawn.seen.habits
        answered, leaves, holds = (1.0, NEVER, 1.0) if turn < 0 else self.drawn.lost[turn][self.play]
        if leaves < at:
            return 0.0
        if answered < habits.missed:
            return habits.missed_for
        length = self.late[-1 - turn][4][self.play] if turn < 0 else self.drawn.lengths[turn][self.play]
        hour = int((self.drawn.hall.clock + at) // HOUR) % 24
        offset = seen.clerks.get(self.drawn.hall.windows[number].clerk, 0.0) + seen.hours.get(hour, 0.0)
        again = 1.5 if holds < habits.broke else 1.0
        return again * math.exp(length + offset + self.drawn.unsure[self.play]) + habits.turnover


def _opens(day: Day, at: float) -> float:
    """The first moment from `at` on at which the window is open."""
    return next((max(at, begins) for begins, ends in day if ends > at), NEVER)


def _left_of(day: Day, clock: float) -> Day:
    """What is left of a day's hours, in seconds from now; what is open now began at 0 or before."""
    left: list[Interval] = [(begins - clock, ends - clock) for begins, ends in day if ends > clock]
    return tuple(left)


def _even(plays: int, key: str) -> list[float]:
    """A share for each play, evenly spread over 0 to 1, in an order that is the key's own."""
    shares = [(at + 0.5) / plays for at in range(plays)]
    random.Random(key).shuffle(shares)  # noqa: S311  # see above
    return shares
