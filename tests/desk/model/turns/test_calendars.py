"""A place works on the days its published lists leave it, and what no list covers is unknown."""

from datetime import date

import pytest

from desk.model.turns.calendars import Calendar, Kind, calendar_of

NAME = {"en-HK": "A day"}
LIST = {
    "code": "CN",
    "year": 2026,
    "rest": ["saturday", "sunday"],
    "holidays": [{"day": "2026-10-01", "name": NAME}, {"day": "2026-10-03", "name": NAME}],
    "working_weekends": [{"day": "2026-10-10", "name": NAME}],
    "half_days": [{"day": "2026-12-31", "name": NAME}],
}


@pytest.fixture
def calendar() -> Calendar:
    return calendar_of("CN", [LIST])


@pytest.mark.parametrize(
    ("day", "kind"),
    [
        ("2026-09-30", Kind.WORKING),
        ("2026-10-01", Kind.HOLIDAY),
        ("2026-10-03", Kind.HOLIDAY),
        ("2026-10-10", Kind.WORKING_WEEKEND),
        ("2026-10-11", Kind.REST),
        ("2026-12-31", Kind.HALF),
        ("2027-01-04", Kind.UNKNOWN),
    ],
)
def test_a_day_is_what_the_list_says(calendar: Calendar, day: str, kind: Kind) -> None:
    assert calendar.kind(date.fromisoformat(day)) is kind


@pytest.mark.parametrize(("day", "works"), [("2026-10-10", True), ("2026-10-03", False), ("2027-01-04", False)])
def test_work_is_done_on_a_working_weekend_and_never_assumed(calendar: Calendar, day: str, works: bool) -> None:
    assert calendar.is_working(date.fromisoformat(day)) is works


def test_a_holiday_is_called_by_its_name(calendar: Calendar) -> None:
    assert calendar.name(date(2026, 10, 1)) == NAME


def test_lists_of_several_years_make_one_calendar() -> None:
    calendar = calendar_of("CN", [LIST, {"code": "CN", "year": 2027, "rest": ["sunday"]}])
    assert calendar.years == {2026, 2027}


def test_of_no_list_every_day_is_unknown() -> None:
    assert calendar_of("CN", []).kind(date(2026, 10, 1)) is Kind.UNKNOWN


@pytest.mark.parametrize("wrong", [{"rest": ["someday"]}, {"holidays": [{"day": "2026-02-30", "name": NAME}]}])
def test_what_is_no_list_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValueError):
        calendar_of("CN", [LIST | wrong])
