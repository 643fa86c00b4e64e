"""Calendars: which days a place works, by its published holidays and, on the mainland, its working weekends (調休).

A day that no published list covers is *unknown*, never guessed: nothing is booked on it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

Words = Mapping[str, str]
"""One text in every language, by language tag."""
DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
"""As data files say them, in the order of `date.weekday()`."""
SATURDAY = 5
CLERKS = "CN"
"""The calendar of the windows, wherever the zone is."""


class Kind(StrEnum):
    """What a day is at a place."""

    WORKING = "working"
    WORKING_WEEKEND = "working-weekend"
    HALF = "half"
    REST = "rest"
    HOLIDAY = "holiday"
    UNKNOWN = "unknown"


WORKED = frozenset({Kind.WORKING, Kind.WORKING_WEEKEND, Kind.HALF})
"""Work is done, be it in the morning only."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Calendar:
    """The days of one place. `years` are those whose list was published; `rest` are days of the week, Monday 0.

    `half`: worked in the morning only. `working`: days of rest that are worked for a holiday given elsewhere.
    """

    code: str
    years: frozenset[int]
    rest: frozenset[int]
    holidays: Mapping[date, Words] = field(default_factory=dict)
    working: Mapping[date, Words] = field(default_factory=dict)
    half: Mapping[date, Words] = field(default_factory=dict)

    def kind(self, day: date) -> Kind:
        """What this day is."""
        if day.year not in self.years:
            return Kind.UNKNOWN
        if day in self.holidays:
            return Kind.HOLIDAY
        if day in self.working:
            return Kind.WORKING_WEEKEND
        if day.weekday() in self.rest:
            return Kind.REST
        return Kind.HALF if day in self.half else Kind.WORKING

    def is_working(self, day: date) -> bool:
        """Whether work is done on this day, in the morning at least; not, where it is unknown."""
        return self.kind(day) in WORKED

    def working_day(self, day: date, count: int) -> date:
        """The day so many working days later; of days that are unknown, Monday to Friday are taken to be worked."""
        while count > 0:
            day += timedelta(days=1)
            known = self.kind(day) is not Kind.UNKNOWN
            count -= self.is_working(day) if known else day.weekday() < SATURDAY
        return day

    def name(self, day: date) -> Words:
        """What the day is called, where the list names it; empty otherwise."""
        return self.holidays.get(day) or self.working.get(day) or self.half.get(day) or {}


def calendar_of(code: str, lists: Iterable[Mapping[str, Any]]) -> Calendar:
    """The calendar of a place from its yearly lists, as the data files say them (docs/turns.md).

    Raises ValueError or KeyError for a list that is none.
    """
    years, rest = set[int](), set[int]()
    holidays, working, half = dict[date, Words](), dict[date, Words](), dict[date, Words]()
    for told in lists:
        years.add(int(told["year"]))
        rest |= {DAYS.index(day) for day in told["rest"]}
        for days, name in ((holidays, "holidays"), (working, "working_weekends"), (half, "half_days")):
            days |= {_date(entry["day"]): entry["name"] for entry in told.get(name, ())}
    return Calendar(
        code=code, years=frozenset(years), rest=frozenset(rest), holidays=holidays, working=working, half=half
    )


def _date(told: object) -> date:
    return told if isinstance(told, date) else date.fromisoformat(str(told))
