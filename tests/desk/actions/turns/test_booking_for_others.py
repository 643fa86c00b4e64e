"""Staff book a time for somebody of whom nothing is kept: whoever has the slip comes to it."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from desk.actions.turns import appointments, booking_for_others, expected
from desk.model.errors import BadInput, Missing, NotAllowed, SlotFull
from desk.model.turns.appointments import Appointment, State
from desk.store import tables
from desk.store.turns import appointments as rows
from tests.desk.world import ITEM, World

MONDAY = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
"""Nine o'clock in Macao; three places. The world's clock begins on Saturday."""


async def booked(world: World, starts_at: datetime = MONDAY, login: str = "zone-macao") -> Appointment:
    zone_id, staff = world.zones["macao"].id, world.staff[login]
    return await booking_for_others.book(world.desk, zone_id, ITEM, starts_at, "pt-MO", staff)


async def secret(world: World, appointment: Appointment) -> str:
    async with world.store.read() as connection:
        return await rows.secret_of(connection, world.store.vault, appointment.id)


async def test_it_is_of_nobody(world: World) -> None:
    await booked(world)
    async with world.store.read() as connection:
        a = tables.appointments.c
        assert (await connection.execute(select(a.visit_id, a.applicant_id, a.language))).all() == [
            (None, None, "pt-MO")
        ]


async def test_whoever_has_the_slip_comes_to_it(world: World) -> None:
    known = await secret(world, await booked(world))
    world.clock.now = MONDAY
    visit = await world.visit_to("confirmed", person="santos")
    came = await appointments.check_in(world.desk, visit.id, known)
    assert (came.appointment.state, came.ticket.visit_id) == (State.ARRIVED, visit.id)


async def test_from_its_slip_it_is_moved_and_given_up(world: World) -> None:
    known = await secret(world, await booked(world))
    await appointments.move(world.desk, known, MONDAY + timedelta(minutes=20))
    await appointments.cancel(world.desk, known)
    assert "appointment.cancelled" in await world.tags()


async def test_it_takes_a_place_of_the_slot(world: World) -> None:
    for _ in range(3):
        await booked(world)
    with pytest.raises(SlotFull):
        await booked(world)


async def test_nobody_is_reminded_and_it_lapses_as_any_other(world: World) -> None:
    appointment = await booked(world)
    for hours in (-20, -0.5, 3):
        world.clock.now = MONDAY + timedelta(hours=hours)
        await expected.look(world.desk)
    async with world.store.read() as connection:
        assert (await rows.get(connection, appointment.id)).state is State.MISSED
    assert world.courier.parcels == []


async def test_the_ledger_tells_who_booked_it(world: World) -> None:
    await booked(world, login="helper-macao")
    facts = [fact.event for fact in await world.store.facts((), 0) if fact.event.tag == "appointment.booked"]
    assert [(fact.actor, fact.visit_id) for fact in facts] == [(f"staff:{world.staff['helper-macao'].id}", "")]


async def test_nobody_books_in_another_zone(sqlite_world: World) -> None:
    with pytest.raises(NotAllowed):
        await booked(sqlite_world, login="zone-hongkong")


async def test_a_language_that_is_none_is_refused(sqlite_world: World) -> None:
    zone_id, staff = sqlite_world.zones["macao"].id, sqlite_world.staff["zone-macao"]
    with pytest.raises(BadInput):
        await booking_for_others.book(sqlite_world.desk, zone_id, ITEM, MONDAY, "la", staff)


async def test_staff_see_no_slip_of_what_somebody_booked_themselves(sqlite_world: World) -> None:
    visit = await sqlite_world.visit_to("confirmed")
    own = await appointments.book(sqlite_world.desk, visit.id, MONDAY)
    with pytest.raises(Missing):
        await booking_for_others.slip_of(sqlite_world.desk, own.id, sqlite_world.staff["zone-macao"])
