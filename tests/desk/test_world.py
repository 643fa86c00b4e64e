"""The world that tests of the desk play in plays a whole visit."""

import pytest

from tests.desk.world import STAGES, World


@pytest.mark.parametrize("stage", STAGES)
async def test_a_visit_comes_to_each_stage(sqlite_world: World, stage: str) -> None:
    assert (await sqlite_world.visit_to(stage)).state == stage


async def test_a_whole_visit_is_played_on_both_engines(world: World) -> None:
    meeting, receipt = await world.done()
    assert receipt.case_id == meeting.case_id
