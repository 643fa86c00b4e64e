"""A hall that is played, event by event, with people and clerks as they are: `bench/wait.py` forecasts in it.

What it draws from is not what a forecast draws from: arrivals follow the hour of the day and differ from day to day,
items and clerks differ in speed and clerks also from day to day, meetings are log-normal with a few very long ones,
break and are taken up again, clerks open late, pause and go to lunch, people miss calls, come back, leave, or come by
appointment. Turns are called in the desk's own order.
"""

import heapq
import math
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import count

from desk.model.turns.order import Priority, Rules, stands_at
from desk.model.turns.seen import Interval

RULES = Rules()
MIDNIGHT = datetime(2026, 3, 2, tzinfo=UTC)
MINUTE, HOUR = 60.0, 3600.0
DOORS = (9 * HOUR, 17 * HOUR)
LAST = 19 * HOUR
COMING = (1.2, 1.5, 1.45, 0.6, 0.55, 1.15, 1.3, 0.8)
"""How many come in each hour from nine on, against the day's mean."""
SPEECHES = {"yue": 0.6, "cmn": 0.25, "pt": 0.15}
CARE, BOOKED, CAME, UNHEARD, BACK, BREAKS = 0.1, 0.12, 0.85, 0.05, 0.5, 0.04
PATIENCE = 4 * HOUR
CALLED_FOR = 180.0
LONG, MUCH_LONGER = 0.04, 2.5
LOAD = 1.05
"""Work that comes, against what the clerks can do while the doors are open: the rest is served after they close."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """One item: its median minutes, how its logarithms spread, and how often it is asked for."""

    item: str
    skill: str
    minutes: float
    spread: float
    share: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Clerk:
    """Somebody at a window: `speed` multiplies how long meetings last."""

    id: str
    skills: frozenset[str]
    speaks: frozenset[str]
    speed: float
    lunch: float

    def lines(self) -> frozenset[str]:
        """Every line they serve."""
        return frozenset(f"{skill}/{speech}" for skill in self.skills for speech in self.speaks)


@dataclass(slots=True, kw_only=True)
class Person:
    """One turn, and what becomes of it. Seconds since midnight."""

    id: str
    kind: Kind
    line: str
    priority: Priority
    comes: float
    place: datetime
    slot: float | None = None
    called: float | None = None
    waits: bool = False
    gone: bool = False


@dataclass(slots=True, kw_only=True)
class Seat:
    """A window as it is now. `hours` are those it will have kept by the evening; none but its clerk knows them."""

    clerk: Clerk
    hours: tuple[Interval, ...]
    meets: Person | None = None
    since: float = 0.0
    is_free: bool = True

    def is_open(self, at: float) -> bool:
        """Whether its clerk is there."""
        return any(begins <= at < ends for begins, ends in self.hours)


@dataclass(frozen=True, slots=True, kw_only=True)
class Met:
    """One meeting as the desk keeps it."""

    person: Person
    clerk: str
    begun: float
    ended: float


@dataclass(slots=True, kw_only=True)
class Log:
    """What a day leaves behind, as the desk would see it."""

    met: list[Met] = field(default_factory=list)
    calls: int = 0
    missed: int = 0
    broke: int = 0
    left: int = 0
    waited: float = 0.0
    hours: dict[str, tuple[Interval, ...]] = field(default_factory=dict)
    people: list[Person] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class Town:
    """Who comes and who serves; `a_day`: how many come on a usual day."""

    kinds: tuple[Kind, ...]
    clerks: tuple[Clerk, ...]
    a_day: float


def town(seed: int) -> Town:
    """A town with its items and clerks."""
    chance = random.Random(f"town {seed}")
    medians = {"A1": 4.0, "A2": 8.0, "B1": 11.0, "B2": 15.0, "C1": 19.0, "C2": 26.0}
    shares = (0.28, 0.22, 0.2, 0.12, 0.12, 0.06)
    kinds = tuple(
        Kind(
            item=name,
            skill=name[0],
            minutes=minutes * chance.uniform(0.8, 1.25),
            spread=chance.uniform(0.45, 0.7),
            share=share,
        )
        for (name, minutes), share in zip(medians.items(), shares, strict=True)
    )
    skills = ("ABC", "AB", "ABC", "BC", "A", "ABC", "AB", "BC")
    clerks = tuple(
        Clerk(
            id=f"clerk{number}",
            skills=frozenset(of),
            speaks=frozenset(
                {"yue"} | ({"cmn"} if number % 2 == 0 else set()) | ({"pt"} if number % 3 == 0 else set())
            ),
            speed=math.exp(chance.gauss(0, 0.2)),
            lunch=(12 + 0.75 * (number % 2)) * HOUR,
        )
        for number, of in enumerate(skills)
    )
    work = sum(kind.share * kind.minutes * math.exp(kind.spread**2 / 2) for kind in kinds) * 1.1 + 1
    return Town(kinds=kinds, clerks=clerks, a_day=LOAD * len(clerks) * 6.6 * 60 / work)


class Day:
    """One day of a town. `asked` is called for each person who takes a turn, at that moment."""

    def __init__(self, place: Town, chance: random.Random, asked: Callable[["Day", Person], None]) -> None:
        self.town, self.chance, self.asked = place, chance, asked
        self.now = 0.0
        self.log = Log()
        self.waiting: list[Person] = []
        self.booked: list[Person] = []
        self.pace = {clerk.id: math.exp(chance.gauss(0, 0.08)) for clerk in place.clerks}
        self.seats = [Seat(clerk=clerk, hours=tuple(self._hours(clerk))) for clerk in place.clerks]
        self.log.hours = {seat.clerk.id: seat.hours for seat in self.seats}
        self._order = count()
        self._due: list[tuple[float, int, Callable[[], None]]] = []

    def play(self) -> Log:
        """From nine until nobody is left, or the house closes."""
        for person in self._people():
            self._at(person.comes, partial(self._come, person))
        for seat in self.seats:
            for begins, _ in seat.hours:
                self._at(begins, partial(self._call, seat))
        while self._due and self._due[0][0] < LAST:
            self.now, _, happens = heapq.heappop(self._due)
            happens()
        return self.log

    def before(self, person: Person) -> list[Person]:
        """Those in line who go first."""
        return [other for other in self.waiting if (other.place, other.id) < (person.place, person.id)]

    def _at(self, at: float, happens: Callable[[], None]) -> None:
        heapq.heappush(self._due, (at, next(self._order), happens))

    def _hours(self, clerk: Clerk) -> Iterator[Interval]:
        """Late in the morning, lunch by turns, pauses now and then; the last turn is called at six or so."""
        chance, at = self.chance, 9 * HOUR + max(-5 * MINUTE, self.chance.gauss(4, 8) * MINUTE)
        lunch = clerk.lunch + chance.gauss(0, 8) * MINUTE
        for until, after in ((lunch, lunch + chance.uniform(50, 75) * MINUTE), (18.3 * HOUR, LAST)):
            while (pause := at + chance.expovariate(1 / (2.2 * HOUR))) < until:
                yield at, pause
                at = pause + chance.uniform(5, 15) * MINUTE
            if at < until:
                yield at, until
            at = after

    def _people(self) -> Iterator[Person]:
        chance, busy = self.chance, math.exp(self.chance.gauss(0, 0.15))
        mean = self.town.a_day * busy / len(COMING)
        numbers = count()
        for hour, share in enumerate(COMING):
            at, ends = DOORS[0] + hour * HOUR, DOORS[0] + (hour + 1) * HOUR
            while (at := at + chance.expovariate(mean * share / HOUR)) < ends:
                yield self._person(next(numbers), at)

    def _person(self, number: int, at: float) -> Person:
        chance = self.chance
        kind = chance.choices(self.town.kinds, [kind.share for kind in self.town.kinds])[0]
        speech = chance.choices(list(SPEECHES), list(SPEECHES.values()))[0]
        drawn = chance.random()
        priority = (
            Priority.APPOINTMENT if drawn < BOOKED else Priority.CARE if drawn < BOOKED + CARE else Priority.ORDINARY
        )
        slot = round(at / (30 * MINUTE)) * 30 * MINUTE if priority is Priority.APPOINTMENT else None
        comes = max(DOORS[0], slot + chance.uniform(-12, 8) * MINUTE) if slot is not None else at
        person = Person(
            id=f"{number:04d}",
            kind=kind,
            line=f"{kind.skill}/{speech}",
            priority=priority,
            comes=comes,
            place=stands_at(priority, MIDNIGHT + timedelta(seconds=slot or comes), RULES),
            slot=slot,
        )
        if slot is not None:
            self.booked.append(person)
            person.gone = chance.random() > CAME
        return person

    def _come(self, person: Person) -> None:
        if person.gone:
            return
        if person in self.booked:
            self.booked.remove(person)
        self.log.people.append(person)
        self._stand(person)
        self.asked(self, person)
        leaves = self.now + self.chance.expovariate(1 / PATIENCE)
        self._at(leaves, lambda: self._leave(person))
        for seat in self.seats:
            self._call(seat)

    def _stand(self, person: Person) -> None:
        person.waits = True
        person.comes = self.now if person.called is None else person.comes
        self.waiting.append(person)

    def _leave(self, person: Person) -> None:
        if person.waits and person.called is None:
            self._drop(person)
            person.gone = True
            self.log.left += 1
            self.log.waited += self.now - person.comes

    def _drop(self, person: Person) -> None:
        person.waits = False
        self.waiting.remove(person)

    def _call(self, seat: Seat) -> None:
        if not seat.is_free or not seat.is_open(self.now):
            return
        lines = seat.clerk.lines()
        person = min(
            (person for person in self.waiting if person.line in lines),
            key=lambda found: (found.place, found.id),
            default=None,
        )
        if person is None:
            return
        self._drop(person)
        if person.called is None:
            person.called = self.now
            self.log.waited += self.now - person.comes
        self.log.calls += 1
        seat.is_free, seat.meets, seat.since = False, person, self.now
        if self.chance.random() < UNHEARD:
            self._at(self.now + CALLED_FOR, lambda: self._miss(seat, person))
        else:
            self._meet(seat, person)

    def _miss(self, seat: Seat, person: Person) -> None:
        self.log.missed += 1
        if self.chance.random() < BACK:
            self._at(self.now + self.chance.uniform(3, 20) * MINUTE, lambda: self._return(person))
        self._free(seat)

    def _return(self, person: Person) -> None:
        person.place = stands_at(Priority.RETURNING, MIDNIGHT + timedelta(seconds=person.comes), RULES)
        self._stand(person)
        for seat in self.seats:
            self._call(seat)

    def _meet(self, seat: Seat, person: Person) -> None:
        chance, kind = self.chance, person.kind
        pace = seat.clerk.speed * self.pace[seat.clerk.id] * (MUCH_LONGER if chance.random() < LONG else 1.0)
        lasts = kind.minutes * MINUTE * math.exp(chance.gauss(0, kind.spread)) * pace
        if chance.random() < BREAKS:
            ends = self.now + lasts * chance.random()
            self._at(ends + chance.uniform(1, 4) * MINUTE, lambda: self._return(person))
            self._at(ends, lambda: self._end(seat, person, broke=True))
        else:
            self._at(self.now + lasts, lambda: self._end(seat, person, broke=False))

    def _end(self, seat: Seat, person: Person, *, broke: bool) -> None:
        self.log.broke += broke
        if not broke:
            self.log.met.append(Met(person=person, clerk=seat.clerk.id, begun=seat.since, ended=self.now))
        self._free(seat)

    def _free(self, seat: Seat) -> None:
        """The clerk finishes what is to be written, and calls."""
        seat.meets = None
        self._at(self.now + self.chance.uniform(10, 60), lambda: self._wrapped(seat))

    def _wrapped(self, seat: Seat) -> None:
        seat.is_free = True
        self._call(seat)
