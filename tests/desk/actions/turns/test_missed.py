"""A call that nobody answers is announced, then the turn is set aside, and it may come back; at last it lapses."""

import pytest
from sqlalchemy import update

from desk.actions import sessions, visits
from desk.actions.turns import missed, tickets
from desk.model import sessions as meetings
from desk.model.errors import IllegalMove, NotAllowed
from desk.model.events import Event, Tag
from desk.model.turns.order import Reason
from desk.model.turns.tickets import State
from desk.store import tables
from tests.desk.world import Meeting, World


async def announced(world: World) -> list[Event]:
    return [fact.event for fact in await world.store.facts((), 0) if fact.event.tag is Tag.TICKET_ANNOUNCED]


async def passes(world: World, *, minutes: float = 0, hours: float = 0, times: int = 1) -> None:
    """So often that long goes by, and each time what is due is done."""
    for _ in range(times):
        world.clock.pass_by(minutes=minutes, hours=hours)
        await missed.tend(world.desk)


async def rule(world: World, **rules: object) -> None:
    async with world.store.write() as unit:
        await unit.connection.execute(update(tables.zones).values(rules=rules))


async def parked(world: World, **visit: str) -> Meeting:
    meeting = await world.called(**visit)
    await missed.miss(world.desk, meeting.ticket_id, meeting.clerk)
    await passes(world, minutes=1, times=3)
    return meeting


async def test_a_missed_call_is_announced_three_times_and_then_parked(world: World) -> None:
    meeting = await world.called()
    await missed.miss(world.desk, meeting.ticket_id, meeting.clerk)
    states = []
    for _ in range(3):
        await passes(world, minutes=1)
        states.append((await world.ticket(meeting.visit_id)).state)
    assert states == [State.MISSED, State.MISSED, State.PARKED]
    assert [event.data["announced"] for event in await announced(world)] == [1, 2, 3]


async def test_of_many_processes_one_announces(world: World) -> None:
    meeting = await world.called()
    await missed.miss(world.desk, meeting.ticket_id, meeting.clerk)
    world.clock.pass_by(minutes=1)
    for _ in range(3):
        await missed.tend(world.desk)
    assert len(await announced(world)) == 2


async def test_a_call_that_rings_too_long_is_missed_by_itself(world: World) -> None:
    meeting = await world.called()
    await passes(world, minutes=2)
    assert (await world.ticket(meeting.visit_id)).state is State.MISSED
    assert (await world.session(meeting.session_id)).state is meetings.State.ENDED


async def test_a_meeting_that_was_answered_is_not_missed(sqlite_world: World) -> None:
    meeting = await sqlite_world.in_session()
    await passes(sqlite_world, minutes=30)
    assert (await sqlite_world.session(meeting.session_id)).state is meetings.State.LIVE


async def test_a_parked_turn_comes_back_behind_those_who_go_first(world: World) -> None:
    meeting = await parked(world, corner="MO-01")
    await rule(world, come_back_behind=1)
    others = []
    for corner in ("MO-02", "MO-03"):
        world.clock.pass_by(minutes=1)
        others.append(await world.visit_to("ticketed", corner=corner))
    await missed.come_back(world.desk, meeting.visit_id)
    called = []
    for _ in range(3):
        session = await tickets.call_next(world.desk, world.clerk)
        called.append(session.visit_id)
        await sessions.answer(world.desk, session.id, session.visit_id)
        await sessions.end(world.desk, session.id, world.clerk)
    assert called == [others[0].id, meeting.visit_id, others[1].id]


async def test_why_a_parked_turn_stands_where_it_does_is_told(sqlite_world: World) -> None:
    meeting = await parked(sqlite_world)
    await missed.come_back(sqlite_world.desk, meeting.visit_id)
    assert (await sqlite_world.ticket(meeting.visit_id)).reason is Reason.CAME_BACK


async def test_a_parked_turn_lapses_when_nobody_comes_back(world: World) -> None:
    meeting = await parked(world)
    await passes(world, hours=2)
    assert (await world.ticket(meeting.visit_id)).state is State.CANCELLED


async def test_a_turn_that_lapsed_does_not_come_back(sqlite_world: World) -> None:
    meeting = await parked(sqlite_world)
    await passes(sqlite_world, hours=2)
    with pytest.raises(IllegalMove):
        await missed.come_back(sqlite_world.desk, meeting.visit_id)


async def test_a_clerk_sets_a_turn_aside_and_the_case_goes_on_with_the_next_meeting(world: World) -> None:
    meeting = await world.in_session()
    await missed.park(world.desk, meeting.session_id, meeting.clerk)
    states = ((await world.ticket(meeting.visit_id)).state, (await world.session(meeting.session_id)).state)
    await missed.come_back(world.desk, meeting.visit_id)
    again = await tickets.call_next(world.desk, world.staff["clerk2"])
    assert states == (State.PARKED, meetings.State.ENDED)
    assert (again.visit_id, again.case_id) == (meeting.visit_id, meeting.case_id)


async def test_a_clerk_does_not_set_another_clerks_turn_aside(sqlite_world: World) -> None:
    meeting = await sqlite_world.in_session()
    with pytest.raises(NotAllowed):
        await missed.park(sqlite_world.desk, meeting.session_id, sqlite_world.staff["clerk2"])


async def test_a_call_that_rings_is_not_set_aside(sqlite_world: World) -> None:
    meeting = await sqlite_world.called()
    with pytest.raises(IllegalMove):
        await missed.park(sqlite_world.desk, meeting.session_id, meeting.clerk)


async def test_nothing_is_reset_at_night(world: World) -> None:
    visit = await world.visit_to("ticketed")
    world.clock.pass_by(hours=20)
    await missed.end_days(world.desk)
    assert (await world.ticket(visit.id)).state is State.WAITING


async def test_where_the_zone_says_so_turns_of_the_day_before_lapse(world: World) -> None:
    await rule(world, ends_at_night=True)
    visit = await world.visit_to("ticketed")
    await missed.end_days(world.desk)
    by_day = (await world.ticket(visit.id)).state
    world.clock.pass_by(hours=20)
    await missed.end_days(world.desk)
    assert (by_day, (await world.ticket(visit.id)).state) == (State.WAITING, State.CANCELLED)


async def test_a_corner_whose_turn_lapsed_is_free_a_while_later(sqlite_world: World) -> None:
    meeting = await parked(sqlite_world)
    await passes(sqlite_world, hours=2)
    at_once = await visits.left_behind(sqlite_world.desk)
    sqlite_world.clock.pass_by(minutes=11)
    assert (at_once, await visits.left_behind(sqlite_world.desk)) == ([], [meeting.visit_id])


async def test_a_number_that_still_stands_from_the_day_before_is_not_given_anew(world: World) -> None:
    left = await world.visit_to("ticketed", corner="MO-01")
    world.clock.pass_by(hours=20)
    later = await world.visit_to("ticketed", corner="MO-02")
    numbers = [(await world.ticket(visit.id)).number for visit in (left, later)]
    assert numbers == ["A-001", "A-002"]
