"""The clock of a case: what counts, on whose days, and what a stop changes."""

import random
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from desk.model.cases.clock import Clock, Counted, Limit, Place, Stop, in_order
from desk.model.turns.calendars import CLERKS, Calendar, calendar_of
from tests.desk.world import demo_data

BEIJING, LISBON = ZoneInfo("Asia/Shanghai"), ZoneInfo("Europe/Lisbon")
ROUNDS = 300


def calendar(code: str) -> Calendar:
    return calendar_of(code, [entry for entry in demo_data().calendars if entry["code"] == code])


MAINLAND = Place(calendars=(calendar(CLERKS),), zone=BEIJING)
BOTH = Place(calendars=(calendar(CLERKS), calendar("MO")), zone=BEIJING)


def at(told: str) -> datetime:
    return datetime.fromisoformat(told).replace(tzinfo=BEIJING)


def days(count: int) -> Limit:
    return Limit(count=count, counted=Counted.WORKING_DAYS)


def hours(count: int) -> Limit:
    return Limit(count=count, counted=Counted.HOURS)


def clock(limit: Limit, begun: str, *stops: tuple[str, str], place: Place = MAINLAND) -> Clock:
    stood = tuple(Stop(since=at(since), until=at(until) if until else None) for since, until in stops)
    return Clock(limit=limit, place=place, begun_at=at(begun), stops=stood)


DUE = {
    "next-day": (clock(days(1), "2026-11-23T10:00"), "2026-11-24T17:00"),
    "over-a-weekend": (clock(days(1), "2026-11-20T10:00"), "2026-11-23T17:00"),
    "holidays-then-a-worked-saturday": (clock(days(3), "2026-09-30T10:00"), "2026-10-10T17:00"),
    "on-the-spot": (clock(days(0), "2026-11-23T10:00"), "2026-11-23T17:00"),
    "on-the-spot-in-the-evening": (clock(days(0), "2026-11-20T19:00"), "2026-11-23T17:00"),
    "an-hour": (clock(hours(1), "2026-11-23T10:00"), "2026-11-23T11:00"),
    "an-hour-over-the-night": (clock(hours(1), "2026-11-20T16:30"), "2026-11-23T09:30"),
    "an-hour-before-a-worked-saturday": (clock(hours(1), "2026-10-09T16:30"), "2026-10-10T09:30"),
    "an-hour-that-stood": (
        clock(hours(1), "2026-11-23T10:00", ("2026-11-23T10:15", "2026-11-24T12:00")),
        "2026-11-24T12:45",
    ),
    "stood-over-two-nights": (
        clock(days(2), "2026-11-23T10:00", ("2026-11-24T10:00", "2026-11-26T11:00")),
        "2026-11-30T17:00",
    ),
    "stood-on-the-spot": (
        clock(days(0), "2026-11-23T10:00", ("2026-11-23T11:00", "2026-11-25T18:00")),
        "2026-11-26T17:00",
    ),
    "calendar-days": (clock(Limit(count=5, counted=Counted.CALENDAR_DAYS), "2026-11-23T10:00"), "2026-11-30T17:00"),
    "in-both-places": (clock(days(1), "2026-12-18T10:00", place=BOTH), "2026-12-23T17:00"),
}


@pytest.mark.parametrize(("it", "due"), DUE.values(), ids=DUE.keys())
def test_a_limit_is_over_when_the_office_closes_on_its_last_day(it: Clock, due: str) -> None:
    assert it.due_at() == at(due)


def test_while_it_stands_nobody_knows_when_it_is_over() -> None:
    assert clock(days(2), "2026-11-23T10:00", ("2026-11-24T10:00", "")).due_at() is None


def test_while_it_stands_no_more_is_used() -> None:
    it = clock(days(2), "2026-11-23T10:00", ("2026-11-25T10:00", ""))
    assert it.used(at("2026-11-25T12:00")) == it.used(at("2027-11-25T10:00")) > 0


def test_half_of_a_day_is_used_at_its_noon() -> None:
    it = clock(days(1), "2026-11-23T10:00")
    assert (it.at(50), it.used(at("2026-11-24T13:00"))) == (at("2026-11-24T13:00"), 0.5)


def test_of_days_that_no_list_covers_monday_to_friday_count_and_it_is_not_sure() -> None:
    it = clock(days(1), "2031-01-03T10:00")
    assert (it.due_at(), it.is_sure()) == (at("2031-01-06T17:00"), False)


def test_on_published_days_it_is_sure() -> None:
    assert clock(days(3), "2026-09-30T10:00").is_sure()


