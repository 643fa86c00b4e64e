"""A call-back goes on where the meeting stopped: the same case, with what was filled in, for the applicant alone."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from sqlalchemy import select

from desk.actions import erasure, sessions, visits
from desk.actions.meetings import call_backs
from desk.actions.turns import appointments, tickets
from desk.model.cases.cases import Answer, Case, State
from desk.model.retention import UNFINISHED
from desk.model.sessions import Session
from desk.store import tables
from desk.store.cases import cases as case_rows
from desk.store.turns import appointments as rows
from tests.desk.world import Meeting, World

MONDAY = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
"""Nine o'clock in Macao; the world's clock begins on Saturday."""


async def called_back(world: World, meeting: Meeting) -> str:
    """The meeting goes on on Monday, and its applicant has left; the secret on their slip."""
    booked = await call_backs.book(world.desk, meeting.session_id, meeting.clerk, MONDAY)
    await visits.leave(world.desk, meeting.visit_id)
    world.clock.now = MONDAY
    async with world.store.read() as connection:
        return await rows.secret_of(connection, world.store.vault, booked.id)


async def met_again(world: World, told: str = "", **visit: str) -> Session:
    """Somebody comes to it on Monday, and is called."""
    begun = await world.visit_to("confirmed", **visit)
    await appointments.check_in(world.desk, begun.id, told)
    session = await tickets.call_next(world.desk, world.clerk)
    assert session.visit_id == begun.id
    return session


async def answers(world: World, case: Case) -> Mapping[str, Answer]:
    async with world.store.read() as connection:
        return await case_rows.answers_of(connection, world.store.vault, case.id)


async def test_the_next_meeting_is_about_the_same_case(world: World) -> None:
    meeting = await world.filled()
    await called_back(world, meeting)
    again = await met_again(world)
    assert (again.case_id, (await world.case(again.case_id)).visit_id) == (meeting.case_id, again.visit_id)


async def test_what_was_filled_in_is_there(world: World) -> None:
    meeting = await world.filled()
    before = await answers(world, await world.case(meeting.case_id))
    await called_back(world, meeting)
    again = await met_again(world)
    assert await answers(world, await world.case(again.case_id)) == before


async def test_the_applicant_goes_on_writing_in_it(world: World) -> None:
    meeting = await world.filled()
    await called_back(world, meeting)
    again = await met_again(world)
    await sessions.answer(world.desk, again.id, again.visit_id)
    known = await answers(world, await world.case(again.case_id))
    field = next(answer for answer in known.values() if "\n" in answer.text)
    told = Meeting(
        visit_id=again.visit_id,
        ticket_id=again.ticket_id,
        session_id=again.id,
        case_id=again.case_id,
        clerk=world.clerk,
    )
    assert await world.write(told, field.field, field.text + "。", revision=field.revision) == field.revision + 1


async def test_what_was_signed_is_signed_anew(world: World) -> None:
    meeting = await world.signed()
    await called_back(world, meeting)
    again = await met_again(world)
    assert (await world.case(again.case_id)).state is State.DRAFTING


async def test_whoever_holds_the_slip_of_another_sees_nothing_of_their_case(world: World) -> None:
    meeting = await world.filled()
    secret = await called_back(world, meeting)
    other = await met_again(world, secret, person="santos")
    assert other.case_id != meeting.case_id


async def test_what_was_left_of_the_first_visit_goes_with_the_second(world: World) -> None:
    meeting = await world.filled()
    await called_back(world, meeting)
    again = await met_again(world)
    world.clock.now = MONDAY + UNFINISHED - timedelta(days=1)
    await erasure.run(world.desk)
    async with world.store.read() as connection:
        kept = set(await connection.scalars(select(tables.sessions.c.visit_id)))
    assert (kept, len(await answers(world, await world.case(meeting.case_id))) > 0) == ({again.visit_id}, True)


async def test_what_is_held_of_the_first_visit_is_held_of_the_second(world: World) -> None:
    meeting = await world.filled()
    await called_back(world, meeting)
    await erasure.hold(world.desk, meeting.visit_id, "a complaint", world.staff["supervisor1"].id)
    again = await met_again(world)
    async with world.store.read() as connection:
        held = set(await connection.scalars(select(tables.holds.c.visit_id)))
    assert held == {meeting.visit_id, again.visit_id}
