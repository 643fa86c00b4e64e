"""Booking a slot for a turn, within the caller's unit of work: a new turn's, or one's that goes on later (call-back).

Rule 1: a place of the slot is taken in the same commit as everything else: who gets none has booked nothing.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime

from desk.actions import facts
from desk.model.errors import AlreadyBooked, AlreadyExpected, SlotGone
from desk.model.events import Event, Tag
from desk.model.items import Item
from desk.model.turns import routing
from desk.model.turns.appointments import Appointment, State
from desk.model.turns.appointments import Move as AppointmentMove
from desk.model.turns.appointments import step as step_appointment
from desk.model.turns.openings import Timetable, may_book
from desk.model.turns.order import Priority, Reason, Rules, stands_at
from desk.model.turns.tickets import Move, Source, Ticket, number, placed, step
from desk.model.turns.tickets import State as TicketState
from desk.model.visits import Visit
from desk.store import counters, zones
from desk.store.turns import appointments, calendars, missed, tickets
from desk.store.unit import Unit


@dataclass(frozen=True, slots=True, kw_only=True)
class Booker:
    """Who books, and for whom: `actor` as in facts; `visit_id` and `applicant_id` are empty where nobody is known."""

    actor: str
    language: str
    visit_id: str = ""
    applicant_id: str = ""


async def book_for(unit: Unit, ticket: Ticket, starts_at: datetime, visit: Visit, actor: str) -> Appointment:
    """A turn that exists goes on at this slot: it is booked, and of no visit until its holder comes back.

    The number is kept on the day it is of; on another it is one of that day. What hangs on the visit (session, case,
    the visit itself) is the caller's. `visit` is whose telephone is reminded.

    Raises SlotGone, SlotFull, AlreadyExpected, IllegalMove, Stale.
    """
    table = await calendars.timetable(unit.connection, ticket.zone_id)
    await take_place(unit, table, ticket.zone_id, ticket.skill, starts_at)
    rules = await zones.rules(unit.connection, ticket.zone_id)
    before_day = ticket.taken_at.astimezone(table.zone).date()
    booked = await of_day(unit, ticket, before_day, starts_at.astimezone(table.zone).date())
    booked = replace(step(booked, Move.BOOK, unit.now, rules), visit_id="", clerk_id="", kept_until=None)
    line = routing.line(ticket.zone_id, ticket.skill, ticket.speech)
    booked = replace(expected(booked, starts_at, rules), line=line)
    await tickets.change(unit, ticket, booked)
    unit.record(facts.of_ticket(Tag.TICKET_MOVED, booked, actor))
    try:
        return await _keep(unit, table, booked, starts_at, _of(visit, actor))
    except AlreadyBooked:
        raise AlreadyExpected("the applicant has an appointment for the item") from None


async def book_new(unit: Unit, visit: Visit, item: Item, starts_at: datetime) -> Appointment:
    """A turn of its own for this slot, of the visit's item. Raises SlotGone, SlotFull, AlreadyBooked."""
    return await _book(unit, visit.zone_id, item, starts_at, _of(visit, f"visit:{visit.id}"))


async def book_nameless(
    unit: Unit, zone_id: str, item: Item, starts_at: datetime, language: str, actor: str
) -> Appointment:
    """The same, booked by staff for somebody of whom nothing is kept: it is theirs who have its slip.

    Raises SlotGone, SlotFull.
    """
    return await _book(unit, zone_id, item, starts_at, Booker(actor=actor, language=language))


async def _book(unit: Unit, zone_id: str, item: Item, starts_at: datetime, booker: Booker) -> Appointment:
    table = await calendars.timetable(unit.connection, zone_id)
    await take_place(unit, table, zone_id, item.skill, starts_at)
    rules = await zones.rules(unit.connection, zone_id)
    day, speech = starts_at.astimezone(table.zone).date(), routing.OF_LANGUAGE[booker.language]
    ticket = Ticket(
        id=unit.chance.id(),
        zone_id=zone_id,
        visit_id="",
        number=await next_number(unit, zone_id, day, item.letter),
        source=Source.APPOINTMENT,
        item_code=item.code,
        skill=item.skill,
        speech=speech,
        language=booker.language,
        line=routing.line(zone_id, item.skill, speech),
        state=TicketState.BOOKED,
        priority=Priority.APPOINTMENT,
        reason=Reason.APPOINTMENT,
        taken_at=unit.now,
        stands_at=stands_at(Priority.APPOINTMENT, starts_at, rules),
        moved_at=unit.now,
    )
    await tickets.add(unit, ticket, day)
    unit.record(facts.of_ticket(Tag.TICKET_TAKEN, ticket, booker.actor))
    return await _keep(unit, table, ticket, starts_at, booker)


