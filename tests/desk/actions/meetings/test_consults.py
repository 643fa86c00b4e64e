"""A colleague is asked in, sits aside with the clerk or with the applicant, and leaves again."""

import asyncio

import pytest

from desk.actions import legs, parting, sessions, staff
from desk.actions.meetings import consults
from desk.actions.turns import tickets
from desk.model.clients import UNKNOWN
from desk.model.errors import AlreadyInSession, IllegalMove, NobodyServes, NobodyThere, NotAllowed, NotReady, SeatTaken
from desk.model.events import Tag
from desk.model.meetings.participants import Mode, Participant, Seated, State
from desk.model.meetings.sendings import Kind, Target
from desk.model.sessions import staff_party
from desk.store import staff_sessions
from tests.desk.actions.meetings.people import opened, people_in, window
from tests.desk.world import Meeting, World


async def asked(world: World, meeting: Meeting, mode: Mode = Mode.ASIDE) -> Participant:
    """The second clerk, who is open, is asked in."""
    await opened(world, "clerk2")
    return await consults.ask(world.desk, meeting.session_id, meeting.clerk, window(world.staff["clerk2"]), mode)


async def joined(world: World, meeting: Meeting, mode: Mode = Mode.ASIDE) -> Participant:
    """… and has come."""
    one = await asked(world, meeting, mode)
    await consults.accept(world.desk, one.id, world.staff["clerk2"])
    return one


async def test_who_accepts_is_seated_aside_with_the_clerk(world: World) -> None:
    meeting = await world.in_session()
    await joined(world, meeting)
    expert = Seated(party=staff_party(world.staff["clerk2"].id), mode=Mode.ASIDE)
    assert world.media.others == {meeting.session_id: {"expert": expert}}
    assert world.media.aside == {meeting.session_id}


async def test_nobody_is_seated_before_they_accept(sqlite_world: World) -> None:
    meeting = await sqlite_world.in_session()
    await asked(sqlite_world, meeting)
    assert sqlite_world.media.others == {}
    assert sqlite_world.media.aside == set()


async def test_the_clerk_opens_the_talk_to_the_applicant_and_goes_aside_again(world: World) -> None:
    meeting = await world.in_session()
    await joined(world, meeting)
    await consults.set_aside(world.desk, meeting.session_id, meeting.clerk, aside=False)
    together = set(world.media.aside)
    await consults.set_aside(world.desk, meeting.session_id, meeting.clerk, aside=True)
    assert (together, world.media.aside) == (set(), {meeting.session_id})


async def test_after_a_hold_the_talk_goes_on_aside(sqlite_world: World) -> None:
    world = sqlite_world
    meeting = await world.in_session()
    await joined(world, meeting)
    await sessions.hold(world.desk, meeting.session_id, meeting.clerk, held=True)
    await sessions.hold(world.desk, meeting.session_id, meeting.clerk, held=False)
    assert (world.media.held, world.media.aside) == (set(), {meeting.session_id})


@pytest.mark.parametrize("how", ["leaves", "is let go"])
async def test_who_leaves_sits_there_no_more(world: World, how: str) -> None:
    meeting = await world.in_session()
    one = await joined(world, meeting)
    if how == "leaves":
        await consults.leave(world.desk, one.id, world.staff["clerk2"])
    else:
        await consults.let_go(world.desk, meeting.session_id, meeting.clerk)
    assert world.media.others == {meeting.session_id: {}}
    assert world.media.aside == set()
    assert await people_in(world, meeting.session_id) == []


async def test_each_step_is_in_the_ledger_without_a_name(sqlite_world: World) -> None:
    world = sqlite_world
    meeting = await world.in_session()
    one = await joined(world, meeting)
    await consults.set_aside(world.desk, meeting.session_id, meeting.clerk, aside=False)
    await consults.leave(world.desk, one.id, world.staff["clerk2"])
    facts = [fact.event for fact in await world.store.facts((), 0) if fact.event.tag.startswith("participant.")]
    assert [fact.tag for fact in facts] == [
        Tag.PARTICIPANT_ASKED,
        Tag.PARTICIPANT_JOINED,
        Tag.PARTICIPANT_CHANGED,
        Tag.PARTICIPANT_LEFT,
    ]
    assert {str(fact.data["staff"]) for fact in facts} == {world.staff["clerk2"].id}
    assert world.staff["clerk2"].name not in str(facts)


async def test_only_one_colleague_is_asked_at_a_time(world: World) -> None:
    meeting = await world.in_session()
    await asked(world, meeting)
    await opened(world, "clerk3")
    with pytest.raises(SeatTaken):
        await consults.ask(world.desk, meeting.session_id, meeting.clerk, window(world.staff["clerk3"]))


async def test_a_window_that_is_closed_is_not_asked(world: World) -> None:
    meeting = await world.in_session()
    with pytest.raises(NobodyThere):
        await consults.ask(world.desk, meeting.session_id, meeting.clerk, window(world.staff["clerk2"]))


