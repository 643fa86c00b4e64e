"""A turn is taken once, called by one clerk, and never lost."""

import asyncio
from dataclasses import replace

import pytest
from sqlalchemy import select

from desk.actions import sessions, visits
from desk.actions.turns import missed, tickets
from desk.model import sessions as meetings
from desk.model.errors import AlreadyInSession, BadInput, IllegalMove, NobodyWaiting, NotReady, Stale
from desk.model.turns.order import CARE, Priority, Reason
from desk.model.turns.routing import Speech
from desk.model.turns.tickets import State
from desk.store import consents, tables
from tests.desk.world import World

SKILL = "social-insurance"


async def test_a_ticket_asked_for_twice_is_the_same_ticket(world: World) -> None:
    visit = await world.visit_to("confirmed")
    first, second = await tickets.take(world.desk, visit.id), await tickets.take(world.desk, visit.id)
    assert first == second
    assert (await world.tags()).count("ticket.taken") == 1


async def test_tickets_asked_for_at_once_are_one_ticket(world: World) -> None:
    visit = await world.visit_to("confirmed")
    ends = await asyncio.gather(*(tickets.take(world.desk, visit.id) for _ in range(5)), return_exceptions=True)
    assert {type(end).__name__ for end in ends} <= {"Ticket", "Stale"}
    assert (await world.tags()).count("ticket.taken") == 1


async def test_a_visit_that_is_not_confirmed_gets_no_ticket(sqlite_world: World) -> None:
    visit = await sqlite_world.visit_to("documented")
    with pytest.raises(NotReady):
        await tickets.take(sqlite_world.desk, visit.id)


async def test_numbers_count_by_business_and_zone(sqlite_world: World) -> None:
    places = [("MO-01", "JM-SI-001"), ("MO-02", "JM-SI-002"), ("MO-03", "JM-TX-001"), ("HK-01", "JM-SI-001")]
    taken = [await sqlite_world.visit_to("ticketed", corner=corner, item=item) for corner, item in places]
    numbers = [(await sqlite_world.ticket(visit.id)).number for visit in taken]
    assert numbers == ["A-001", "A-002", "E-001", "A-001"]


async def test_numbers_begin_anew_at_midnight_of_the_zone(sqlite_world: World) -> None:
    sqlite_world.clock.pass_by(hours=8, minutes=30)  # 23:30 in Macao
    earlier = await sqlite_world.visit_to("ticketed", corner="MO-01")
    await visits.leave(sqlite_world.desk, earlier.id)
    sqlite_world.clock.pass_by(hours=1)  # half past midnight there, and still the same day in UTC
    later = await sqlite_world.visit_to("ticketed", corner="MO-02")
    assert (await sqlite_world.ticket(later.id)).number == "A-001"


async def test_twenty_clerks_who_call_at_once_get_ten_turns_each_once(world: World) -> None:
    waiting = [await world.visit_to("ticketed", corner=code) for code in await world.add_corners(10)]
    clerks = await world.add_clerks(20, (SKILL,))
    ends = await asyncio.gather(*(tickets.call_next(world.desk, clerk) for clerk in clerks), return_exceptions=True)
    called = [end for end in ends if isinstance(end, meetings.Session)]
    assert sorted(session.visit_id for session in called) == sorted(visit.id for visit in waiting)
    assert sum(isinstance(end, NobodyWaiting) for end in ends) == 10


async def test_a_clerk_who_presses_twice_at_once_calls_one_turn(world: World) -> None:
    for corner in ("MO-01", "MO-02"):
        await world.visit_to("ticketed", corner=corner)
    ends = await asyncio.gather(*(tickets.call_next(world.desk, world.clerk) for _ in range(2)), return_exceptions=True)
    assert sum(isinstance(end, meetings.Session) for end in ends) == 1
    assert all(isinstance(end, AlreadyInSession | Stale) for end in ends if not isinstance(end, meetings.Session))


async def test_the_turn_a_second_press_had_claimed_is_still_waiting(world: World) -> None:
    visits_begun = [await world.visit_to("ticketed", corner=corner) for corner in ("MO-01", "MO-02")]
    await asyncio.gather(*(tickets.call_next(world.desk, world.clerk) for _ in range(2)), return_exceptions=True)
    states = sorted([(await world.ticket(visit.id)).state for visit in visits_begun])
    assert states == [State.CALLED, State.WAITING]


async def test_a_called_turn_rings_with_a_case(sqlite_world: World) -> None:
    meeting = await sqlite_world.called()
    session, case = await sqlite_world.session(meeting.session_id), await sqlite_world.case(meeting.case_id)
    assert (session.state, session.window) == (meetings.State.RINGING, "A01")
    assert (case.visit_id, case.item_code, case.item_version) == (meeting.visit_id, "JM-SI-001", 1)


async def test_case_numbers_count_through_the_year(sqlite_world: World) -> None:
    first = await sqlite_world.called(corner="MO-01")
    second = await sqlite_world.called(corner="MO-02", clerk="clerk2")
    numbers = [(await sqlite_world.case(meeting.case_id)).number for meeting in (first, second)]
    assert numbers == ["JM202600000001", "JM202600000002"]


