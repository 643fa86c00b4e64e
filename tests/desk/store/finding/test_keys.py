"""Finding while keys turn, and after somebody is forgotten."""

import pytest
from sqlalchemy import func, select

from desk.model.retention import Kind
from desk.store import erasing, rotation
from desk.store.tables import case_names, case_words
from tests.desk.store import turning
from tests.desk.store.finding.crowd import Opened, catch_up, find, found, open_cases
from tests.desk.store.turning import Ring
from tests.desk.world import World

CHAN = Opened(names=("陳大文", "CHAN Tai Man"))


@pytest.fixture
def ring(world: World) -> Ring:
    """The ring of this world, which can turn."""
    return turning.of(world)


async def test_cases_under_two_keys_are_found_together(world: World, ring: Ring) -> None:
    before = await open_cases(world, [CHAN, CHAN])
    ring.rotate()
    after = await open_cases(world, [CHAN, CHAN], first=3)
    page = await find(world, "chan tai", size=3)
    rest = await find(world, "chan tai", cursor=page.cursor, size=3)
    shown = [hit.case.number for hit in (*page.hits, *rest.hits)]
    assert shown == [*after[::-1], *before[::-1]]


async def test_after_a_rotation_cases_are_found_without_the_old_key(world: World, ring: Ring) -> None:
    meeting, _ = await world.done()
    (number,) = await open_cases(world, [CHAN])
    await catch_up(world.store)
    ring.rotate()
    await rotation.reseal(world.store)
    ring.retire()
    recorded = (await world.case(meeting.case_id)).number
    assert (await found(world, "大文"), await found(world, "示範")) == ([number], [recorded])


async def test_who_is_erased_is_not_found_by_name(world: World) -> None:
    (number,) = await open_cases(world, [CHAN])
    (hit,) = (await find(world, "陳大文")).hits
    async with world.store.write() as unit:
        await erasing.erase(unit, hit.case.visit_id, Kind.IDENTITY)
    await catch_up(world.store)
    async with world.store.read() as connection:
        left = (await connection.execute(select(func.count()).select_from(case_names))).scalar_one()
    assert (left, await found(world, number)) == (0, [number])


async def test_a_record_that_is_erased_is_not_found_by_its_words(world: World) -> None:
    meeting, _ = await world.done()
    await catch_up(world.store)
    async with world.store.write() as unit:
        await erasing.erase(unit, meeting.visit_id, Kind.RECORD)
    async with world.store.read() as connection:
        left = (await connection.execute(select(func.count()).select_from(case_words))).scalar_one()
    assert (left, await found(world, "示範")) == (0, [])
