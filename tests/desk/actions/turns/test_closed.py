"""A business that is closed: who is expected keeps their appointment, and nobody books what cannot be held."""

from datetime import UTC, datetime, timedelta

import pytest

from desk.actions import visits
from desk.actions.turns import appointments, businesses, expected
from desk.actions.turns.appointments import Arrived
from desk.model.errors import AppointmentClosed, SlotGone
from desk.model.turns.appointments import Appointment, State
from desk.model.turns.businesses import Why
from desk.store.turns import appointments as rows
from tests.desk.world import ITEM, World

MONDAY = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
"""Nine o'clock in Macao; the world's clock begins on Saturday."""


async def booked(world: World) -> Appointment:
    begun = await world.visit_to("confirmed")
    appointment = await appointments.book(world.desk, begun.id, MONDAY)
    await visits.leave(world.desk, begun.id)
    world.clock.now = MONDAY
    return appointment


async def close(world: World, why: Why = Why.FAULT) -> None:
    skill = (await world.item(ITEM)).skill
    await businesses.close(world.desk, world.zones["macao"].id, skill, why, None, world.staff["zone-macao"])


async def open_again(world: World) -> None:
    skill = (await world.item(ITEM)).skill
    await businesses.open_again(world.desk, world.zones["macao"].id, skill, world.staff["zone-macao"])


async def arrive(world: World) -> Arrived:
    begun = await world.visit_to("confirmed")
    return await appointments.check_in(world.desk, begun.id)


async def state(world: World, appointment: Appointment) -> State:
    async with world.store.read() as connection:
        return (await rows.get(connection, appointment.id)).state


@pytest.mark.parametrize("why", sorted(set(Why) - {Why.FULL}))
async def test_who_comes_to_what_is_closed_is_told_why_and_keeps_the_appointment(world: World, why: Why) -> None:
    appointment = await booked(world)
    await close(world, why)
    with pytest.raises(AppointmentClosed) as refused:
        await arrive(world)
    assert (refused.value.why, await state(world, appointment)) == (why, State.BOOKED)


async def test_full_for_the_day_it_serves_who_has_a_place(world: World) -> None:
    await booked(world)
    await close(world, Why.FULL)
    assert (await arrive(world)).appointment.state is State.ARRIVED


async def test_who_could_not_be_served_at_their_time_is_on_time_when_it_opens(world: World) -> None:
    await booked(world)
    await close(world)
    world.clock.pass_by(minutes=60)
    await open_again(world)
    world.clock.pass_by(minutes=5)
    assert (await arrive(world)).appointment.state is State.ARRIVED


async def test_while_it_is_closed_no_appointment_lapses(world: World) -> None:
    appointment = await booked(world)
    await close(world)
    world.clock.pass_by(hours=5)
    await expected.look(world.desk)
    assert await state(world, appointment) is State.BOOKED


async def test_open_again_it_lapses_as_long_after_as_ever(world: World) -> None:
    appointment = await booked(world)
    await close(world)
    world.clock.pass_by(hours=5)
    await open_again(world)
    world.clock.pass_by(hours=2)
    await expected.look(world.desk)
    assert await state(world, appointment) is State.MISSED


async def test_of_a_closed_business_nothing_is_booked_for_today(world: World) -> None:
    world.clock.now = MONDAY - timedelta(hours=2)
    begun = await world.visit_to("confirmed")
    await close(world)
    with pytest.raises(SlotGone):
        await appointments.book(world.desk, begun.id, MONDAY)


async def test_of_a_closed_business_another_day_is_booked(world: World) -> None:
    world.clock.now = MONDAY - timedelta(hours=2)
    begun = await world.visit_to("confirmed")
    await close(world)
    assert (await appointments.book(world.desk, begun.id, MONDAY + timedelta(days=1))).state is State.BOOKED
