"""Appointments are booked, moved, given up and come to; the turn goes along, and no place is lost or given twice."""

import asyncio
from contextlib import suppress
from datetime import UTC, datetime, timedelta

import pytest

from desk.actions import consents, visits
from desk.actions.turns import appointments, booking, tickets
from desk.actions.turns.appointments import Arrived
from desk.model.errors import AlreadyBooked, AppointmentUnknown, IllegalMove, NotReady, SlotFull, SlotGone
from desk.model.notices import Purpose
from desk.model.retention import Kind
from desk.model.turns.appointments import Appointment, State
from desk.model.turns.order import Priority, Reason
from desk.model.turns.routing import Speech
from desk.model.turns.tickets import Source, Ticket
from desk.model.turns.tickets import State as TicketState
from desk.model.visits import State as VisitState
from desk.store import erasing
from desk.store.turns import appointments as rows
from desk.store.turns import tickets as ticket_rows
from tests.desk.world import World

MONDAY = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
"""Nine o'clock in Macao; three places of twenty minutes each."""
LATER = MONDAY + timedelta(minutes=20)
TUESDAY = MONDAY + timedelta(days=1)


async def booked(world: World, starts_at: datetime = MONDAY, **visit: str) -> Appointment:
    """A visit that booked, and left."""
    begun = await world.visit_to("confirmed", **visit)
    appointment = await appointments.book(world.desk, begun.id, starts_at)
    await visits.leave(world.desk, begun.id)
    return appointment


async def secret(world: World, appointment: Appointment) -> str:
    async with world.store.read() as connection:
        return await rows.secret_of(connection, world.store.vault, appointment.id)


async def ticket_of(world: World, appointment: Appointment) -> Ticket:
    async with world.store.read() as connection:
        return await ticket_rows.get(connection, appointment.ticket_id)


async def now(world: World, appointment: Appointment) -> Appointment:
    async with world.store.read() as connection:
        return await rows.get(connection, appointment.id)


async def places(world: World) -> dict[datetime, int]:
    async with world.store.read() as connection:
        return await rows.taken(
            connection, world.zones["macao"].id, "social-insurance", MONDAY, MONDAY + timedelta(days=7)
        )


async def arrive(world: World, minutes: float, told: str = "", **visit: str) -> Arrived:
    """Somebody sits down so long after Monday's slot, and says they are expected."""
    world.clock.now = MONDAY + timedelta(minutes=minutes)
    begun = await world.visit_to("confirmed", **visit)
    return await appointments.check_in(world.desk, begun.id, told)


async def test_what_is_booked_is_a_turn_with_a_number_of_its_day(world: World) -> None:
    ticket = await ticket_of(world, await booked(world))
    assert (ticket.state, ticket.source, ticket.visit_id, ticket.number) == (
        TicketState.BOOKED,
        Source.APPOINTMENT,
        "",
        "A-001",
    )


async def test_booking_takes_a_place_of_the_slot(world: World) -> None:
    await booked(world)
    assert await places(world) == {MONDAY: 1}


async def test_pressed_twice_one_appointment_is_booked(world: World) -> None:
    visit = await world.visit_to("confirmed")
    first = await appointments.book(world.desk, visit.id, MONDAY)
    assert (await appointments.book(world.desk, visit.id, LATER), await places(world)) == (first, {MONDAY: 1})


async def test_of_four_who_book_three_places_at_once_three_get_one(world: World) -> None:
    who = [(person, item) for person in ("lei", "santos") for item in ("JM-SI-001", "JM-SI-002")]
    corners = await world.add_corners(len(who))
    begun = [
        await world.visit_to("confirmed", corner=corner, person=person, item=item)
        for corner, (person, item) in zip(corners, who, strict=True)
    ]
    got = await asyncio.gather(*(_tried(world, visit.id) for visit in begun))
    assert (sum(got), await places(world)) == (3, {MONDAY: 3})


async def _tried(world: World, visit_id: str) -> bool:
    with suppress(SlotFull):
        return bool(await appointments.book(world.desk, visit_id, MONDAY))
    return False


async def test_a_time_that_is_no_slot_is_not_booked(world: World) -> None:
    visit = await world.visit_to("confirmed")
    with pytest.raises(SlotGone):
        await appointments.book(world.desk, visit.id, MONDAY + timedelta(minutes=7))


async def test_nothing_is_booked_before_the_telephone_is_confirmed(world: World) -> None:
    visit = await world.visit_to("documented")
    with pytest.raises(NotReady):
        await appointments.book(world.desk, visit.id, MONDAY)


