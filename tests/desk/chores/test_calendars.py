"""The calendars that are shipped: every date is one, is told once and by its name, and names who published it."""

from collections import Counter
from datetime import date
from typing import Any

import pytest

from desk.chores import data
from desk.chores.data import BadData
from desk.model.turns.calendars import Kind, calendar_of
from i18n import languages

FILES = sorted(data.CALENDARS.glob("*.yaml"))
LISTS = ("holidays", "working_weekends", "half_days")
TAGS = {language.tag for language in languages.LANGUAGES}


@pytest.fixture(params=FILES, ids=lambda path: path.stem)
def told(request: pytest.FixtureRequest) -> dict[str, Any]:
    entry: dict[str, Any] = data.load(request.param)
    return entry


def entries(told: dict[str, Any]) -> list[dict[str, Any]]:
    return [entry for name in LISTS for entry in told.get(name, ())]


def test_every_place_has_a_list() -> None:
    assert {path.stem.partition("-")[0] for path in FILES} == {"hk", "mo", "cn"}


def test_every_day_is_a_date_of_the_year(told: dict[str, Any]) -> None:
    assert [entry["day"] for entry in entries(told) if entry["day"].year != told["year"]] == []


def test_no_day_is_told_twice(told: dict[str, Any]) -> None:
    assert [day for day, count in Counter(entry["day"] for entry in entries(told)).items() if count > 1] == []


def test_every_day_is_named_in_every_language(told: dict[str, Any]) -> None:
    assert [
        entry["day"] for entry in entries(told) if {tag for tag, name in entry["name"].items() if name} != TAGS
    ] == []


def test_days_worked_in_exchange_are_days_of_rest(told: dict[str, Any]) -> None:
    days = [entry["day"] for entry in told.get("working_weekends", ())]
    assert [day for day in days if f"{day:%A}".lower() not in told["rest"]] == []


def test_a_list_names_who_published_it_and_when_it_is_known(told: dict[str, Any]) -> None:
    assert told["source"]["title"]
    assert told["source"]["issued_by"]
    assert {"number", "date"} <= told["source"].keys()


@pytest.mark.parametrize(
    ("code", "day", "kind"),
    [
        ("CN", "2026-02-14", Kind.WORKING_WEEKEND),
        ("CN", "2026-02-23", Kind.HOLIDAY),
        ("CN", "2026-10-10", Kind.WORKING_WEEKEND),
        ("HK", "2026-04-07", Kind.HOLIDAY),
        ("HK", "2026-12-26", Kind.HOLIDAY),
        ("MO", "2026-12-08", Kind.HOLIDAY),
        ("MO", "2026-12-31", Kind.HALF),
        ("CN", "2027-01-04", Kind.UNKNOWN),
    ],
)
def test_known_days_are_what_was_published(code: str, day: str, kind: Kind) -> None:
    lists = [entry for entry in data.read(data.DEMO).calendars if entry["code"] == code]
    assert calendar_of(code, lists).kind(date.fromisoformat(day)) is kind


def test_a_list_with_a_day_that_is_none_is_refused(tmp_path: Any) -> None:
    (tmp_path / "calendars").mkdir()
    (tmp_path / "calendars" / "x.yaml").write_text("code: HK\nyear: 2027\nrest: [sunday]\nholidays: [{day: soon}]\n")
    for name in ("departments", "zones"):
        (tmp_path / f"{name}.yaml").write_text("[]\n")
    with pytest.raises(BadData, match="calendar HK 2027"):
        data.read(tmp_path)