async def test_a_colleague_in_a_meeting_of_their_own_is_not_asked(sqlite_world: World) -> None:
    world = sqlite_world
    await world.in_session(corner="MO-02", clerk="clerk2")
    meeting = await world.in_session(corner="MO-01", clerk="clerk1")
    await opened(world, "clerk2")
    with pytest.raises(NobodyThere):
        await consults.ask(world.desk, meeting.session_id, meeting.clerk, window(world.staff["clerk2"]))


async def test_a_window_that_there_is_not_is_not_asked(sqlite_world: World) -> None:
    meeting = await sqlite_world.in_session()
    with pytest.raises(NobodyServes):
        await consults.ask(
            sqlite_world.desk, meeting.session_id, meeting.clerk, Target(kind=Kind.WINDOW, name="no such")
        )


async def test_of_a_department_another_is_asked_than_who_declined(world: World) -> None:
    meeting = await world.in_session()
    both = set(world.staff["clerk3"].skills) & set(world.staff["clerk4"].skills)
    skill = Target(kind=Kind.SKILL, name=min(both))
    await opened(world, "clerk3", "clerk4")
    first = await consults.ask(world.desk, meeting.session_id, meeting.clerk, skill)
    who = next(one for one in world.staff.values() if one.id == first.staff_id)
    await consults.decline(world.desk, first.id, who)
    second = await consults.ask(world.desk, meeting.session_id, meeting.clerk, skill)
    assert second.staff_id not in (first.staff_id, meeting.clerk.id)


async def test_nobody_accepts_for_another(sqlite_world: World) -> None:
    meeting = await sqlite_world.in_session()
    one = await asked(sqlite_world, meeting)
    with pytest.raises(NotAllowed):
        await consults.accept(sqlite_world.desk, one.id, sqlite_world.staff["clerk3"])


async def test_who_was_let_go_accepts_no_more(sqlite_world: World) -> None:
    meeting = await sqlite_world.in_session()
    one = await asked(sqlite_world, meeting)
    await consults.let_go(sqlite_world.desk, meeting.session_id, meeting.clerk)
    with pytest.raises(IllegalMove):
        await consults.accept(sqlite_world.desk, one.id, sqlite_world.staff["clerk2"])


async def test_before_the_two_met_nobody_is_asked(sqlite_world: World) -> None:
    meeting = await sqlite_world.called()
    await opened(sqlite_world, "clerk2")
    with pytest.raises(NotReady):
        await consults.ask(sqlite_world.desk, meeting.session_id, meeting.clerk, window(sqlite_world.staff["clerk2"]))


async def test_who_sits_with_a_colleague_calls_nobody(world: World) -> None:
    meeting = await world.in_session(corner="MO-01")
    await joined(world, meeting)
    await world.visit_to("ticketed", corner="MO-02")
    with pytest.raises(AlreadyInSession):
        await tickets.call_next(world.desk, world.staff["clerk2"])


async def test_the_end_of_the_meeting_is_the_end_of_their_part(world: World) -> None:
    meeting = await world.in_session()
    await joined(world, meeting)
    await sessions.end(world.desk, meeting.session_id, meeting.clerk)
    assert await people_in(world, meeting.session_id) == []
    assert (await world.tags()).count(Tag.PARTICIPANT_LEFT) == 1


async def test_of_twenty_who_accept_at_once_one_is_seated(world: World) -> None:
    meeting = await world.in_session()
    one = await asked(world, meeting)
    tries = [consults.accept(world.desk, one.id, world.staff["clerk2"]) for _ in range(20)]
    done = await asyncio.gather(*tries, return_exceptions=True)
    assert [type(each) for each in done].count(type(None)) == 1
    assert [each.state for each in await people_in(world, meeting.session_id)] == [State.JOINED]


async def test_a_sign_out_ends_their_part_at_once(world: World) -> None:
    meeting = await world.in_session()
    await joined(world, meeting)
    async with world.store.write() as unit:
        await staff_sessions.begin(unit, world.staff["clerk2"].id, "a secret", UNKNOWN)
    await staff.sign_out(world.desk, "a secret", world.staff["clerk2"])
    assert await people_in(world, meeting.session_id) == []
    assert world.media.others == {meeting.session_id: {}}


async def test_who_was_asked_long_ago_is_asked_no_more(world: World) -> None:
    meeting = await world.in_session()
    await asked(world, meeting)
    world.clock.pass_by(minutes=3)
    await parting.leave_absent(world.desk, world.desk.settings.clerk_grace)
    assert await people_in(world, meeting.session_id) == []


async def test_whose_console_is_gone_beyond_grace_leaves(world: World) -> None:
    meeting = await world.in_session()
    await joined(world, meeting)
    world.clock.pass_by(seconds=world.desk.settings.clerk_grace.total_seconds() + 60)
    await parting.leave_absent(world.desk, world.desk.settings.clerk_grace)
    assert await people_in(world, meeting.session_id) == []


async def test_a_leg_goes_where_the_colleagues_meeting_is(sqlite_world: World) -> None:
    meeting = await sqlite_world.in_session()
    await joined(sqlite_world, meeting)
    grant = await legs.for_staff(sqlite_world.desk, sqlite_world.staff["clerk2"].id)
    assert grant.token.startswith(f"token-of:{staff_party(sqlite_world.staff['clerk2'].id)}")