async def test_one_person_books_one_appointment_for_an_item(world: World) -> None:
    await booked(world)
    visit = await world.visit_to("confirmed")
    with pytest.raises(AlreadyBooked):
        await appointments.book(world.desk, visit.id, LATER)


async def test_who_books_an_item_at_several_corners_at_once_gets_one(world: World) -> None:
    begun = [await world.visit_to("confirmed", corner=corner) for corner in await world.add_corners(4)]
    starts = (MONDAY + timedelta(days=day) for day in range(len(begun)))
    tries = (appointments.book(world.desk, visit.id, at) for visit, at in zip(begun, starts, strict=True))
    ends = await asyncio.gather(*tries, return_exceptions=True)
    refused = [end for end in ends if isinstance(end, AlreadyBooked)]
    assert (len(refused), sum((await places(world)).values())) == (3, 1)


async def test_an_appointment_that_was_given_up_is_in_nobodys_way(world: World) -> None:
    await appointments.cancel(world.desk, await secret(world, await booked(world)))
    assert (await booked(world, LATER)).starts_at == LATER


async def test_another_item_is_booked_beside_it(world: World) -> None:
    await booked(world)
    assert (await booked(world, LATER, item="JM-SI-002")).state is State.BOOKED


async def test_a_booked_turn_is_called_by_nobody(world: World) -> None:
    await booked(world)
    waiting = await world.visit_to("ticketed", person="santos")
    assert (await tickets.call_next(world.desk, world.clerk)).visit_id == waiting.id


async def test_moving_takes_the_new_place_and_frees_the_old(world: World) -> None:
    appointment = await booked(world)
    await appointments.move(world.desk, await secret(world, appointment), LATER)
    assert {at: count for at, count in (await places(world)).items() if count} == {LATER: 1}


async def test_moved_to_a_full_slot_it_stays_where_it_was(world: World) -> None:
    appointment = await booked(world)
    async with world.store.write() as unit:
        for _ in range(3):
            await rows.take(unit, appointment.zone_id, appointment.skill, LATER, 3)
    with pytest.raises(SlotFull):
        await appointments.move(world.desk, await secret(world, appointment), LATER)
    assert ((await now(world, appointment)).starts_at, await places(world)) == (MONDAY, {MONDAY: 1, LATER: 3})


async def test_moved_to_another_day_it_is_called_by_a_number_of_that_day(world: World) -> None:
    await world.visit_to("ticketed", person="santos")
    appointment = await booked(world, corner="MO-02")
    await appointments.move(world.desk, await secret(world, appointment), TUESDAY)
    moved = await ticket_of(world, appointment)
    async with world.store.read() as connection:
        found = await rows.by_number(connection, moved.zone_id, moved.number, TUESDAY.date())
    assert found is not None
    assert found.id == appointment.id


async def test_cancelled_its_place_is_free_and_its_turn_over(world: World) -> None:
    appointment = await booked(world)
    await appointments.cancel(world.desk, await secret(world, appointment))
    assert (await places(world), (await ticket_of(world, appointment)).state) == ({MONDAY: 0}, TicketState.CANCELLED)


async def test_cancelled_it_is_not_cancelled_again(world: World) -> None:
    appointment = await booked(world)
    known = await secret(world, appointment)
    await appointments.cancel(world.desk, known)
    with pytest.raises(IllegalMove):
        await appointments.cancel(world.desk, known)


async def test_who_comes_in_time_stands_by_the_slot(world: World) -> None:
    await booked(world)
    came = await arrive(world, -10)
    assert (came.appointment.state, came.ticket.priority, came.ticket.reason) == (
        State.ARRIVED,
        Priority.APPOINTMENT,
        Reason.APPOINTMENT,
    )
    assert came.ticket.stands_at == MONDAY - timedelta(minutes=60)


async def test_who_comes_in_time_goes_before_those_who_came_within_the_hour(world: World) -> None:
    await booked(world)
    world.clock.now = MONDAY - timedelta(minutes=30)
    await world.visit_to("ticketed", corner="MO-02", person="santos")
    came = await arrive(world, -5)
    assert (await tickets.call_next(world.desk, world.clerk)).ticket_id == came.ticket.id


@pytest.mark.parametrize(("minutes", "state"), [(-40, State.EARLY), (16, State.LATE)])
async def test_who_comes_too_early_or_late_waits_like_any_other(world: World, minutes: int, state: State) -> None:
    await booked(world)
    came = await arrive(world, minutes)
    assert (came.appointment.state, came.ticket.priority, came.ticket.stands_at) == (
        state,
        Priority.ORDINARY,
        world.clock(),
    )


