"""Warnings: at half of the time, at four fifths, and when it is over, once each; none while the clock stands."""

from datetime import datetime
from zoneinfo import ZoneInfo

from desk.actions.cases import deciding, warning
from desk.actions.cases.deciding import Ruling
from desk.model.cases.cases import Move
from desk.store.turns import calendars
from tests.desk.world import Meeting, World, demo_data

BEIJING = ZoneInfo("Asia/Shanghai")


async def lodged(world: World, *, day: datetime = datetime(2026, 11, 23, 9, 0, tzinfo=BEIJING)) -> Meeting:
    """Due at 17:00 of the same day, eight hours later."""
    world.clock.now = day
    meeting, _ = await world.done(item="JM-SI-001")
    return meeting


async def warned(world: World) -> list[str | int]:
    """By which share, after each half hour until the next morning."""
    for _ in range(48):
        world.clock.pass_by(minutes=30)
        await warning.warn(world.desk)
    facts = [fact.event for fact in await world.store.facts((), 0)]
    return [fact.data["percent"] for fact in facts if fact.tag == "clock.warned"]


async def test_each_warning_is_given_once_and_in_its_order(world: World) -> None:
    await lodged(world)
    assert await warned(world) == [50, 80, 100]


async def test_of_several_that_are_due_at_once_the_last_is_given(sqlite_world: World) -> None:
    await lodged(sqlite_world)
    sqlite_world.clock.pass_by(days=3)
    assert await warned(sqlite_world) == [100]


async def test_while_the_applicant_is_waited_for_nobody_is_warned(world: World) -> None:
    meeting = await lodged(world)
    await deciding.decide(world.desk, meeting.case_id, world.clerk, Ruling(move=Move.ASK_MORE, words="一"))
    assert await warned(world) == []


async def test_of_what_is_done_nobody_is_warned(sqlite_world: World) -> None:
    meeting = await lodged(sqlite_world)
    for move in (Move.ACCEPT, Move.FINISH):
        ruling = Ruling(move=move, words="完" if move is Move.FINISH else "")
        await deciding.decide(sqlite_world.desk, meeting.case_id, sqlite_world.clerk, ruling)
    assert await warned(sqlite_world) == []


async def test_what_was_reckoned_on_unknown_days_is_reckoned_anew_once_they_are_known(world: World) -> None:
    await lodged(world, day=datetime(2031, 1, 6, 9, 0, tzinfo=BEIJING))
    assert await warning.recount(world.desk) == 0
    entry = next(dict(entry) for entry in demo_data().calendars if entry["code"] == "CN")
    closed = {"day": "2031-01-06", "name": {}}
    async with world.store.write() as unit:
        await calendars.keep(unit, entry | {"year": 2031, "holidays": [closed], "working_weekends": []})
    assert await warning.recount(world.desk) == 1
