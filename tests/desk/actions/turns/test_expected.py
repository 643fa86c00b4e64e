"""Who is expected is reminded once, gets their place as the window opens, and frees it when they never come."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from desk.actions import visits
from desk.actions.desk import Parcel
from desk.actions.turns import appointments, expected
from desk.model.turns.appointments import Appointment, State
from desk.model.turns.order import Priority
from desk.model.turns.tickets import State as TicketState
from desk.store import deliveries
from desk.store.turns import appointments as rows
from desk.store.turns import tickets as ticket_rows
from tests.desk.world import World

TUESDAY = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)
"""Nine o'clock in Macao; the world's clock begins on Saturday."""


async def booked(world: World, starts_at: datetime = TUESDAY, language: str = "") -> Appointment:
    begun = await world.visit_to("confirmed", language=language)
    appointment = await appointments.book(world.desk, begun.id, starts_at)
    await visits.leave(world.desk, begun.id)
    return appointment


async def now(world: World, appointment: Appointment) -> Appointment:
    async with world.store.read() as connection:
        return await rows.get(connection, appointment.id)


def reminders(world: World) -> list[Parcel]:
    return [parcel for parcel in world.courier.parcels if parcel.purpose.startswith("appointment.")]


async def look_at(world: World, **before: float) -> None:
    """The keeper looks, so long before Tuesday's slot."""
    world.clock.now = TUESDAY - timedelta(**before)
    await expected.look(world.desk)


async def test_nobody_is_reminded_too_soon(world: World) -> None:
    await booked(world)
    await look_at(world, hours=24, minutes=1)
    assert reminders(world) == []


async def test_a_day_and_an_hour_before_they_are_reminded_once_each(world: World) -> None:
    await booked(world)
    for hours in (24, 23, 2, 1, 0.5):
        await look_at(world, hours=hours)
    assert [parcel.purpose for parcel in reminders(world)] == ["appointment.day", "appointment.hour"]


async def test_of_many_processes_that_look_at_once_one_reminds(world: World) -> None:
    await booked(world)
    await asyncio.gather(*(look_at(world, hours=20) for _ in range(6)))
    assert len(reminders(world)) == 1


async def test_after_a_night_without_the_desk_only_the_later_reminder_goes_out(world: World) -> None:
    await booked(world)
    await look_at(world, minutes=40)
    assert [parcel.purpose for parcel in reminders(world)] == ["appointment.hour"]


async def test_who_booked_on_the_day_is_not_reminded_of_the_day(world: World) -> None:
    world.clock.now = TUESDAY - timedelta(hours=5)
    await booked(world)
    await look_at(world, hours=4)
    assert reminders(world) == []


async def test_a_slot_moved_to_is_reminded_of_anew(world: World) -> None:
    appointment = await booked(world)
    await look_at(world, hours=20)
    async with world.store.read() as connection:
        secret = await rows.secret_of(connection, world.store.vault, appointment.id)
    await appointments.move(world.desk, secret, TUESDAY + timedelta(days=2))
    await look_at(world, hours=-25)
    assert len(reminders(world)) == 2


async def test_a_reminder_is_in_the_language_booked_in_and_tells_the_time_of_the_zone(world: World) -> None:
    await booked(world, language="pt-MO")
    await look_at(world, hours=20)
    parcel = reminders(world)[0]
    assert (parcel.language, parcel.about["number"], parcel.about["at"]) == (
        "pt-MO",
        "A-001",
        "2026-11-24T09:00:00+08:00",
    )


async def test_a_reminder_is_queued_until_the_slot_begins(world: World) -> None:
    appointment = await booked(world)
    await look_at(world, hours=20)
    async with world.store.read() as connection:
        queued = await deliveries.newest(connection, appointment.id, "appointment.day")
    assert queued is not None
    assert queued.expires_at == TUESDAY


async def test_who_gave_it_up_is_not_reminded(world: World) -> None:
    appointment = await booked(world)
    async with world.store.read() as connection:
        secret = await rows.secret_of(connection, world.store.vault, appointment.id)
    await appointments.cancel(world.desk, secret)
    await look_at(world, hours=20)
    assert reminders(world) == []


async def test_who_came_early_stands_by_the_slot_once_the_window_opens(world: World) -> None:
    await booked(world)
    world.clock.now = TUESDAY - timedelta(minutes=40)
    begun = await world.visit_to("confirmed")
    came = await appointments.check_in(world.desk, begun.id)
    await look_at(world, minutes=16)
    assert (await world.ticket(begun.id)).priority is Priority.ORDINARY
    await look_at(world, minutes=15)
    ticket = await world.ticket(begun.id)
    assert (ticket.id, ticket.priority, ticket.stands_at) == (
        came.ticket.id,
        Priority.APPOINTMENT,
        TUESDAY - timedelta(minutes=60),
    )


@pytest.mark.parametrize(("hours", "state"), [(1.9, State.BOOKED), (2, State.MISSED)])
async def test_who_never_comes_is_expected_for_two_hours(world: World, hours: float, state: State) -> None:
    appointment = await booked(world)
    await look_at(world, hours=-hours)
    assert (await now(world, appointment)).state is state


async def test_who_never_came_frees_the_place_and_ends_the_turn(world: World) -> None:
    appointment = await booked(world)
    await look_at(world, hours=-2)
    async with world.store.read() as connection:
        ticket = await ticket_rows.get(connection, appointment.ticket_id)
        places = await rows.taken(connection, appointment.zone_id, appointment.skill, TUESDAY, TUESDAY)
    assert (ticket.state, places) == (TicketState.CANCELLED, {TUESDAY: 0})


async def test_of_many_processes_that_look_at_once_one_lets_it_lapse(world: World) -> None:
    await booked(world)
    await asyncio.gather(*(look_at(world, hours=-3) for _ in range(6)))
    assert (await world.tags()).count("appointment.missed") == 1
