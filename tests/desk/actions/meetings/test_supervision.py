"""A supervisor listens, whispers, speaks and takes over; the clerk and the ledger always know."""

from dataclasses import replace

import pytest
from sqlalchemy import update

from desk.actions import legs, sessions
from desk.actions.cases import cases
from desk.actions.meetings import supervision
from desk.actions.turns import tickets
from desk.model.errors import AlreadyInSession, BadInput, NobodyWaiting, NotAllowed, NotReady, SeatTaken, Stale
from desk.model.events import Tag
from desk.model.meetings.participants import Mode, Participant, Seated
from desk.model.sessions import State, staff_party
from desk.store import sessions as rows
from desk.store.tables import zones
from tests.desk.actions.meetings.people import people_in
from tests.desk.world import World

MODES = [Mode.LISTENING, Mode.WHISPERING, Mode.SPEAKING]


async def there(world: World, session_id: str) -> Participant:
    (one,) = await people_in(world, session_id)
    return one


async def hide_supervisors(world: World) -> None:
    """The zone's rule: an applicant is not told of who only listens."""
    async with world.store.write() as unit:
        await unit.connection.execute(update(zones).values(rules={"shows_supervisor": False}))


@pytest.mark.parametrize("mode", MODES)
async def test_a_supervisor_is_seated_in_their_mode(world: World, mode: Mode) -> None:
    meeting = await world.in_session()
    boss = world.staff["supervisor1"]
    await supervision.be_there(world.desk, meeting.session_id, boss, mode)
    seat = Seated(party=staff_party(boss.id), mode=mode)
    assert world.media.others == {meeting.session_id: {"supervisor": seat}}
    assert world.media.aside == set()


@pytest.mark.parametrize("mode", MODES)
async def test_the_ledger_says_who_was_there_and_as_what(sqlite_world: World, mode: Mode) -> None:
    meeting = await sqlite_world.in_session()
    boss = sqlite_world.staff["supervisor1"]
    await supervision.be_there(sqlite_world.desk, meeting.session_id, boss, mode)
    (fact,) = [fact.event for fact in await sqlite_world.store.facts((), 0) if fact.event.tag is Tag.PARTICIPANT_JOINED]
    assert (fact.actor, fact.data["mode"], fact.data["told"]) == (f"staff:{boss.id}", mode.value, 1)


@pytest.mark.parametrize("mode", [Mode.LISTENING, Mode.WHISPERING])
async def test_a_zone_may_have_it_that_the_applicant_is_not_told(world: World, mode: Mode) -> None:
    await hide_supervisors(world)
    meeting = await world.in_session()
    await supervision.be_there(world.desk, meeting.session_id, world.staff["supervisor1"], mode)
    assert not (await there(world, meeting.session_id)).told


async def test_who_speaks_is_told_of_in_any_zone_and_from_then_on(world: World) -> None:
    await hide_supervisors(world)
    meeting = await world.in_session()
    boss = world.staff["supervisor1"]
    await supervision.be_there(world.desk, meeting.session_id, boss, Mode.SPEAKING)
    await supervision.be_there(world.desk, meeting.session_id, boss, Mode.LISTENING)
    assert (await there(world, meeting.session_id)).told


async def test_one_supervisor_at_a_time(world: World) -> None:
    meeting = await world.in_session()
    await supervision.be_there(world.desk, meeting.session_id, world.staff["supervisor1"])
    with pytest.raises(SeatTaken):
        await supervision.be_there(world.desk, meeting.session_id, world.staff["supervisor2"])


async def test_nobody_supervises_two_meetings(world: World) -> None:
    first = await world.in_session(corner="MO-01", clerk="clerk1")
    second = await world.in_session(corner="MO-02", clerk="clerk2")
    await supervision.be_there(world.desk, first.session_id, world.staff["supervisor1"])
    with pytest.raises(AlreadyInSession):
        await supervision.be_there(world.desk, second.session_id, world.staff["supervisor1"])


