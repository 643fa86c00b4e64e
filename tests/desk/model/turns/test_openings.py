"""A slot can be booked where the zone is open, its place works, and the clerks work."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from desk.model.turns.businesses import Business, Why
from desk.model.turns.calendars import calendar_of
from desk.model.turns.openings import Closed, Timetable, bookable, day_of, may_book, openings_of

ZONE = ZoneInfo("Asia/Hong_Kong")
NAME = {"en-HK": "A day"}
HOURS = {
    "week": {"monday": ["09:00-10:00", "14:00-15:30"], "thursday": ["09:00-18:00"], "saturday": ["09:00-10:00"]},
    "slots": {"notary": {"slot_minutes": 60, "capacity": 1}},
    "exceptions": [
        {"day": "2026-10-12", "hours": ["10:00-10:30"], "name": NAME},
        {"day": "2026-10-19", "name": NAME},
    ],
}
PLACE = {
    "year": 2026,
    "rest": ["sunday"],
    "holidays": [{"day": "2026-10-05", "name": NAME}],
    "half_days": [{"day": "2026-12-31", "name": NAME}],
}
CLERKS = {
    "year": 2026,
    "rest": ["saturday", "sunday"],
    "holidays": [{"day": "2026-10-01", "name": NAME}],
    "working_weekends": [{"day": "2026-10-10", "name": NAME}],
}
TABLE = Timetable(
    openings=openings_of(HOURS),
    place=calendar_of("HK", [PLACE]),
    clerks=calendar_of("CN", [CLERKS]),
    zone=ZONE,
)


def times(skill: str, day: str) -> list[str]:
    return [f"{start:%H:%M}" for start in day_of(TABLE, skill, date.fromisoformat(day)).starts]


def test_slots_fill_the_hours_and_end_before_they_do() -> None:
    assert times("tax", "2026-10-26") == ["09:00", "09:30", "14:00", "14:30", "15:00"]


def test_a_skill_has_slots_of_its_own_length() -> None:
    assert times("notary", "2026-10-26") == ["09:00", "14:00"]


@pytest.mark.parametrize(
    ("day", "closed", "whose"),
    [
        ("2026-10-05", Closed.HOLIDAY, "HK"),
        ("2026-10-01", Closed.HOLIDAY, "CN"),
        ("2026-10-17", Closed.REST, "CN"),
        ("2026-10-18", Closed.REST, "HK"),
        ("2026-10-27", Closed.SHUT, ""),
        ("2026-10-19", Closed.SHUT, ""),
        ("2027-01-04", Closed.UNKNOWN, "HK"),
    ],
)
def test_a_day_without_slots_tells_why_and_by_whose_calendar(day: str, closed: Closed, whose: str) -> None:
    found = day_of(TABLE, "tax", date.fromisoformat(day))
    assert (found.starts, found.closed, found.whose) == ((), closed, whose)


def test_a_saturday_is_open_where_the_mainland_works_it() -> None:
    assert times("tax", "2026-10-10") == ["09:00", "09:30"]


def test_exceptional_hours_hold_in_place_of_the_usual() -> None:
    assert times("tax", "2026-10-12") == ["10:00"]


def test_a_half_day_ends_at_one() -> None:
    assert times("tax", "2026-12-31")[-1] == "12:30"


def test_slots_too_soon_are_left_out() -> None:
    now = datetime(2026, 10, 26, 9, 0, tzinfo=ZONE)
    assert [f"{start:%H:%M}" for start in bookable(TABLE, "tax", now)[0].starts] == ["14:00", "14:30", "15:00"]


def test_days_reach_as_far_as_may_be_booked() -> None:
    now = datetime(2026, 10, 26, 1, 0, tzinfo=UTC)
    assert bookable(TABLE, "tax", now)[-1].day == date(2026, 10, 26) + timedelta(days=TABLE.openings.ahead)


@pytest.mark.parametrize(
    ("starts_at", "may"),
    [
        (datetime(2026, 10, 26, 14, 0, tzinfo=ZONE), True),
        (datetime(2026, 10, 26, 6, 0, tzinfo=UTC), True),
        (datetime(2026, 10, 26, 14, 10, tzinfo=ZONE), False),
        (datetime(2026, 10, 26, 9, 30, tzinfo=ZONE), False),
        (datetime(2026, 11, 30, 9, 0, tzinfo=ZONE), False),
    ],
    ids=["a-slot", "told-in-another-zone", "no-beginning-of-one", "too-soon", "too-far"],
)
def test_only_a_slot_can_be_booked(starts_at: datetime, may: bool) -> None:
    assert may_book(TABLE, "tax", starts_at, datetime(2026, 10, 26, 9, 0, tzinfo=ZONE)) is may


@pytest.mark.parametrize("hours", ["09:00", ["09:00"], ["10:00-09:00"], ["09:00-10:00", "09:30-11:00"], ["9-10"]])
def test_hours_that_are_none_are_refused(hours: object) -> None:
    with pytest.raises(ValueError):
        openings_of({"week": {"monday": hours}})


def test_a_zone_without_hours_has_no_slots() -> None:
    bare = Timetable(openings=openings_of({}), place=TABLE.place, clerks=TABLE.clerks, zone=ZONE)
    assert day_of(bare, "tax", date(2026, 10, 26)).closed is Closed.SHUT


def test_of_a_closed_business_slots_begin_when_it_opens() -> None:
    now = datetime(2026, 10, 26, 9, 0, tzinfo=ZONE)
    until = datetime(2026, 10, 26, 14, 30, tzinfo=ZONE)
    shut = Business(zone_id="z", skill="tax", why=Why.FAULT, until=until, by_id="s", moved_at=now)
    found = bookable(replace(TABLE, businesses={"tax": shut}), "tax", now)[0]
    assert [f"{start:%H:%M}" for start in found.starts] == ["14:30", "15:00"]
