"""A promised paper lets a case go on, is part of what is signed, and opens again when it does not come."""

from datetime import timedelta

import pytest

from desk.actions.materials import keeping, promising
from desk.actions.materials.keeping import Sent
from desk.model.cases.cases import State as CaseState
from desk.model.errors import BadInput, FormIncomplete, Missing, NotAllowed, Stale
from desk.model.materials.materials import State as MaterialState
from desk.model.materials.promises import State
from desk.store.materials import materials as material_rows
from desk.store.materials import promises as rows
from tests.desk import gate
from tests.desk.world import Meeting, World, still, strokes

CODE = "identity-document"


async def states(world: World, meeting: Meeting) -> list[State]:
    async with world.store.read() as connection:
        return [each.state for each in await rows.of_case(connection, meeting.case_id)]


async def offered(world: World) -> Meeting:
    """A filled case whose paper is asked for and may follow."""
    meeting = await world.filled()
    await keeping.ask_for(world.desk, meeting.case_id, CODE, meeting.clerk)
    await promising.offer(world.desk, meeting.case_id, CODE, meeting.clerk, 15)
    return meeting


async def given(world: World) -> Meeting:
    meeting = await offered(world)
    await promising.give(world.desk, meeting.case_id, CODE, meeting.visit_id, strokes())
    return meeting


async def test_without_a_promise_a_missing_paper_bars_the_signature(sqlite_world: World) -> None:
    meeting = await offered(sqlite_world)
    with pytest.raises(FormIncomplete):
        await gate.ask_signature(sqlite_world.desk, meeting.case_id, meeting.clerk)


async def test_with_a_promise_the_case_goes_on(world: World) -> None:
    meeting = await given(world)
    await gate.ask_signature(world.desk, meeting.case_id, meeting.clerk)
    await gate.sign(world.desk, meeting.case_id, meeting.visit_id, strokes())
    assert (await world.case(meeting.case_id)).state is CaseState.SIGNED


async def test_a_promise_withdrawn_after_the_signature_opens_the_record(sqlite_world: World) -> None:
    meeting = await given(sqlite_world)
    await gate.ask_signature(sqlite_world.desk, meeting.case_id, meeting.clerk)
    await promising.withdraw(sqlite_world.desk, meeting.case_id, CODE, meeting.clerk)
    assert (await sqlite_world.case(meeting.case_id)).state is CaseState.DRAFTING
    assert await states(sqlite_world, meeting) == [State.WITHDRAWN]


async def test_one_paper_is_promised_once_at_a_time(world: World) -> None:
    meeting = await offered(world)
    with pytest.raises(Stale):
        await promising.offer(world.desk, meeting.case_id, CODE, meeting.clerk, 15)


@pytest.mark.parametrize("days", [0, -1, 61, 10_000])
async def test_a_promise_is_for_one_to_sixty_days(sqlite_world: World, days: int) -> None:
    meeting = await sqlite_world.filled()
    with pytest.raises(BadInput):
        await promising.offer(sqlite_world.desk, meeting.case_id, CODE, meeting.clerk, days)


async def test_nothing_is_promised_that_was_not_offered(sqlite_world: World) -> None:
    meeting = await sqlite_world.filled()
    with pytest.raises(Missing):
        await promising.give(sqlite_world.desk, meeting.case_id, CODE, meeting.visit_id, strokes())


async def test_another_clerk_lets_nothing_follow(sqlite_world: World) -> None:
    meeting = await sqlite_world.filled()
    with pytest.raises(NotAllowed):
        await promising.offer(sqlite_world.desk, meeting.case_id, CODE, sqlite_world.staff["clerk2"], 15)


async def test_the_paper_that_comes_in_the_meeting_keeps_the_promise(sqlite_world: World) -> None:
    meeting = await given(sqlite_world)
    await keeping.keep_still(sqlite_world.desk, meeting.case_id, CODE, meeting.visit_id, still())
    assert await states(sqlite_world, meeting) == [State.KEPT]


async def test_before_it_is_due_nothing_runs_out(sqlite_world: World) -> None:
    await given(sqlite_world)
    sqlite_world.clock.now += timedelta(days=15)
    assert await promising.run_out(sqlite_world.desk) == 0


async def test_an_overdue_promise_opens_the_paper_again(world: World) -> None:
    meeting = await given(world)
    world.clock.now += timedelta(days=17)
    assert await promising.run_out(world.desk) == 1
    assert await states(world, meeting) == [State.OVERDUE]
    async with world.store.read() as connection:
        found = (await material_rows.of_case(connection, meeting.case_id))[CODE]
    assert found.state is MaterialState.ASKED
    assert await promising.run_out(world.desk) == 0


async def test_a_paper_that_comes_late_still_keeps_it(sqlite_world: World) -> None:
    meeting = await given(sqlite_world)
    sqlite_world.clock.now += timedelta(days=17)
    await promising.run_out(sqlite_world.desk)
    await promising.fulfil(sqlite_world.desk, meeting.case_id, CODE, meeting.clerk, still(), Sent())
    assert await states(sqlite_world, meeting) == [State.KEPT]


async def test_what_was_not_promised_is_not_taken_without_a_meeting(sqlite_world: World) -> None:
    meeting = await sqlite_world.filled()
    with pytest.raises(Missing):
        await promising.fulfil(sqlite_world.desk, meeting.case_id, CODE, meeting.clerk, still(), Sent())
