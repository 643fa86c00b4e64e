"""What the zone board says of cases that are overdue or about to be, and of calls that were not made in time."""

from datetime import datetime
from zoneinfo import ZoneInfo

from desk.actions import ratings
from desk.actions.cases import deciding, warning
from desk.actions.cases.deciding import Ruling
from desk.boards import zone
from desk.boards.reader import Reader
from desk.model.cases.cases import Move
from desk.model.turns.alerts import Kind
from desk.store import zones
from tests.desk.world import Meeting, World

BEIJING = ZoneInfo("Asia/Shanghai")
OURS = (Kind.CASES_LATE, Kind.CASES_SOON, Kind.FOLLOW_UPS)


async def lodged(world: World) -> Meeting:
    """Due at 17:00 of the same day, eight hours later."""
    world.clock.now = datetime(2026, 11, 23, 9, 0, tzinfo=BEIJING)
    return (await world.done(item="JM-SI-001"))[0]


async def told(world: World, code: str = "macao") -> list[tuple[Kind, int]]:
    reader = Reader(store=world.store, scripts=world.desk.scripts, is_up=world.media.is_up)
    async with world.store.read() as connection:
        [zone_id] = [each.id for each in await zones.every(connection) if each.code == code]
    await warning.warn(world.desk)
    shown = await zone.board(reader, zone_id, "zh-Hant-MO")
    return [(alert.kind, alert.count) for alert in shown.alerts if alert.kind in OURS]


async def test_a_case_with_time_left_alarms_nobody(world: World) -> None:
    await lodged(world)
    world.clock.pass_by(hours=5)
    assert await told(world) == []


async def test_a_case_is_told_of_before_its_promise_breaks(world: World) -> None:
    await lodged(world)
    world.clock.pass_by(hours=7)
    assert await told(world) == [(Kind.CASES_SOON, 1)]


async def test_a_case_whose_promise_is_broken_is_told_of(world: World) -> None:
    await lodged(world)
    world.clock.pass_by(days=1)
    assert await told(world) == [(Kind.CASES_LATE, 1)]


async def test_another_zone_is_told_nothing_of_it(sqlite_world: World) -> None:
    await lodged(sqlite_world)
    sqlite_world.clock.pass_by(days=1)
    assert await told(sqlite_world, "hongkong") == []


async def test_while_the_applicant_is_waited_for_nobody_is_told(sqlite_world: World) -> None:
    meeting = await lodged(sqlite_world)
    await deciding.decide(
        sqlite_world.desk, meeting.case_id, sqlite_world.clerk, Ruling(move=Move.ASK_MORE, words="一")
    )
    sqlite_world.clock.pass_by(days=1)
    assert await told(sqlite_world) == []


async def test_a_call_that_was_not_made_in_time_is_told_of(world: World) -> None:
    meeting = await lodged(world)
    await ratings.rate(world.desk, meeting.visit_id, 1)
    await deciding.decide(world.desk, meeting.case_id, world.clerk, Ruling(move=Move.ACCEPT))
    await deciding.decide(world.desk, meeting.case_id, world.clerk, Ruling(move=Move.FINISH, words="完"))
    world.clock.pass_by(days=60)
    assert (Kind.FOLLOW_UPS, 2) in await told(world)