async def test_who_calls_when_nobody_waits_is_told(sqlite_world: World) -> None:
    with pytest.raises(NobodyWaiting):
        await tickets.call_next(sqlite_world.desk, sqlite_world.clerk)


async def test_a_clerk_is_not_given_a_turn_that_wants_another_skill(sqlite_world: World) -> None:
    await sqlite_world.visit_to("ticketed")
    with pytest.raises(NobodyWaiting):
        await tickets.call_next(sqlite_world.desk, sqlite_world.staff["clerk3"])


async def test_a_clerk_in_a_session_calls_nobody(sqlite_world: World) -> None:
    await sqlite_world.in_session(corner="MO-01")
    await sqlite_world.visit_to("ticketed", corner="MO-02")
    with pytest.raises(AlreadyInSession):
        await tickets.call_next(sqlite_world.desk, sqlite_world.clerk)


async def test_a_missed_turn_comes_back_before_all_others(sqlite_world: World) -> None:
    meeting = await sqlite_world.called(corner="MO-01")
    await missed.miss(sqlite_world.desk, meeting.ticket_id, meeting.clerk)
    await sqlite_world.visit_to("ticketed", corner="MO-02")
    await missed.come_back(sqlite_world.desk, meeting.visit_id)
    again = await tickets.call_next(sqlite_world.desk, sqlite_world.clerk)
    assert (again.visit_id, again.case_id) == (meeting.visit_id, meeting.case_id)


async def test_a_missed_call_ends_its_session_in_the_ledger_too(sqlite_world: World) -> None:
    meeting = await sqlite_world.called()
    await missed.miss(sqlite_world.desk, meeting.ticket_id, meeting.clerk)
    assert (await sqlite_world.session(meeting.session_id)).state is meetings.State.ENDED
    assert (await sqlite_world.tags())[-3:] == ["session.ended", "ticket.moved", "ticket.announced"]


async def test_a_clerk_does_not_miss_another_clerks_turn(sqlite_world: World) -> None:
    meeting = await sqlite_world.called()
    with pytest.raises(NotReady):
        await missed.miss(sqlite_world.desk, meeting.ticket_id, sqlite_world.staff["clerk2"])


async def test_who_answered_is_not_missed(sqlite_world: World) -> None:
    meeting = await sqlite_world.in_session()
    with pytest.raises(IllegalMove):
        await missed.miss(sqlite_world.desk, meeting.ticket_id, meeting.clerk)
    assert (await sqlite_world.session(meeting.session_id)).state is meetings.State.LIVE


async def test_who_waits_cannot_come_back(sqlite_world: World) -> None:
    visit = await sqlite_world.visit_to("ticketed")
    with pytest.raises(IllegalMove):
        await missed.come_back(sqlite_world.desk, visit.id)


async def test_who_has_no_ticket_cannot_come_back(sqlite_world: World) -> None:
    visit = await sqlite_world.visit_to("confirmed")
    with pytest.raises(NotReady):
        await missed.come_back(sqlite_world.desk, visit.id)


async def test_when_the_clerk_is_lost_the_turn_goes_before_all_others(world: World) -> None:
    meeting = await world.in_session(corner="MO-01")
    await world.visit_to("ticketed", corner="MO-02")
    await sessions.break_off(world.desk, meeting.session_id)
    ticket = await world.ticket(meeting.visit_id)
    assert (ticket.state, ticket.priority) == (State.WAITING, Priority.RETURNING)
    world.clock.pass_by(minutes=5)  # it is kept for the same clerk no longer
    again = await tickets.call_next(world.desk, world.staff["clerk2"])
    assert (again.visit_id, again.case_id) == (meeting.visit_id, meeting.case_id)


async def test_a_cancelled_turn_is_called_by_nobody(sqlite_world: World) -> None:
    visit = await sqlite_world.visit_to("ticketed")
    await visits.leave(sqlite_world.desk, visit.id)
    with pytest.raises(NobodyWaiting):
        await tickets.call_next(sqlite_world.desk, sqlite_world.clerk)


async def test_who_tells_a_reason_of_care_goes_before_those_who_came_shortly_before(world: World) -> None:
    first = await world.visit_to("ticketed", corner="MO-01")
    world.clock.pass_by(minutes=5)
    second = await world.visit_to("confirmed", corner="MO-02")
    ticket = await tickets.take(world.desk, second.id, reason=Reason.ELDERLY)
    assert (ticket.priority, ticket.reason) == (Priority.CARE, Reason.ELDERLY)
    called = [(await tickets.call_next(world.desk, world.staff[clerk])).visit_id for clerk in ("clerk1", "clerk2")]
    assert called == [second.id, first.id]


async def test_the_ledger_never_says_why_somebody_needs_care(world: World) -> None:
    visit = await world.visit_to("confirmed")
    await tickets.take(world.desk, visit.id, reason=Reason.ELDERLY)
    await visits.leave(world.desk, visit.id)
    told = [note.event.data.get("reason") for note in await world.store.facts((), 0) if "reason" in note.event.data]
    assert set(told) == {Reason.CARE}


