"""What can be booked is shown with what is left of it, and whom a zone expects today by number alone."""

from datetime import UTC, date, datetime, timedelta

import pytest

from desk.actions.turns import appointments
from desk.boards.reader import Reader
from desk.boards.turns import appointments as board
from desk.boards.turns.appointments import DayTile
from desk.store.turns import appointments as rows
from tests.desk.world import World

MONDAY = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
SKILL = "social-insurance"


@pytest.fixture
def reader(world: World) -> Reader:
    return Reader(store=world.store, scripts=world.desk.scripts, is_up=world.media.is_up)


async def tile(world: World, reader: Reader, day: str, zone: str = "macao") -> DayTile:
    """One day as somebody who reads Portuguese is shown it."""
    days = await board.days(reader, world.zones[zone].id, SKILL, "pt-MO")
    return next(each for each in days if each.day == date.fromisoformat(day))


async def test_what_is_taken_is_left_out_of_what_is_free(world: World, reader: Reader) -> None:
    async with world.store.write() as unit:
        await rows.take(unit, world.zones["macao"].id, SKILL, MONDAY, 3)
    slots = (await tile(world, reader, "2026-11-23")).slots
    assert [slot.free for slot in slots[:2]] == [2, 3]


async def test_a_slot_whose_places_are_taken_is_not_counted(world: World, reader: Reader) -> None:
    before = (await tile(world, reader, "2026-11-23")).free
    async with world.store.write() as unit:
        for _ in range(3):
            await rows.take(unit, world.zones["macao"].id, SKILL, MONDAY, 3)
    assert (await tile(world, reader, "2026-11-23")).free == before - 1


async def test_times_are_those_of_the_zones_clock(world: World, reader: Reader) -> None:
    assert f"{(await tile(world, reader, '2026-11-23')).slots[0].starts_at:%H:%M %z}" == "09:00 +0800"


@pytest.mark.parametrize(
    ("now", "day", "zone", "told"),
    [
        ("2026-12-01", "2026-12-08", "macao", ("holiday", "Imaculada Conceição", "MO")),
        ("2026-12-01", "2026-12-05", "macao", ("rest", "", "MO")),
        ("2026-09-30", "2026-10-05", "hongkong", ("holiday", "Dia Nacional", "CN")),
        ("2026-12-24", "2027-01-04", "macao", ("unknown", "", "MO")),
    ],
)
async def test_a_closed_day_says_why(
    world: World, reader: Reader, now: str, day: str, zone: str, told: tuple[str, str, str]
) -> None:
    world.clock.now = datetime.fromisoformat(f"{now}T01:00:00+00:00")
    shown = await tile(world, reader, day, zone)
    assert (shown.closed, shown.name, shown.whose) == told


async def test_a_saturday_worked_on_the_mainland_can_be_booked_in_hong_kong_alone(world: World, reader: Reader) -> None:
    world.clock.now = datetime(2026, 9, 30, 1, 0, tzinfo=UTC)
    days = [await tile(world, reader, "2026-10-10", zone) for zone in ("hongkong", "macao")]
    assert [day.free > 0 for day in days] == [True, False]


async def test_a_zone_sees_whom_it_expects_today_by_number(world: World) -> None:
    visit = await world.visit_to("confirmed")
    await appointments.book(world.desk, visit.id, MONDAY)
    zone = world.zones["macao"]
    async with world.store.read() as connection:
        [line] = await board.of_day(connection, zone.id, zone.timezone, MONDAY.date())
        other = await board.of_day(connection, zone.id, zone.timezone, MONDAY.date() + timedelta(days=1))
    assert (line.number, f"{line.starts_at:%H:%M}", line.state, other) == ("A-001", "09:00", "booked", ())
