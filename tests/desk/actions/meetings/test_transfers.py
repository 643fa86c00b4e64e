"""A turn sent on keeps its case, its consent and its seniority, and goes only where somebody can serve it."""

from dataclasses import replace

import pytest

from desk.actions import sessions
from desk.actions.meetings import transfers
from desk.actions.turns import tickets
from desk.model.errors import BadInput, IllegalMove, NobodyServes, NobodyThere, NotAllowed, OwnLine
from desk.model.meetings.sendings import Kind, Target
from desk.model.retention import Kind as Kept
from desk.model.sessions import State
from desk.model.turns import tickets as turns
from desk.model.turns.order import Priority, Reason
from desk.model.turns.routing import line_of_window
from desk.store import erasing, staff
from tests.desk import gate
from tests.desk.actions.meetings.people import opened, sent, window
from tests.desk.world import Meeting, World

NOTE = "請核對住址；Nota: confirmar o endereço"


async def send(world: World, meeting: Meeting, to: str = "clerk2", *, despite: bool = False) -> None:
    """To this clerk's window."""
    target = window(world.staff[to])
    await transfers.send_on(world.desk, meeting.session_id, meeting.clerk, target, NOTE, despite=despite)


async def test_the_turn_waits_at_the_other_window_before_all_others_and_the_session_is_over(world: World) -> None:
    meeting = await world.in_session()
    await opened(world, "clerk2")
    before = await world.ticket(meeting.visit_id)
    await send(world, meeting)
    after = await world.ticket(meeting.visit_id)
    assert (after.state, after.line) == (turns.State.TRANSFERRED, line_of_window(world.staff["clerk2"].window))
    assert (after.priority, after.reason, after.taken_at) == (
        Priority.RETURNING,
        Reason.TRANSFERRED,
        before.taken_at,
    )
    assert (await world.session(meeting.session_id)).state is State.ENDED
    assert world.media.parted == [meeting.session_id]


async def test_the_next_clerk_goes_on_with_the_same_case_and_draft(world: World) -> None:
    meeting = await world.in_session()
    await opened(world, "clerk2")
    await world.write(meeting, "applicant-name", "李叶")
    await send(world, meeting)
    session = await tickets.call_next(world.desk, world.staff["clerk2"])
    assert (session.visit_id, session.case_id) == (meeting.visit_id, meeting.case_id)
    assert session.consent_id == (await world.session(meeting.session_id)).consent_id
    await sessions.answer(world.desk, session.id, meeting.visit_id)
    assert await world.revision(meeting.case_id, "applicant-name") == 1


async def test_the_note_is_kept_sealed_with_who_sent_it(world: World) -> None:
    meeting = await world.in_session()
    await opened(world, "clerk2")
    await send(world, meeting)
    found = await sent(world, meeting.ticket_id)
    assert found is not None
    assert (found.note, found.clerk_id, str(found.target)) == (
        NOTE,
        meeting.clerk.id,
        f"window:{world.staff['clerk2'].window}",
    )
    assert NOTE not in str([fact.event for fact in await world.store.facts((), 0)])


async def test_the_sender_may_write_on_the_case_no_more(sqlite_world: World) -> None:
    meeting = await sqlite_world.in_session()
    await opened(sqlite_world, "clerk2")
    await send(sqlite_world, meeting)
    with pytest.raises(NotAllowed):
        await gate.ask_signature(sqlite_world.desk, meeting.case_id, meeting.clerk)


async def test_where_nobody_is_open_it_goes_only_when_that_is_put_up_with(world: World) -> None:
    meeting = await world.in_session()
    with pytest.raises(NobodyThere):
        await send(world, meeting)
    assert (await world.session(meeting.session_id)).state is State.LIVE
    await send(world, meeting, despite=True)
    assert (await world.ticket(meeting.visit_id)).state is turns.State.TRANSFERRED


@pytest.mark.parametrize("target", [Target(kind=Kind.WINDOW, name="99"), Target(kind=Kind.SKILL, name="alchemy")])
async def test_what_nobody_can_serve_is_refused(world: World, target: Target) -> None:
    meeting = await world.in_session()
    with pytest.raises(NobodyServes):
        await transfers.send_on(world.desk, meeting.session_id, meeting.clerk, target, "", despite=True)
    assert (await world.ticket(meeting.visit_id)).state is turns.State.IN_SESSION


async def test_a_zone_that_there_is_not_is_refused(sqlite_world: World) -> None:
    meeting = await sqlite_world.in_session()
    with pytest.raises(BadInput):
        await transfers.send_on(
            sqlite_world.desk, meeting.session_id, meeting.clerk, Target(kind=Kind.ZONE, name="nowhere"), ""
        )


async def test_ones_own_window_is_refused(sqlite_world: World) -> None:
    meeting = await sqlite_world.in_session()
    await opened(sqlite_world, "clerk1")
    with pytest.raises(OwnLine):
        await send(sqlite_world, meeting, "clerk1")


async def test_another_clerks_meeting_is_not_sent_on(sqlite_world: World) -> None:
    meeting = await sqlite_world.in_session()
    with pytest.raises(NotAllowed):
        await transfers.send_on(
            sqlite_world.desk,
            meeting.session_id,
            sqlite_world.staff["clerk2"],
            window(sqlite_world.staff["clerk3"]),
            "",
            despite=True,
        )


async def test_a_call_that_was_not_answered_is_not_sent_on(sqlite_world: World) -> None:
    meeting = await sqlite_world.called()
    await opened(sqlite_world, "clerk2")
    with pytest.raises(IllegalMove):
        await send(sqlite_world, meeting)


async def test_to_another_department_it_waits_in_that_departments_line(sqlite_world: World) -> None:
    world = sqlite_world
    meeting = await world.in_session()
    skill = "assay"
    async with world.store.write() as unit:
        await staff.change(unit, replace(world.staff["clerk2"], skills=(skill,)))
    target = Target(kind=Kind.SKILL, name=skill)
    await transfers.send_on(world.desk, meeting.session_id, meeting.clerk, target, "", despite=True)
    after = await world.ticket(meeting.visit_id)
    assert (after.skill, after.line.split("/")[1]) == (skill, skill)


async def test_the_note_is_erased_with_the_record(world: World) -> None:
    meeting = await world.in_session()
    await opened(world, "clerk2")
    await send(world, meeting)
    async with world.store.write() as unit:
        await erasing.erase(unit, meeting.visit_id, Kept.RECORD)
    assert await sent(world, meeting.ticket_id) is None