async def test_a_turn_that_is_over_forgets_why_it_needed_care(world: World) -> None:
    visit = await world.visit_to("confirmed")
    await tickets.take(world.desk, visit.id, reason=Reason.ELDERLY)
    await visits.leave(world.desk, visit.id)
    assert (await world.ticket(visit.id)).reason is Reason.CARE


async def test_who_waited_longer_than_the_head_start_of_care_goes_first(sqlite_world: World) -> None:
    first = await sqlite_world.visit_to("ticketed", corner="MO-01")
    sqlite_world.clock.pass_by(minutes=31)
    second = await sqlite_world.visit_to("confirmed", corner="MO-02")
    await tickets.take(sqlite_world.desk, second.id, reason=Reason.PREGNANT)
    assert (await tickets.call_next(sqlite_world.desk, sqlite_world.clerk)).visit_id == first.id


@pytest.mark.parametrize("reason", sorted(set(Reason) - CARE - {Reason.NONE}))
async def test_an_applicant_gives_no_other_reason(sqlite_world: World, reason: Reason) -> None:
    visit = await sqlite_world.visit_to("confirmed")
    with pytest.raises(BadInput):
        await tickets.take(sqlite_world.desk, visit.id, reason=reason)


async def test_what_is_spoken_is_apart_from_what_is_read(sqlite_world: World) -> None:
    visit = await sqlite_world.visit_to("confirmed", language="zh-Hant-MO")
    ticket = await tickets.take(sqlite_world.desk, visit.id, speech=Speech.PORTUGUESE)
    assert (ticket.speech, ticket.language, ticket.line.rpartition("/")[2]) == (Speech.PORTUGUESE, "zh-Hant-MO", "pt")


async def test_a_clerk_is_not_given_a_turn_in_a_language_they_do_not_speak(sqlite_world: World) -> None:
    visit = await sqlite_world.visit_to("confirmed")
    await tickets.take(sqlite_world.desk, visit.id, speech=Speech.PORTUGUESE)
    with pytest.raises(NobodyWaiting):
        await tickets.call_next(sqlite_world.desk, sqlite_world.staff["clerk2"])


async def forget_consent(world: World, visit_id: str) -> None:
    """As no action does it: the consent of a turn that stays in line is gone."""
    async with world.store.write() as unit:
        consent = await consents.standing(unit.connection, visit_id)
        assert consent is not None
        await consents.note_withdrawal(unit, replace(consent, withdrawn_at=unit.now))


async def test_a_turn_whose_consent_is_gone_is_set_aside_and_the_next_is_called(world: World) -> None:
    stray, fine = [await world.visit_to("ticketed", corner=corner) for corner in ("MO-01", "MO-02")]
    await forget_consent(world, stray.id)
    assert (await tickets.call_next(world.desk, world.clerk)).visit_id == fine.id
    assert (await world.ticket(stray.id)).state is State.PARKED


async def test_setting_aside_is_told_in_the_ledger(sqlite_world: World) -> None:
    stray = await sqlite_world.visit_to("ticketed")
    await forget_consent(sqlite_world, stray.id)
    with pytest.raises(NobodyWaiting):
        await tickets.call_next(sqlite_world.desk, sqlite_world.clerk)
    fact = (await sqlite_world.store.facts((), 0))[-1].event
    assert (fact.visit_id, fact.actor, fact.data["state"]) == (stray.id, "desk", "parked")


async def test_of_those_who_call_at_once_each_gets_their_own_answer(world: World) -> None:
    waiting = [await world.visit_to("ticketed", corner=corner) for corner in ("MO-01", "MO-02")]
    await tickets.call_next(world.desk, world.staff["clerk2"])
    called = [tickets.call_next(world.desk, world.staff[login]) for login in ("clerk3", "clerk2", "clerk1")]
    none, busy, served = await asyncio.gather(*called, return_exceptions=True)
    assert (type(none), type(busy)) == (NobodyWaiting, AlreadyInSession)
    assert isinstance(served, meetings.Session)
    assert served.visit_id == waiting[1].id


async def test_those_who_call_at_once_are_given_turns_in_the_order_they_called(world: World) -> None:
    waiting = [await world.visit_to("ticketed", corner=code) for code in await world.add_corners(4)]
    clerks = await world.add_clerks(4, (SKILL,))
    sessions_rung = await asyncio.gather(*(tickets.call_next(world.desk, clerk) for clerk in clerks))
    assert [session.visit_id for session in sessions_rung] == [visit.id for visit in waiting]


async def test_a_turn_that_another_process_is_moving_is_skipped_and_not_waited_for(postgres_world: World) -> None:
    first, second = [await postgres_world.visit_to("ticketed", corner=corner) for corner in ("MO-01", "MO-02")]
    async with postgres_world.store.engine.connect() as other:
        held = select(tables.tickets.c.id).where(tables.tickets.c.visit_id == first.id).with_for_update()
        await other.execute(held)
        called = await tickets.call_next(postgres_world.desk, postgres_world.clerk)
        await other.rollback()
    assert called.visit_id == second.id