async def end(unit: Unit, before: Appointment, how: AppointmentMove, how_ticket: Move, actor: str) -> None:
    """Cancelled or not come to, with its turn; the place is free again. Raises IllegalMove, Stale."""
    after = step_appointment(before, how, unit.now)
    await appointments.change(unit, before, after)
    await appointments.give_back(unit, before.zone_id, before.skill, before.starts_at)
    ticket = await tickets.get(unit.connection, before.ticket_id)
    over = step(ticket, how_ticket, unit.now)
    await tickets.change(unit, ticket, over)
    unit.record(facts.of_ticket(Tag.TICKET_MOVED, over, actor))
    tag = Tag.APPOINTMENT_MISSED if how is AppointmentMove.LAPSE else Tag.APPOINTMENT_CANCELLED
    unit.record(fact(tag, after, actor, over.number))


async def take_place(unit: Unit, table: Timetable, zone_id: str, skill: str, starts_at: datetime) -> None:
    """One place of the slot. Raises SlotGone where there is no such slot to book now, SlotFull."""
    if not may_book(table, skill, starts_at, unit.now):
        raise SlotGone("no such slot")
    await appointments.take(unit, zone_id, skill, starts_at, table.openings.rule(skill).capacity)


async def of_day(unit: Unit, ticket: Ticket, before: date, after: date) -> Ticket:
    """The turn with a number of the day it is for; the one it has, where that is its day."""
    if before == after:
        return ticket
    letter = ticket.number.partition("-")[0]
    called = await next_number(unit, ticket.zone_id, after, letter)
    await appointments.number_anew(unit, ticket.id, called, after)
    return replace(ticket, number=called)


async def next_number(unit: Unit, zone_id: str, day: date, letter: str) -> str:
    """The next number of that day, one count for all; one that a turn left from a day before has is passed over."""
    while True:
        called = number(letter, await counters.take(unit, f"ticket:{zone_id}:{day.isoformat()}:{letter}"))
        if not await missed.still_stands(unit.connection, zone_id, called, day):
            return called


def expected(ticket: Ticket, starts_at: datetime, rules: Rules) -> Ticket:
    """The turn at the place that its slot gives it."""
    return placed(ticket, Priority.APPOINTMENT, Reason.APPOINTMENT, rules, since=starts_at)


def fact(tag: Tag, appointment: Appointment, actor: str, number: str) -> Event:
    """A fact of this appointment: what it has come to, when it is, and the number called out."""
    data: dict[str, str | int] = {
        "state": appointment.state.value,
        "starts_at": appointment.starts_at.isoformat(),
        "number": number,
        "ticket": appointment.ticket_id,
    }
    return Event(
        tag=tag,
        subject=appointment.id,
        actor=actor,
        zone_id=appointment.zone_id,
        visit_id=appointment.visit_id,
        data=data,
    )


def holder(appointment: Appointment) -> str:
    """Who moves or cancels it from its page: the visit it was booked in; nobody we know, where staff booked it."""
    return f"visit:{appointment.visit_id}" if appointment.visit_id else "desk"


def _of(visit: Visit, actor: str) -> Booker:
    return Booker(actor=actor, language=visit.language, visit_id=visit.id, applicant_id=visit.applicant_id)


async def _keep(unit: Unit, table: Timetable, ticket: Ticket, starts_at: datetime, booker: Booker) -> Appointment:
    appointment = Appointment(
        id=unit.chance.id(),
        zone_id=ticket.zone_id,
        skill=ticket.skill,
        item_code=ticket.item_code,
        ticket_id=ticket.id,
        visit_id=booker.visit_id,
        applicant_id=booker.applicant_id,
        language=booker.language,
        state=State.BOOKED,
        starts_at=starts_at,
        ends_at=starts_at + table.openings.rule(ticket.skill).lasts,
        booked_at=unit.now,
        moved_at=unit.now,
    )
    await appointments.add(unit, appointment, unit.chance.secret())
    unit.record(fact(Tag.APPOINTMENT_BOOKED, appointment, booker.actor, ticket.number))
    return appointment
