"""Figures of the past, as the store sums them up."""

from datetime import UTC, date, datetime, timedelta

import pytest

from desk.actions import ratings, sessions, visits
from desk.actions.turns import leavings, missed
from desk.boards.turns import blockers, history
from desk.boards.turns.history import By, History, Scope
from tests.desk.boards.hall import ITEM, ONE_ENGINE, Hall

LONG_AGO = timedelta(days=30)


def scope(hall: Hall, by: By = By.ITEM, zone_id: str = "") -> Scope:
    now = hall.clock()
    return Scope(
        since=now - LONG_AGO, until=now + LONG_AGO, zone_id=zone_id, by=by, timezone="Asia/Macau", language="zh-Hant-MO"
    )


async def shown(hall: Hall, by: By = By.ITEM, zone_id: str = "") -> History:
    return await history.history(hall.reader, scope(hall, by, zone_id))


async def kinds(hall: Hall) -> dict[tuple[str, str], int]:
    found = await blockers.blockers(hall.reader, scope(hall))
    return {(blocker.kind, blocker.what): blocker.people for blocker in found}


async def waited(hall: Hall, *minutes: int) -> None:
    """Turns that waited so long and were then called, one after the other."""
    for wait in minutes:
        await hall.wait_at("MO-01")
        hall.clock.pass_by(minutes=wait - 1)
        session = await hall.call()
        await sessions.answer(hall.desk, session.id, session.visit_id)
        hall.clock.pass_by(minutes=5)
        await sessions.end(hall.desk, session.id, await hall.clerk("clerk1"))
        await visits.leave(hall.desk, session.visit_id)


async def gave_up(hall: Hall, why: str = "") -> None:
    visit = await hall.wait_at("MO-01")
    await visits.leave(hall.desk, visit.id)
    if why:
        await leavings.tell(hall.desk, visit.corner_id, why)


async def test_a_wait_is_from_the_ticket_to_the_first_call(hall: Hall) -> None:
    await waited(hall, 2, 4, 6, 8, 30)
    line = (await shown(hall)).waits[0]
    assert (line.key, line.count, line.median, line.p90, line.longest) == (ITEM, 5, 360, 1800, 1800)


async def test_a_second_call_does_not_lengthen_a_wait(hall: Hall) -> None:
    await hall.wait_at("MO-01")
    session = await hall.call()
    await sessions.break_off(hall.desk, session.id)
    hall.clock.pass_by(minutes=40)
    await hall.call()
    assert (await shown(hall)).waits[0].longest == 60


async def test_a_meeting_is_from_its_ring_to_its_end(hall: Hall) -> None:
    await waited(hall, 2, 3)
    assert [(line.count, line.median) for line in (await shown(hall)).services] == [(2, 300)]


@ONE_ENGINE
async def test_a_call_that_nobody_answered_is_no_meeting(hall: Hall) -> None:
    await hall.wait_at("MO-01")
    session = await hall.call()
    await missed.miss(hall.desk, session.ticket_id, await hall.clerk("clerk1"))
    assert (await shown(hall)).services == ()


async def test_hours_are_those_of_the_zones_clock(hall: Hall) -> None:
    await waited(hall, 2)
    here = (hall.clock() - timedelta(minutes=7) + timedelta(hours=8)).hour
    assert [line.label for line in (await shown(hall, By.HOUR)).waits] == [f"{here:02d}:00"]


async def test_days_are_those_of_the_zones_calendar(hall: Hall) -> None:
    await waited(hall, 2)
    here = (hall.clock() - timedelta(minutes=7) + timedelta(hours=8)).date()
    assert [line.label for line in (await shown(hall, By.DAY)).turns] == [here.isoformat()]


@pytest.mark.parametrize("by", [By.CLERK, By.ZONE, By.ITEM])
async def test_keys_are_called_by_their_names(hall: Hall, by: By) -> None:
    await waited(hall, 2)
    line = (await shown(hall, by)).waits[0]
    assert line.label not in ("", line.key)


async def test_who_left_is_counted_by_what_they_said(hall: Hall) -> None:
    await waited(hall, 2)
    for why in ("waited-too-long", "waited-too-long", "other", ""):
        await gave_up(hall, why)
    line = (await shown(hall)).turns[0]
    assert (line.taken, line.served, line.left) == (5, 1, 4)
    assert line.whys == {"waited-too-long": 2, "other": 1, "not-told": 1}