async def test_the_visit_that_comes_has_the_turn(world: World) -> None:
    await booked(world)
    came = await arrive(world, 0)
    visit = await world.visit(came.ticket.visit_id)
    assert (visit.state, (await world.ticket(visit.id)).id) == (VisitState.TICKETED, came.ticket.id)


async def test_the_visit_that_comes_is_about_what_was_booked(world: World) -> None:
    await booked(world)
    came = await arrive(world, 0, item="JM-TX-001")
    assert (await world.visit(came.ticket.visit_id)).item_code == "JM-SI-001"


async def test_its_holder_may_come_to_any_corner_of_the_zone(world: World) -> None:
    appointment = await booked(world)
    assert (await arrive(world, 0, corner="MO-03")).appointment.id == appointment.id


async def test_a_number_is_taken_from_its_applicant(world: World) -> None:
    appointment = await booked(world)
    number = (await ticket_of(world, appointment)).number
    assert (await arrive(world, 0, f" {number.lower()} ")).appointment.id == appointment.id


async def test_a_number_alone_is_taken_from_nobody_else(world: World) -> None:
    number = (await ticket_of(world, await booked(world))).number
    with pytest.raises(AppointmentUnknown):
        await arrive(world, 0, number, person="santos")


async def test_whoever_holds_the_slip_may_come(world: World) -> None:
    appointment = await booked(world)
    came = await arrive(world, 0, await secret(world, appointment), person="santos")
    assert came.appointment.id == appointment.id


@pytest.mark.parametrize("told", ["", "Z-999", "no-secret-of-ours"])
async def test_who_is_not_expected_is_told_so(world: World, told: str) -> None:
    with pytest.raises(AppointmentUnknown):
        await arrive(world, 0, told)


async def test_an_appointment_of_another_day_is_not_come_to(world: World) -> None:
    await booked(world, TUESDAY)
    with pytest.raises(AppointmentUnknown):
        await arrive(world, 0)


async def test_of_two_corners_that_take_one_slip_one_has_the_turn(world: World) -> None:
    appointment = await booked(world)
    world.clock.now = MONDAY
    known = await secret(world, appointment)
    begun = [await world.visit_to("confirmed", corner=code) for code in ("MO-01", "MO-02")]
    came = await asyncio.gather(
        *(appointments.check_in(world.desk, visit.id, known) for visit in begun), return_exceptions=True
    )
    assert sum(isinstance(one, Arrived) for one in came) == 1


async def test_a_meeting_goes_on_at_a_slot_with_the_same_turn(world: World) -> None:
    meeting = await world.in_session()
    visit = await world.visit(meeting.visit_id)
    async with world.store.write() as unit:
        ticket = await ticket_rows.get(unit.connection, meeting.ticket_id)
        appointment = await booking.book_for(unit, ticket, MONDAY, visit, f"staff:{meeting.clerk.id}")
    after = await ticket_of(world, appointment)
    assert (after.id, after.state, after.visit_id) == (meeting.ticket_id, TicketState.BOOKED, "")


async def test_what_is_told_of_an_appointment_stands_in_the_ledger(world: World) -> None:
    appointment = await booked(world)
    await appointments.cancel(world.desk, await secret(world, appointment))
    told = [tag for tag in await world.tags() if tag.startswith("appointment.")]
    assert told == ["appointment.booked", "appointment.cancelled"]


async def test_whose_it_is_goes_with_the_identity_of_the_visit_and_the_slip_is_still_good(world: World) -> None:
    appointment = await booked(world)
    known = await secret(world, appointment)
    async with world.store.write() as unit:
        await erasing.erase(unit, appointment.visit_id, Kind.IDENTITY)
    assert (await now(world, appointment)).applicant_id == ""
    assert (await arrive(world, 0, known, person="santos")).appointment.id == appointment.id


async def test_who_comes_early_and_finds_waiting_hard_waits_as_such(world: World) -> None:
    await booked(world)
    world.clock.now = MONDAY - timedelta(minutes=40)
    begun = await world.visit_to("confirmed")
    came = await appointments.check_in(world.desk, begun.id, reason=Reason.ELDERLY, speech=Speech.PUTONGHUA)
    assert (came.ticket.priority, came.ticket.reason, came.ticket.speech) == (
        Priority.CARE,
        Reason.ELDERLY,
        Speech.PUTONGHUA,
    )


async def test_who_withdraws_their_consent_is_expected_no_more(world: World) -> None:
    appointment = await booked(world)
    await consents.withdraw(world.desk, appointment.visit_id, Purpose.VISIT, f"visit:{appointment.visit_id}")
    assert (await ticket_of(world, appointment)).state is TicketState.CANCELLED
