"""Opening hours: when a zone's place is open for which business, and the slots that can be booked.

A slot stands only on a day that the zone's place works *and* the clerks on the mainland work: two calendars decide.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

from desk.model.turns.businesses import Business
from desk.model.turns.calendars import DAYS, WORKED, Calendar, Kind, Words

NOON = time(13, 0)
"""On a day that is worked in the morning only, slots end here."""


class Closed(StrEnum):
    """Why a day has no slots; OPEN where it has."""

    OPEN = ""
    HOLIDAY = "holiday"
    REST = "rest"
    SHUT = "shut"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """Opening hours of one day, by the zone's clock: from `begins`, until `ends`."""

    begins: time
    ends: time


@dataclass(frozen=True, slots=True, kw_only=True)
class SlotRule:
    """How one skill is booked: how long a slot lasts, and how many are taken in each."""

    lasts: timedelta = timedelta(minutes=30)
    capacity: int = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Exceptional:
    """A day on which other hours hold; without any it is shut, for the reason named."""

    hours: tuple[Span, ...]
    name: Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Openings:
    """What a zone decides of its hours. `week` is by the day of the week, Monday 0. `slots` are by skill; one that is
    not named is booked as `usual`. Booked is at most `ahead` days before, and at least `notice`.
    """

    week: Mapping[int, tuple[Span, ...]] = field(default_factory=dict)
    exceptions: Mapping[date, Exceptional] = field(default_factory=dict)
    slots: Mapping[str, SlotRule] = field(default_factory=dict)
    usual: SlotRule = field(default_factory=SlotRule)
    ahead: int = 14
    notice: timedelta = timedelta(minutes=60)

    def rule(self, skill: str) -> SlotRule:
        """How this skill is booked."""
        return self.slots.get(skill, self.usual)


@dataclass(frozen=True, slots=True, kw_only=True)
class Timetable:
    """A zone's hours by its own clock, with both calendars that decide on them; by skill, what was closed once."""

    openings: Openings
    place: Calendar
    clerks: Calendar
    zone: ZoneInfo
    businesses: Mapping[str, Business] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """One day of a business. `starts` are instants; empty with the reason in `closed`, and its name where it has one.

    `whose`: the calendar that says so, by its code; empty where the zone itself does.
    """

    day: date
    starts: tuple[datetime, ...]
    closed: Closed
    name: Words
    whose: str


def day_of(table: Timetable, skill: str, day: date) -> Day:
    """What can be booked of this skill on this day, whoever has booked already."""
    for calendar in (table.place, table.clerks):
        kind = calendar.kind(day)
        if kind not in WORKED:
            return Day(day=day, starts=(), closed=Closed(kind), name=calendar.name(day), whose=calendar.code)
    other = table.openings.exceptions.get(day)
    hours = other.hours if other else table.openings.week.get(day.weekday(), ())
    if Kind.HALF in (table.place.kind(day), table.clerks.kind(day)):
        hours = tuple(Span(begins=span.begins, ends=min(span.ends, NOON)) for span in hours)
    starts = tuple(start for span in hours for start in _starts(span, day, table.openings.rule(skill), table.zone))
    closed = Closed.OPEN if starts else Closed.SHUT
    return Day(day=day, starts=starts, closed=closed, name=other.name if other else {}, whose="")


def bookable(table: Timetable, skill: str, now: datetime) -> tuple[Day, ...]:
    """The days from today as far as may be booked, each with the slots that are not too soon. While the business is
    closed, slots begin when it opens."""
    today = now.astimezone(table.zone).date()
    business = table.businesses.get(skill)
    soonest = now + table.openings.notice
    if business is not None:
        soonest = max(soonest, business.books_from(now, table.zone))
    days = (day_of(table, skill, today + timedelta(days=ahead)) for ahead in range(table.openings.ahead + 1))
    return tuple(_from(day, soonest) for day in days)


def may_book(table: Timetable, skill: str, starts_at: datetime, now: datetime) -> bool:
    """Whether there is such a slot, near and far enough."""
    return any(starts_at in day.starts for day in bookable(table, skill, now))


def openings_of(told: Mapping[str, Any]) -> Openings:
    """A zone's hours from what is kept of them (docs/turns.md). Raises ValueError or KeyError for what can be none."""
    usual = Openings()
    return Openings(
        week={DAYS.index(day): _spans(hours) for day, hours in told.get("week", {}).items()},
        exceptions={
            date.fromisoformat(str(one["day"])): Exceptional(hours=_spans(one.get("hours", ())), name=one["name"])
            for one in told.get("exceptions", ())
        },
        slots={skill: _rule(one) for skill, one in told.get("slots", {}).items()},
        usual=_rule(told["usual"]) if "usual" in told else usual.usual,
        ahead=int(told.get("ahead_days", usual.ahead)),
        notice=timedelta(minutes=told["notice_minutes"]) if "notice_minutes" in told else usual.notice,
    )


def _from(day: Day, soonest: datetime) -> Day:
    starts = tuple(start for start in day.starts if start >= soonest)
    closed = day.closed if starts or not day.starts else Closed.SHUT
    return Day(day=day.day, starts=starts, closed=closed, name=day.name, whose=day.whose)


def _starts(span: Span, day: date, rule: SlotRule, zone: ZoneInfo) -> Iterator[datetime]:
    """Slots that end before the hours do."""
    start, ends = datetime.combine(day, span.begins, zone), datetime.combine(day, span.ends, zone)
    while start + rule.lasts <= ends:
        yield start
        start += rule.lasts


def _spans(hours: object) -> tuple[Span, ...]:
    """`["09:00-13:00", "14:30-17:00"]`, each ending after it begins and after the one before. Raises ValueError."""
    if not isinstance(hours, list | tuple):
        raise ValueError("hours")
    ends = [tuple(time.fromisoformat(end) for end in str(span).split("-")) for span in hours]
    flat = [moment for pair in ends for moment in pair]
    if any(len(pair) != 2 for pair in ends) or flat != sorted(set(flat)):
        raise ValueError("hours")
    return tuple(Span(begins=begins, ends=until) for begins, until in ends)


def _rule(told: Mapping[str, Any]) -> SlotRule:
    minutes, capacity = int(told["slot_minutes"]), int(told["capacity"])
    if minutes < 5 or capacity < 0:
        raise ValueError("slots")
    return SlotRule(lasts=timedelta(minutes=minutes), capacity=capacity)