async def test_after_a_meeting_that_ended_the_next_one_opens(world: World) -> None:
    first = await world.in_session(corner="MO-01", clerk="clerk1")
    second = await world.in_session(corner="MO-02", clerk="clerk2")
    await supervision.be_there(world.desk, first.session_id, world.staff["supervisor1"])
    await sessions.end(world.desk, first.session_id, first.clerk)
    await supervision.be_there(world.desk, second.session_id, world.staff["supervisor1"])
    assert list(world.media.others) == [second.session_id]


async def test_a_clerk_supervises_nobody(sqlite_world: World) -> None:
    meeting = await sqlite_world.in_session()
    with pytest.raises(NotAllowed):
        await supervision.be_there(sqlite_world.desk, meeting.session_id, sqlite_world.staff["clerk2"])


async def test_a_mode_of_other_roles_is_refused(sqlite_world: World) -> None:
    meeting = await sqlite_world.in_session()
    with pytest.raises(BadInput):
        await supervision.be_there(sqlite_world.desk, meeting.session_id, sqlite_world.staff["supervisor1"], Mode.ASIDE)


async def test_a_call_that_was_not_answered_is_not_listened_to(sqlite_world: World) -> None:
    meeting = await sqlite_world.called()
    with pytest.raises(NotReady):
        await supervision.be_there(sqlite_world.desk, meeting.session_id, sqlite_world.staff["supervisor1"])


async def test_who_takes_over_is_the_clerk_and_the_clerk_is_released(world: World) -> None:
    meeting = await world.in_session()
    boss = world.staff["supervisor1"]
    await supervision.be_there(world.desk, meeting.session_id, boss)
    await supervision.take_over(world.desk, meeting.session_id, boss)
    session = await world.session(meeting.session_id)
    assert (session.clerk_id, session.state) == (boss.id, State.LIVE)
    assert world.media.joined[meeting.session_id].seats["clerk"] == staff_party(boss.id)
    assert world.media.others[meeting.session_id] == {}
    with pytest.raises(NotAllowed):
        await sessions.end(world.desk, meeting.session_id, meeting.clerk)
    await world.in_session(corner="MO-02", clerk=meeting.clerk.login)


async def test_who_took_over_finishes_the_case(sqlite_world: World) -> None:
    world = sqlite_world
    meeting = await world.confirmed()
    boss = world.staff["supervisor1"]
    await supervision.be_there(world.desk, meeting.session_id, boss)
    await supervision.take_over(world.desk, meeting.session_id, boss)
    await cases.submit(world.desk, meeting.case_id, boss)
    await sessions.end(world.desk, meeting.session_id, boss)
    assert (await world.session(meeting.session_id)).state is State.ENDED


async def test_who_is_not_there_does_not_take_over(sqlite_world: World) -> None:
    meeting = await sqlite_world.in_session()
    with pytest.raises(NotReady):
        await supervision.take_over(sqlite_world.desk, meeting.session_id, sqlite_world.staff["supervisor1"])


async def test_a_clerk_who_read_before_the_take_over_writes_nothing_after_it(world: World) -> None:
    meeting = await world.in_session()
    before = await world.session(meeting.session_id)
    boss = world.staff["supervisor1"]
    await supervision.be_there(world.desk, meeting.session_id, boss)
    await supervision.take_over(world.desk, meeting.session_id, boss)
    with pytest.raises(Stale):
        async with world.store.write() as unit:
            await rows.change(unit, before, replace(before, state=State.HELD))


async def test_a_supervisor_has_a_leg_only_while_they_are_there(world: World) -> None:
    meeting = await world.in_session()
    boss = world.staff["supervisor1"]
    with pytest.raises(NotReady):
        await legs.for_staff(world.desk, boss.id)
    await supervision.be_there(world.desk, meeting.session_id, boss)
    await legs.for_staff(world.desk, boss.id)
    await supervision.leave(world.desk, meeting.session_id, boss)
    with pytest.raises(NotReady):
        await legs.for_staff(world.desk, boss.id)


async def test_a_supervisor_who_has_no_window_calls_nobody(world: World) -> None:
    await world.visit_to("ticketed")
    with pytest.raises(NobodyWaiting):
        await tickets.call_next(world.desk, world.staff["supervisor1"])
