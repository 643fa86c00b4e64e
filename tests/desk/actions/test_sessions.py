"""A session is answered, held, ended and broken off; what is joined follows what was committed."""

import asyncio
from datetime import timedelta

import pytest

from desk.actions import sessions
from desk.actions.turns import tickets
from desk.model.errors import IllegalMove, Missing, NotAllowed, Stale
from desk.model.sessions import State
from desk.model.turns import tickets as turns
from desk.model.turns.order import Priority
from desk.store import consents
from desk.store import sessions as rows
from desk.store.sessions import Segment
from tests.desk.world import World


async def test_answering_joins_both_under_the_consent(world: World) -> None:
    meeting = await world.in_session()
    async with world.store.read() as connection:
        consent = await consents.standing(connection, meeting.visit_id)
    assert consent is not None
    joined = world.media.joined[meeting.session_id]
    assert joined.consent == consent.id
    assert joined.seats == {"applicant": f"visit:{meeting.visit_id}", "clerk": f"staff:{meeting.clerk.id}"}


async def test_nobody_is_joined_while_it_rings(sqlite_world: World) -> None:
    await sqlite_world.called()
    assert sqlite_world.media.joined == {}


async def test_answering_takes_the_turn_into_session(sqlite_world: World) -> None:
    meeting = await sqlite_world.in_session()
    assert (await sqlite_world.session(meeting.session_id)).state is State.LIVE
    assert (await sqlite_world.ticket(meeting.visit_id)).state is turns.State.IN_SESSION


async def test_answering_twice_is_answering_once(sqlite_world: World) -> None:
    meeting = await sqlite_world.in_session()
    await sessions.answer(sqlite_world.desk, meeting.session_id, meeting.visit_id)
    assert (await sqlite_world.tags()).count("session.answered") == 1


async def test_answering_twice_at_once_is_answering_once(world: World) -> None:
    meeting = await world.called()
    answers = (sessions.answer(world.desk, meeting.session_id, meeting.visit_id) for _ in range(4))
    ends = await asyncio.gather(*answers, return_exceptions=True)
    assert all(end is None or isinstance(end, Stale) for end in ends)
    assert (await world.tags()).count("session.answered") == 1


async def test_another_applicants_session_is_missing(sqlite_world: World) -> None:
    meeting = await sqlite_world.called(corner="MO-01")
    other = await sqlite_world.visit_to("ticketed", corner="MO-02")
    with pytest.raises(Missing):
        await sessions.answer(sqlite_world.desk, meeting.session_id, other.id)


async def test_a_session_that_is_over_is_not_answered(sqlite_world: World) -> None:
    meeting = await sqlite_world.called()
    await sessions.break_off(sqlite_world.desk, meeting.session_id)
    with pytest.raises(IllegalMove):
        await sessions.answer(sqlite_world.desk, meeting.session_id, meeting.visit_id)
    assert sqlite_world.media.joined == {}


async def test_a_held_session_is_held_in_the_media_and_goes_on(sqlite_world: World) -> None:
    meeting = await sqlite_world.in_session()
    await sessions.hold(sqlite_world.desk, meeting.session_id, meeting.clerk, held=True)
    assert sqlite_world.media.held == {meeting.session_id}
    await sessions.hold(sqlite_world.desk, meeting.session_id, meeting.clerk, held=False)
    assert sqlite_world.media.held == set()
    assert (await sqlite_world.session(meeting.session_id)).state is State.LIVE


async def test_a_held_session_is_not_held_again(sqlite_world: World) -> None:
    meeting = await sqlite_world.in_session()
    await sessions.hold(sqlite_world.desk, meeting.session_id, meeting.clerk, held=True)
    with pytest.raises(IllegalMove):
        await sessions.hold(sqlite_world.desk, meeting.session_id, meeting.clerk, held=True)


async def test_another_clerk_neither_holds_nor_ends(sqlite_world: World) -> None:
    meeting = await sqlite_world.in_session()
    other = sqlite_world.staff["clerk2"]
    with pytest.raises(NotAllowed):
        await sessions.hold(sqlite_world.desk, meeting.session_id, other, held=True)
    with pytest.raises(NotAllowed):
        await sessions.end(sqlite_world.desk, meeting.session_id, other)


