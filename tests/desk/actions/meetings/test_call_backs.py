"""A clerk books a time at which the same turn goes on: the meeting ends, and the corner says when."""

from datetime import datetime

import pytest

from desk.actions.meetings import call_backs
from desk.actions.turns import appointments as bookings
from desk.boards import corner
from desk.boards.reader import Reader
from desk.boards.turns import appointments
from desk.model.errors import AlreadyExpected, NotAllowed, NotReady, SlotGone
from desk.model.sessions import State
from desk.model.turns.tickets import State as TicketState
from desk.store.turns import tickets
from tests.desk.world import Meeting, World


def reader(world: World) -> Reader:
    return Reader(store=world.store, scripts=world.desk.scripts, is_up=world.media.is_up)


async def first_time(world: World, meeting: Meeting) -> datetime:
    """The first slot with a place."""
    tiles = await appointments.of_item(reader(world), await world.visit(meeting.visit_id))
    return next(slot.starts_at for tile in tiles for slot in tile.slots if slot.free)


async def test_the_same_turn_is_booked_and_the_meeting_ends(world: World) -> None:
    meeting = await world.in_session()
    starts_at = await first_time(world, meeting)
    booked = await call_backs.book(world.desk, meeting.session_id, meeting.clerk, starts_at)
    async with world.store.read() as connection:
        ticket = await tickets.get(connection, meeting.ticket_id)
    assert (booked.ticket_id, ticket.state) == (meeting.ticket_id, TicketState.BOOKED)
    assert (await world.session(meeting.session_id)).state is State.ENDED


async def test_the_corner_says_when(sqlite_world: World) -> None:
    meeting = await sqlite_world.in_session()
    starts_at = await first_time(sqlite_world, meeting)
    await call_backs.book(sqlite_world.desk, meeting.session_id, meeting.clerk, starts_at)
    shown = await corner.stage(reader(sqlite_world), meeting.visit_id)
    assert (shown.kind, shown.booked_for) == ("booked", starts_at)


async def test_a_time_that_is_no_slot_ends_no_meeting(sqlite_world: World) -> None:
    meeting = await sqlite_world.in_session()
    with pytest.raises(SlotGone):
        await call_backs.book(sqlite_world.desk, meeting.session_id, meeting.clerk, sqlite_world.clock())
    assert (await sqlite_world.session(meeting.session_id)).state is State.LIVE


async def test_another_clerk_books_no_call_back(sqlite_world: World) -> None:
    meeting = await sqlite_world.in_session()
    starts_at = await first_time(sqlite_world, meeting)
    with pytest.raises(NotAllowed):
        await call_backs.book(sqlite_world.desk, meeting.session_id, sqlite_world.staff["clerk2"], starts_at)


async def test_a_call_that_rings_is_not_called_back(sqlite_world: World) -> None:
    meeting = await sqlite_world.called()
    with pytest.raises(NotReady):
        await call_backs.book(
            sqlite_world.desk, meeting.session_id, meeting.clerk, await first_time(sqlite_world, meeting)
        )


async def test_who_has_an_appointment_for_it_is_booked_no_second_one(world: World) -> None:
    visit = await world.visit_to("confirmed", corner="MO-02")
    tiles = await appointments.of_item(reader(world), visit)
    first, second, *_ = [slot.starts_at for tile in tiles for slot in tile.slots if slot.free]
    await bookings.book(world.desk, visit.id, first)
    meeting = await world.in_session()
    with pytest.raises(AlreadyExpected):
        await call_backs.book(world.desk, meeting.session_id, meeting.clerk, second)
    assert (await world.session(meeting.session_id)).state is State.LIVE
