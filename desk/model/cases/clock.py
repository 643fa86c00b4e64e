"""The clock of a case: by when something is promised, on the calendars that count, and how much of that time is used.

Theory of operation. A limit is so many hours of office time, or so many days. Nothing ticks: from when the clock began,
when it stood, and the calendars, the *spans* that count are worked out anew each time, and all is told from them:

    hours       the office hours of working days, without the time in which the clock stood
    days        the office hours of so many days; a day counts if the clock ran as it began (midnight at the place) and
                as its office closed: neither the day on which the clock begins, stops or goes on, nor any between; but
                a stop within one day changes nothing
    at the end  the limit is over when the office closes on the last day (Civil Code, art. 203); the last of calendar
                days is put off to a working one

A day that no published list covers is counted Monday to Friday, and told of: what is reckoned so is not *sure*.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from itertools import pairwise
from zoneinfo import ZoneInfo

from desk.model.turns.calendars import Calendar, Kind

SATURDAY = 5
WARN_AT = (50, 80, 100)
"""Percent of the time at which staff are warned."""
FARTHEST = 4000
"""Days that are looked at; no limit reaches so far."""
NOON = time(12)


class Counted(StrEnum):
    """What a limit is counted in."""

    HOURS = "hours"
    WORKING_DAYS = "working-days"
    CALENDAR_DAYS = "calendar-days"


class Pace(StrEnum):
    """Which promise a clock keeps. The last three are the city's word to enterprises (117): an answer in one hour, what
    is simple solved in one day, what is hard in seven."""

    PROMISED = "promised"
    FIRST_ANSWER = "first-answer"
    SIMPLE = "simple"
    HARD = "hard"


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """So many of what is counted; 0 days: on the day itself."""

    count: int
    counted: Counted


FOR_ENTERPRISES = {
    Pace.FIRST_ANSWER: Limit(count=1, counted=Counted.HOURS),
    Pace.SIMPLE: Limit(count=1, counted=Counted.WORKING_DAYS),
    Pace.HARD: Limit(count=7, counted=Counted.WORKING_DAYS),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Whose days count: a day is worked where all of these calendars say so; on the clocks of `zone`."""

    calendars: tuple[Calendar, ...]
    zone: ZoneInfo
    opens: time = time(9)
    closes: time = time(17)

    def kind(self, day: date) -> tuple[bool, bool, bool]:
        """Whether it is worked, in the morning only, and whether every list covers it."""
        kinds = [calendar.kind(day) for calendar in self.calendars]
        sure = Kind.UNKNOWN not in kinds
        worked = all(_worked(kind, day) for kind in kinds)
        return worked, Kind.HALF in kinds, sure


