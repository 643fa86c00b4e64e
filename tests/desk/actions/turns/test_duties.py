"""A clerk's window opens, pauses, wraps up and closes; a turn whose meeting broke is kept for the same clerk."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from desk.actions import on_duty, presence, sessions, visits
from desk.actions.turns import duties, tickets
from desk.model.errors import DayFull, IllegalMove, NobodyWaiting, NotAChoice, Stale
from desk.model.staff import Staff
from desk.model.turns.duties import Duty, Mode, Move, Reason, State
from desk.store import staff
from desk.store.turns import duties as rows
from tests.desk.waits import somebody_waits
from tests.desk.world import World

GRACE = timedelta(seconds=15)


async def duty(world: World, clerk: Staff) -> Duty:
    async with world.store.read() as connection:
        found = await rows.of(connection, clerk.id)
    assert found is not None
    return found


async def test_a_console_that_opens_opens_the_window(world: World) -> None:
    await duties.arrive(world.desk, world.clerk.id)
    assert (await duty(world, world.clerk)).state is State.OPEN
    assert (await world.tags())[-1] == "duty.opened"


async def test_consoles_that_open_at_once_open_one_window(world: World) -> None:
    await asyncio.gather(*(duties.arrive(world.desk, world.clerk.id) for _ in range(4)))
    assert (await world.tags()).count("duty.opened") == 1


async def test_who_calls_while_their_window_opens_is_served(postgres_world: World) -> None:
    world, clerk = postgres_world, postgres_world.clerk
    await world.visit_to("ticketed")
    async with world.store.write() as unit:
        await on_duty.move(unit, await rows.kept(unit, clerk.id), Move.OPEN, f"staff:{clerk.id}")
        calling = asyncio.create_task(tickets.call_next(world.desk, clerk))
        await somebody_waits(world)
    assert (await calling).clerk_id == clerk.id


async def test_a_window_closed_by_hand_stays_closed_when_its_page_connects_again(sqlite_world: World) -> None:
    await duties.open_window(sqlite_world.desk, sqlite_world.clerk)
    await duties.close(sqlite_world.desk, sqlite_world.clerk)
    await duties.arrive(sqlite_world.desk, sqlite_world.clerk.id)
    assert (await duty(sqlite_world, sqlite_world.clerk)).state is State.CLOSED


async def test_a_window_whose_console_is_gone_beyond_grace_closes_and_opens_when_it_is_back(world: World) -> None:
    await presence.come(world.desk, f"staff:{world.clerk.id}", "")
    await duties.arrive(world.desk, world.clerk.id)
    assert await duties.close_absent(world.desk, GRACE) == []
    world.clock.pass_by(seconds=16)
    assert await duties.close_absent(world.desk, GRACE) == [world.clerk.id]
    gone = await duty(world, world.clerk)
    await duties.arrive(world.desk, world.clerk.id)
    back = await duty(world, world.clerk)
    assert (gone.state, gone.reason, back.state) == (State.CLOSED, Reason.AWAY, State.OPEN)


async def test_a_window_that_closed_is_not_closed_again(sqlite_world: World) -> None:
    await duties.arrive(sqlite_world.desk, sqlite_world.clerk.id)
    sqlite_world.clock.pass_by(minutes=1)
    await duties.close_absent(sqlite_world.desk, GRACE)
    assert await duties.close_absent(sqlite_world.desk, GRACE) == []


async def test_a_pause_has_a_reason_that_the_ledger_tells(world: World) -> None:
    await duties.open_window(world.desk, world.clerk)
    await duties.pause(world.desk, world.clerk, Reason.TRAINING)
    event = (await world.store.facts((), 0))[-1].event
    assert (event.tag, event.data["reason"]) == ("duty.paused", "training")


async def test_a_reason_that_is_the_desks_is_no_choice(sqlite_world: World) -> None:
    await duties.open_window(sqlite_world.desk, sqlite_world.clerk)
    with pytest.raises(NotAChoice):
        await duties.pause(sqlite_world.desk, sqlite_world.clerk, Reason.UNANSWERED)


async def test_who_is_closed_cannot_pause(sqlite_world: World) -> None:
    with pytest.raises(IllegalMove):
        await duties.pause(sqlite_world.desk, sqlite_world.clerk, Reason.BREAK)


async def test_who_calls_after_a_pause_is_at_work_again(sqlite_world: World) -> None:
    await duties.open_window(sqlite_world.desk, sqlite_world.clerk)
    await duties.pause(sqlite_world.desk, sqlite_world.clerk, Reason.BREAK)
    await sqlite_world.called()
    assert (await duty(sqlite_world, sqlite_world.clerk)).state is State.OPEN


async def test_who_calls_when_nobody_waits_stays_as_they_were(sqlite_world: World) -> None:
    await duties.open_window(sqlite_world.desk, sqlite_world.clerk)
    await duties.pause(sqlite_world.desk, sqlite_world.clerk, Reason.BREAK)
    with pytest.raises(NobodyWaiting):
        await tickets.call_next(sqlite_world.desk, sqlite_world.clerk)
    assert (await duty(sqlite_world, sqlite_world.clerk)).state is State.PAUSED


async def test_after_a_meeting_the_clerk_wraps_up_and_is_open_by_itself(world: World) -> None:
    meeting = await world.in_session()
    await sessions.end(world.desk, meeting.session_id, meeting.clerk)
    wrapping = await duty(world, world.clerk)
    world.clock.pass_by(seconds=61)
    await duties.end_wrap_ups(world.desk)
    assert (wrapping.state, wrapping.until) == (State.WRAPPING_UP, wrapping.since + timedelta(minutes=1))
    assert (await duty(world, world.clerk)).state is State.OPEN


async def test_a_wrap_up_is_not_over_before_its_time(sqlite_world: World) -> None:
    meeting = await sqlite_world.in_session()
    await sessions.end(sqlite_world.desk, meeting.session_id, meeting.clerk)
    sqlite_world.clock.pass_by(seconds=59)
    await duties.end_wrap_ups(sqlite_world.desk)
    assert (await duty(sqlite_world, sqlite_world.clerk)).state is State.WRAPPING_UP


async def test_the_clerk_wraps_up_when_the_applicant_left(sqlite_world: World) -> None:
    meeting = await sqlite_world.in_session()
    await visits.leave(sqlite_world.desk, meeting.visit_id)
    assert (await duty(sqlite_world, sqlite_world.clerk)).state is State.WRAPPING_UP


async def test_after_a_call_that_nobody_answered_there_is_nothing_to_wrap_up(sqlite_world: World) -> None:
    meeting = await sqlite_world.called()
    await sessions.end(sqlite_world.desk, meeting.session_id, meeting.clerk)
    assert (await duty(sqlite_world, sqlite_world.clerk)).state is State.OPEN


async def test_calling_the_next_ends_a_wrap_up_early(sqlite_world: World) -> None:
    meeting = await sqlite_world.in_session(corner="MO-01")
    await sessions.end(sqlite_world.desk, meeting.session_id, meeting.clerk)
    await sqlite_world.called(corner="MO-02")
    assert (await duty(sqlite_world, sqlite_world.clerk)).state is State.OPEN


async def test_a_pause_taken_in_a_meeting_lasts_after_it(sqlite_world: World) -> None:
    meeting = await sqlite_world.in_session()
    await duties.pause(sqlite_world.desk, sqlite_world.clerk, Reason.BREAK)
    await sessions.end(sqlite_world.desk, meeting.session_id, meeting.clerk)
    assert (await duty(sqlite_world, sqlite_world.clerk)).state is State.PAUSED


async def test_a_mode_is_chosen_once(sqlite_world: World) -> None:
    for _ in range(2):
        await duties.choose(sqlite_world.desk, sqlite_world.clerk, Mode.OFFER)
    assert (await sqlite_world.tags()).count("duty.mode-chosen") == 1


async def test_a_duty_that_changed_meanwhile_is_not_overwritten(world: World) -> None:
    await duties.open_window(world.desk, world.clerk)
    before = await duty(world, world.clerk)
    await duties.pause(world.desk, world.clerk, Reason.BREAK)
    with pytest.raises(Stale):
        async with world.store.write() as unit:
            await rows.change(unit, before, replace(before, ran_out=1))


# ── The same clerk again ──────────────────────────────────────────────────────────────────────────────────────


async def test_a_broken_meetings_turn_is_kept_for_the_same_clerk(world: World) -> None:
    meeting = await world.in_session()
    await sessions.put_back(world.desk, meeting.session_id, meeting.clerk)
    with pytest.raises(NobodyWaiting):
        await tickets.call_next(world.desk, world.staff["clerk2"])
    again = await tickets.call_next(world.desk, meeting.clerk)
    assert (again.visit_id, again.clerk_id) == (meeting.visit_id, meeting.clerk.id)


async def test_after_a_while_anyone_qualified_takes_it(world: World) -> None:
    meeting = await world.in_session()
    await sessions.put_back(world.desk, meeting.session_id, meeting.clerk)
    world.clock.pass_by(minutes=2)
    assert (await tickets.call_next(world.desk, world.staff["clerk2"])).visit_id == meeting.visit_id


@pytest.mark.parametrize("leave", ["pause", "close"])
async def test_a_clerk_who_leaves_by_hand_lets_go_of_what_is_kept_for_them(sqlite_world: World, leave: str) -> None:
    meeting = await sqlite_world.in_session()
    await sessions.put_back(sqlite_world.desk, meeting.session_id, meeting.clerk)
    if leave == "pause":
        await duties.pause(sqlite_world.desk, meeting.clerk, Reason.BREAK)
    else:
        await duties.close(sqlite_world.desk, meeting.clerk)
    assert (await tickets.call_next(sqlite_world.desk, sqlite_world.staff["clerk2"])).visit_id == meeting.visit_id


async def test_a_turn_is_not_kept_for_a_clerk_who_had_paused(sqlite_world: World) -> None:
    meeting = await sqlite_world.in_session()
    await duties.pause(sqlite_world.desk, meeting.clerk, Reason.BREAK)
    await sessions.put_back(sqlite_world.desk, meeting.session_id, meeting.clerk)
    assert (await sqlite_world.ticket(meeting.visit_id)).kept_until is None


async def test_nobody_waits_for_a_clerk_who_was_lost(sqlite_world: World) -> None:
    meeting = await sqlite_world.in_session()
    await sessions.break_off(sqlite_world.desk, meeting.session_id)
    assert (await tickets.call_next(sqlite_world.desk, sqlite_world.staff["clerk2"])).visit_id == meeting.visit_id


# ── Most a day ────────────────────────────────────────────────────────────────────────────────────────────────


async def limited(world: World, most: int) -> Staff:
    clerk = replace(world.clerk, most_a_day=most)
    async with world.store.write() as unit:
        await staff.change(unit, clerk)
    await world.enter()
    return clerk


async def test_who_took_as_many_as_they_take_in_a_day_calls_nobody(world: World) -> None:
    clerk = await limited(world, 1)
    meeting = await world.in_session(corner="MO-01")
    await sessions.end(world.desk, meeting.session_id, clerk)
    await world.visit_to("ticketed", corner="MO-02")
    with pytest.raises(DayFull):
        await tickets.call_next(world.desk, clerk)


async def test_a_call_that_nobody_answered_does_not_count(sqlite_world: World) -> None:
    clerk = await limited(sqlite_world, 1)
    meeting = await sqlite_world.called(corner="MO-01")
    await sessions.end(sqlite_world.desk, meeting.session_id, clerk)
    assert (await tickets.call_next(sqlite_world.desk, clerk)).visit_id == meeting.visit_id


async def test_the_next_day_counts_anew(sqlite_world: World) -> None:
    clerk = await limited(sqlite_world, 1)
    meeting = await sqlite_world.in_session(corner="MO-01")
    await sessions.end(sqlite_world.desk, meeting.session_id, clerk)
    sqlite_world.clock.pass_by(days=1)
    second = await sqlite_world.visit_to("ticketed", corner="MO-02")
    assert (await tickets.call_next(sqlite_world.desk, clerk)).visit_id == second.id