async def test_a_session_that_never_was_is_missing(sqlite_world: World) -> None:
    with pytest.raises(Missing):
        await sessions.end(sqlite_world.desk, "none", sqlite_world.clerk)


async def test_an_ended_session_is_parted_and_its_turn_done(world: World) -> None:
    meeting = await world.in_session()
    await sessions.end(world.desk, meeting.session_id, meeting.clerk)
    assert (await world.session(meeting.session_id)).state is State.ENDED
    assert (await world.ticket(meeting.visit_id)).state is turns.State.DONE
    assert world.media.parted == [meeting.session_id]


async def test_ending_twice_is_ending_once(sqlite_world: World) -> None:
    meeting = await sqlite_world.in_session()
    for _ in range(2):
        await sessions.end(sqlite_world.desk, meeting.session_id, meeting.clerk)
    assert (await sqlite_world.tags()).count("session.ended") == 1


async def test_a_call_taken_back_before_it_was_answered_leaves_the_turn_first(sqlite_world: World) -> None:
    meeting = await sqlite_world.called()
    await sessions.end(sqlite_world.desk, meeting.session_id, meeting.clerk)
    ticket = await sqlite_world.ticket(meeting.visit_id)
    assert (ticket.state, ticket.priority) == (turns.State.WAITING, Priority.RETURNING)


async def test_after_a_session_the_clerk_calls_the_next(sqlite_world: World) -> None:
    meeting = await sqlite_world.in_session(corner="MO-01")
    await sessions.end(sqlite_world.desk, meeting.session_id, meeting.clerk)
    waiting = await sqlite_world.visit_to("ticketed", corner="MO-02")
    assert (await tickets.call_next(sqlite_world.desk, meeting.clerk)).visit_id == waiting.id


@pytest.mark.parametrize("stage", ["called", "in_session"])
async def test_a_session_broken_off_leaves_the_turn_first(sqlite_world: World, stage: str) -> None:
    meeting = await (sqlite_world.called() if stage == "called" else sqlite_world.in_session())
    await sessions.break_off(sqlite_world.desk, meeting.session_id)
    ticket = await sqlite_world.ticket(meeting.visit_id)
    assert (ticket.state, ticket.priority) == (turns.State.WAITING, Priority.RETURNING)
    assert (await sqlite_world.session(meeting.session_id)).state is State.BROKEN


async def test_breaking_off_what_is_over_changes_nothing(sqlite_world: World) -> None:
    meeting = await sqlite_world.in_session()
    await sessions.end(sqlite_world.desk, meeting.session_id, meeting.clerk)
    await sessions.break_off(sqlite_world.desk, meeting.session_id)
    assert (await sqlite_world.session(meeting.session_id)).state is State.ENDED


async def test_the_clerk_may_put_the_turn_back(sqlite_world: World) -> None:
    meeting = await sqlite_world.in_session()
    await sessions.put_back(sqlite_world.desk, meeting.session_id, meeting.clerk)
    assert (await sqlite_world.ticket(meeting.visit_id)).priority is Priority.RETURNING


async def test_another_clerk_does_not_put_the_turn_back(sqlite_world: World) -> None:
    meeting = await sqlite_world.in_session()
    with pytest.raises(NotAllowed):
        await sessions.put_back(sqlite_world.desk, meeting.session_id, sqlite_world.staff["clerk2"])


async def test_segments_are_entered_in_order_of_time(sqlite_world: World) -> None:
    meeting = await sqlite_world.in_session()
    began = sqlite_world.clock()
    segments = [
        Segment(
            path=f"{meeting.session_id}/{n}.webm",
            sha256=f"{n}" * 64,
            seats=("applicant", "clerk"),
            began_at=began + timedelta(seconds=n),
            ended_at=began + timedelta(seconds=n + 1),
        )
        for n in range(3)
    ]
    for segment in reversed(segments):
        await sessions.keep_segment(sqlite_world.desk, meeting.session_id, segment)
    assert await segments_of(sqlite_world, meeting.session_id) == segments


async def segments_of(world: World, session_id: str) -> list[Segment]:
    async with world.store.read() as connection:
        return await rows.segments_of(connection, session_id)