@dataclass(frozen=True, slots=True, kw_only=True)
class Stop:
    """From when to when the clock stood; `until` is None while it stands."""

    since: datetime
    until: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock:
    """A limit that began, at a place, with when it stood (in order, none into another)."""

    limit: Limit
    place: Place
    begun_at: datetime
    stops: tuple[Stop, ...] = ()

    @property
    def stands(self) -> bool:
        """Whether it stands now."""
        return bool(self.stops) and self.stops[-1].until is None

    def due_at(self) -> datetime | None:
        """When the time is over; None while the clock stands, for nobody knows for how long."""
        return None if self.stands else self.at(100)

    def at(self, percent: int) -> datetime:
        """When so much of the time was, or will be, used: the clock must be running."""
        spans = list(self.spans())
        left = _sum(spans) * percent / 100
        for start, end in spans:
            if end - start >= left:
                return start + left
            left -= end - start
        return spans[-1][1]

    def used(self, now: datetime) -> float:
        """The share of the time that is used at `now`; 1 when it is over."""
        until = min(now, self.stops[-1].since) if self.stands else now
        spans = list(self._without_open().spans())
        past = sum((min(end, until) - start for start, end in spans if start < until), timedelta(0))
        return past / whole if (whole := _sum(spans)) else float(until >= spans[-1][1])

    def is_sure(self) -> bool:
        """Whether every day that was looked at stands in a published list."""
        last = list(self._without_open().spans())[-1][1].astimezone(self.place.zone).date()
        first = self.begun_at.astimezone(self.place.zone).date()
        return all(self.place.kind(first + timedelta(days=n))[2] for n in range((last - first).days + 1))

    def spans(self) -> Iterator[tuple[datetime, datetime]]:
        """The time that counts, in order, until the limit is used up. The clock must be running."""
        if self.limit.counted is Counted.HOURS:
            yield from self._hours()
        elif self.limit.count == 0:
            yield self._today()
        else:
            yield from self._days()

    def _hours(self) -> Iterator[tuple[datetime, datetime]]:
        left = timedelta(hours=self.limit.count)
        for day in self._dates():
            if not self.place.kind(day)[0]:
                continue
            for start, end in self._running(*self._office(day)):
                yield start, min(end, start + left)
                left -= min(end - start, left)
                if not left:
                    return

    def _days(self) -> Iterator[tuple[datetime, datetime]]:
        left = self.limit.count
        for day in self._dates():
            worked = self.place.kind(day)[0]
            if not self._counts(day):
                continue
            if self.limit.counted is Counted.CALENDAR_DAYS:
                left -= 1
                if left > 0 or worked:
                    yield self._office(day)
                if left <= 0 and worked:
                    return
            elif worked:
                left -= 1
                yield self._office(day)
                if left == 0:
                    return

    def _today(self) -> tuple[datetime, datetime]:
        """What is left of the first office day at whose end the clock runs, for what is done on the spot."""
        for day in self._dates():
            opens, closes = self._office(day)
            parts = self._running(opens, closes)
            if self.place.kind(day)[0] and parts and parts[-1][1] == closes:
                return parts[-1]
        raise AssertionError("no working day in sight")

    def _running(self, opens: datetime, closes: datetime) -> list[tuple[datetime, datetime]]:
        """The parts of this time in which the clock ran."""
        start, parts = max(opens, self.begun_at), list[tuple[datetime, datetime]]()
        for stop in self.stops:
            parts.append((start, min(stop.since, closes)))
            start = max(start, stop.until or closes)
        parts.append((start, closes))
        return [(start, end) for start, end in parts if start < end]

    def _counts(self, day: date) -> bool:
        return self._runs(datetime.combine(day, time(0), self.place.zone)) and self._runs(self._office(day)[1])

    def _runs(self, at: datetime) -> bool:
        begun = self.begun_at < at
        return begun and not any(stop.since < at and (stop.until is None or at <= stop.until) for stop in self.stops)

    def _office(self, day: date) -> tuple[datetime, datetime]:
        half = self.place.kind(day)[1]
        closes = min(self.place.closes, NOON) if half else self.place.closes
        return (
            datetime.combine(day, self.place.opens, self.place.zone),
            datetime.combine(day, closes, self.place.zone),
        )

    def _dates(self) -> Iterator[date]:
        first = self.begun_at.astimezone(self.place.zone).date()
        return (first + timedelta(days=n) for n in range(FARTHEST))

    def _without_open(self) -> "Clock":
        """As if it went on at the moment at which it stopped last."""
        stops = tuple(stop for stop in self.stops if stop.until is not None)
        return Clock(limit=self.limit, place=self.place, begun_at=self.begun_at, stops=stops)


def in_order(stops: Sequence[Stop]) -> bool:
    """Whether these stops can be one clock's: each ends before the next begins, and only the last may be open."""
    whole = all(stop.until is None or stop.since <= stop.until for stop in stops)
    return whole and all(one.until is not None and one.until <= other.since for one, other in pairwise(stops))


def _worked(kind: Kind, day: date) -> bool:
    if kind is Kind.UNKNOWN:
        return day.weekday() < SATURDAY
    return kind in (Kind.WORKING, Kind.WORKING_WEEKEND, Kind.HALF)


def _sum(spans: Sequence[tuple[datetime, datetime]]) -> timedelta:
    return sum((end - start for start, end in spans), timedelta(0))