def test_the_morning_of_a_half_day_closes_at_noon() -> None:
    half = Calendar(code="X", years=frozenset({2026}), rest=frozenset({5, 6}), half={date(2026, 11, 24): {}})
    it = Clock(limit=days(1), place=Place(calendars=(half,), zone=BEIJING), begun_at=at("2026-11-23T10:00"))
    assert it.due_at() == at("2026-11-24T12:00")


def test_the_same_instant_told_on_another_clock_gives_the_same_end() -> None:
    begun = at("2026-11-23T00:30")
    ends = {Clock(limit=days(2), place=MAINLAND, begun_at=begun.astimezone(zone)).due_at() for zone in (UTC, LISBON)}
    assert ends == {at("2026-11-25T17:00")}


def test_stops_of_one_clock_follow_each_other() -> None:
    a, b, c = (at(f"2026-11-2{day}T10:00") for day in (3, 4, 5))
    assert in_order([Stop(since=a, until=b), Stop(since=b, until=c), Stop(since=c)])
    assert not in_order([Stop(since=a), Stop(since=b, until=c)])
    assert not in_order([Stop(since=a, until=c), Stop(since=b, until=c)])


@pytest.mark.parametrize("seed", range(4))
def test_the_end_is_the_one_that_counting_day_by_day_gives(seed: int) -> None:
    """Against another way of reckoning: days are asked one by one, and looked at minute by minute where it stood."""
    for it in many(random.Random(seed), Counted.WORKING_DAYS):
        assert it.due_at() == counted(it)


@pytest.mark.parametrize("seed", range(4))
def test_a_stop_never_brings_the_end_nearer(seed: int) -> None:
    chance = random.Random(seed)
    for kind in Counted:
        for it in many(chance, kind):
            fewer = Clock(limit=it.limit, place=it.place, begun_at=it.begun_at, stops=it.stops[:-1])
            assert ends(fewer) <= ends(it)


@pytest.mark.parametrize("seed", range(4))
def test_what_is_used_only_grows_and_is_whole_at_the_end(seed: int) -> None:
    chance = random.Random(seed)
    for kind in Counted:
        for it in many(chance, kind):
            end = ends(it)
            moments = sorted(it.begun_at + (end - it.begun_at) * chance.random() for _ in range(5))
            shares = [it.used(moment) for moment in moments]
            assert shares == sorted(shares)
            assert [it.used(it.begun_at), it.used(end)] == pytest.approx([0, 1])


@pytest.mark.parametrize("seed", range(4))
def test_warnings_come_in_their_order_and_while_the_clock_runs(seed: int) -> None:
    chance = random.Random(seed)
    for kind in Counted:
        for it in many(chance, kind):
            half, most, all_of_it = (it.at(percent) for percent in (50, 80, 100))
            assert it.begun_at <= half <= most <= all_of_it == ends(it)


@pytest.mark.parametrize("seed", range(4))
def test_no_limit_ends_on_a_day_that_is_not_worked(seed: int) -> None:
    chance = random.Random(seed)
    for kind in Counted:
        for it in many(chance, kind):
            assert it.place.kind(ends(it).astimezone(it.place.zone).date())[0]


def many(chance: random.Random, counted_in: Counted) -> list[Clock]:
    return [some(chance, counted_in) for _ in range(ROUNDS // len(Counted))]


def some(chance: random.Random, counted_in: Counted) -> Clock:
    begun = datetime(2026, 1, 1, tzinfo=BEIJING) + timedelta(minutes=chance.randrange(300 * 24 * 60))
    stops, moment = [], begun
    for _ in range(chance.randrange(3)):
        since = moment + timedelta(minutes=chance.randrange(3 * 24 * 60))
        moment = since + timedelta(minutes=chance.randrange(1, 6 * 24 * 60))
        stops.append(Stop(since=since, until=moment))
    limit = Limit(count=chance.randrange(1, 12), counted=counted_in)
    return Clock(limit=limit, place=chance.choice((MAINLAND, BOTH)), begun_at=begun, stops=tuple(stops))


def ends(it: Clock) -> datetime:
    end = it.due_at()
    assert end is not None
    return end


def counted(it: Clock) -> datetime:
    day, left = it.begun_at.astimezone(BEIJING).date(), it.limit.count
    while True:
        day += timedelta(days=1)
        opens, closes = datetime.combine(day, time(0), BEIJING), datetime.combine(day, it.place.closes, BEIJING)
        half = any(day in each.half for each in it.place.calendars)
        closes = datetime.combine(day, time(12), BEIJING) if half else closes
        stood = [
            moment
            for moment in (opens, closes)
            for stop in it.stops
            if stop.until is not None and stop.since < moment <= stop.until
        ]
        worked = all(each.is_working(day) for each in it.place.calendars)
        left -= worked and not stood
        if left == 0:
            return closes
