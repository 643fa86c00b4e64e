"""A corner reports what its page measures; staff tell what no page can measure."""

import pytest

from desk.actions.turns import corner_states
from desk.actions.turns.corner_states import Report
from desk.model.errors import NotAllowed
from desk.model.turns.corner_states import Camera, CornerState, Paper, Printer
from desk.store.turns import corner_states as rows
from tests.desk.world import World


async def state(world: World) -> CornerState:
    async with world.store.read() as connection:
        return await rows.get(connection, world.corners["MO-01"].id)


async def report(world: World, camera: Camera = Camera.READY) -> None:
    told = Report(camera=camera, microphone=Camera.READY, version="abc")
    await corner_states.report(world.desk, world.corners["MO-01"], told)


async def test_a_report_is_kept_with_its_moment(world: World) -> None:
    await report(world)
    kept = await state(world)
    assert (kept.camera, kept.version, kept.reported_at) == (Camera.READY, "abc", world.clock())


async def test_a_report_that_says_nothing_new_is_a_sign_of_life_and_no_fact(world: World) -> None:
    for camera in (Camera.READY, Camera.READY, Camera.MISSING):
        world.clock.pass_by(seconds=20)
        await report(world, camera)
    assert (await world.tags()).count("corner.reported") == 2
    assert (await state(world)).reported_at == world.clock()


async def test_what_staff_told_outlives_the_reports(world: World) -> None:
    staff = world.staff["helper-macao"]
    await corner_states.tell(world.desk, world.corners["MO-01"].id, Printer.BROKEN, Paper.OUT, staff)
    await report(world)
    kept = await state(world)
    assert (kept.printer, kept.paper, kept.told_by) == (Printer.BROKEN, Paper.OUT, staff.id)


async def test_another_zones_staff_tell_nothing(sqlite_world: World) -> None:
    staff = sqlite_world.staff["helper-hongkong"]
    with pytest.raises(NotAllowed):
        await corner_states.tell(sqlite_world.desk, sqlite_world.corners["MO-01"].id, Printer.READY, Paper.LOW, staff)