async def test_another_zones_turns_are_not_counted(hall: Hall) -> None:
    await gave_up(hall)
    assert (await shown(hall, zone_id=await hall.zone_id("hongkong"))).turns == ()


async def test_what_was_before_the_period_is_not_counted(hall: Hall) -> None:
    await gave_up(hall)
    hall.clock.pass_by(minutes=60 * 24 * 31)
    assert (await shown(hall)).turns == ()


async def rated(hall: Hall, *levels: int) -> None:
    for level in levels:
        session = await hall.serve(5)
        await ratings.rate(hall.desk, session.visit_id, level)


async def test_ratings_have_their_levels_and_mean(hall: Hall) -> None:
    await rated(hall, 5, 5, 2)
    line = (await shown(hall)).ratings[0]
    assert (line.count, line.levels, line.mean) == (3, (0, 1, 0, 0, 2), 4.0)


@ONE_ENGINE
async def test_few_ratings_of_one_clerk_are_not_told(hall: Hall) -> None:
    await rated(hall, 5, 1, 1, 1)
    line = (await shown(hall, By.CLERK)).ratings[0]
    assert (line.count, line.levels, line.mean) == (4, None, None)


@ONE_ENGINE
async def test_five_ratings_of_one_clerk_are_told(hall: Hall) -> None:
    await rated(hall, 5, 4, 4, 4, 3)
    assert (await shown(hall, By.CLERK)).ratings[0].mean == 4.0


async def test_nothing_has_no_figures(hall: Hall) -> None:
    found = await shown(hall)
    assert (found.waits, found.services, found.turns, found.ratings) == ((), (), (), ())


async def test_who_stopped_before_a_ticket_is_counted_at_the_step(hall: Hall) -> None:
    visit = await hall.sit_down("MO-01")
    await visits.leave(hall.desk, visit.id)
    assert [kind for kind, _ in await kinds(hall)] == ["step"]


async def test_what_concerns_most_people_comes_first(hall: Hall) -> None:
    await gave_up(hall)
    for _ in range(2):
        await gave_up(hall, "missing-papers")
    found = await blockers.blockers(hall.reader, scope(hall))
    assert [(blocker.kind, blocker.what, blocker.people) for blocker in found] == [
        ("left", "missing-papers", 2),
        ("left", "not-told", 1),
    ]


async def test_long_waits_are_told_by_item_and_hour(hall: Hall) -> None:
    await waited(hall, 40, 2, 45)
    found = await blockers.blockers(hall.reader, scope(hall))
    assert sum(blocker.people for blocker in found if blocker.kind == "wait") in (0, 2)


async def test_meetings_that_broke_are_counted_once_a_visit(hall: Hall) -> None:
    await hall.wait_at("MO-01")
    for _ in range(2):
        await sessions.break_off(hall.desk, (await hall.call()).id)
    assert (await kinds(hall))["problem", "session.broke"] == 1


NOW = datetime(2026, 3, 2, 17, 0, tzinfo=UTC)
"""The third of March at one in the morning, in Macao."""
PERIODS = {
    "today": ("today", None, None, date(2026, 3, 3), date(2026, 3, 3)),
    "seven-days": ("7", None, None, date(2026, 2, 25), date(2026, 3, 3)),
    "thirty-days": ("30", None, None, date(2026, 2, 2), date(2026, 3, 3)),
    "own": ("own", date(2026, 1, 1), date(2026, 1, 31), date(2026, 1, 1), date(2026, 1, 31)),
    "own-upside-down": ("own", date(2026, 2, 1), date(2026, 1, 1), date(2026, 3, 3), date(2026, 3, 3)),
    "own-half-told": ("own", date(2026, 2, 1), None, date(2026, 3, 3), date(2026, 3, 3)),
    "own-too-long": ("own", date(2001, 1, 1), date(2026, 1, 1), date(2024, 12, 31), date(2026, 1, 1)),
}


@pytest.mark.parametrize(("name", "first", "last", "begins", "ends"), PERIODS.values(), ids=PERIODS.keys())
def test_a_period_is_of_whole_days(name: str, first: date | None, last: date | None, begins: date, ends: date) -> None:
    since, until = history.period(name, NOW, "Asia/Macau", first, last)
    asked = Scope(since=since, until=until, zone_id="", by=By.DAY, timezone="Asia/Macau", language="zh-Hant-MO")
    assert history.days_of(asked) == (begins, ends)
