"""Appointments 預約: booked at a corner, moved or cancelled from its page, and come to at any corner of the zone."""

from dataclasses import dataclass, replace
from datetime import date, datetime

from desk.actions import assured, facts
from desk.actions.desk import Desk
from desk.actions.turns import booking, closed, going_on
from desk.model.errors import AppointmentUnknown, BadInput, DocumentNotAccepted, Missing, NotReady
from desk.model.events import Tag
from desk.model.items import Item
from desk.model.turns import routing
from desk.model.turns.appointments import Appointment, Move, State, arrival, step
from desk.model.turns.order import CARE, Priority, Reason, Rules
from desk.model.turns.tickets import Move as TicketMove
from desk.model.turns.tickets import Ticket, placed
from desk.model.turns.tickets import step as step_ticket
from desk.model.visits import Move as VisitMove
from desk.model.visits import State as VisitState
from desk.model.visits import Visit
from desk.model.visits import step as step_visit
from desk.store import items, people, visits, zones
from desk.store.turns import appointments, calendars, tickets
from desk.store.unit import Unit


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrived:
    """Who came to an appointment: the appointment as it stands then, and the turn in line."""

    appointment: Appointment
    ticket: Ticket


async def book(desk: Desk, visit_id: str, starts_at: datetime) -> Appointment:
    """A slot for a confirmed visit; asked for twice, it is what was booked first.

    Raises NotReady, AssuranceUnmet, AlreadyBooked, SlotGone, SlotFull.
    """
    async with desk.store.write() as unit:
        visit = await visits.get(unit.connection, visit_id)
        known = await appointments.booked_in(unit.connection, visit_id)
        if known is not None:
            return known
        if visit.state is not VisitState.CONFIRMED:
            raise NotReady("the visit is not confirmed, or has a turn already")
        item = await items.get(unit.connection, visit.item_code, visit.item_version)
        await assured.check(unit, visit.id, item, later=assured.BY_CLERK)
        return await booking.book_new(unit, visit, item, starts_at)


async def by_secret(desk: Desk, secret: str) -> Appointment:
    """The appointment whose page this is. Raises Missing."""
    async with desk.store.read() as connection:
        return await appointments.by_secret(connection, secret)


async def move(desk: Desk, secret: str, starts_at: datetime) -> Appointment:
    """To another slot: the new place is taken and the old one given back, or nothing changes.

    Raises Missing, IllegalMove, SlotGone, SlotFull, Stale.
    """
    async with desk.store.write() as unit:
        before = await appointments.by_secret(unit.connection, secret)
        if before.starts_at == starts_at and before.state is State.BOOKED:
            return before
        after = step(before, Move.MOVE, unit.now)
        table = await calendars.timetable(unit.connection, before.zone_id)
        await booking.take_place(unit, table, before.zone_id, before.skill, starts_at)
        await appointments.give_back(unit, before.zone_id, before.skill, before.starts_at)
        ends_at = starts_at + table.openings.rule(before.skill).lasts
        after = replace(after, starts_at=starts_at, ends_at=ends_at, revision=before.revision + 1, reminded=0)
        await appointments.change(unit, before, after)
        ticket = await tickets.get(unit.connection, before.ticket_id)
        days = (moment.astimezone(table.zone).date() for moment in (before.starts_at, starts_at))
        called = await booking.of_day(unit, ticket, *days)
        rules = await zones.rules(unit.connection, before.zone_id)
        moved = replace(booking.expected(called, starts_at, rules), moved_at=unit.now)
        await tickets.change(unit, ticket, moved)
        actor = booking.holder(before)
        unit.record(facts.of_ticket(Tag.TICKET_MOVED, moved, actor))
        unit.record(booking.fact(Tag.APPOINTMENT_MOVED, after, actor, moved.number))
    return after


async def cancel(desk: Desk, secret: str) -> None:
    """Given up: the place is free again, and the turn over. Raises Missing, IllegalMove, Stale."""
    async with desk.store.write() as unit:
        before = await appointments.by_secret(unit.connection, secret)
        await booking.end(unit, before, Move.CANCEL, TicketMove.CANCEL, booking.holder(before))


async def check_in(
    desk: Desk, visit_id: str, told: str = "", *, reason: Reason = Reason.NONE, speech: routing.Speech | None = None
) -> Arrived:
    """Its holder is here: a confirmed visit takes the booked turn up, and its item with it; a call-back its case, too.

    `told` is the number as it is called out, or the secret of the appointment's page, as a slip's code has it; empty
    for the next one that the applicant has today. A number alone is taken from nobody but the applicant. `reason` of
    care and `speech` are as at taking a turn; care counts for who is early or late.

    Within the window around the slot the turn stands by the slot. Before it, it waits like any other until the window
    opens (`expected.come_due`); after it, from now on like any other.

    Raises NotReady, AppointmentUnknown, AppointmentClosed, AssuranceUnmet, DocumentNotAccepted, Stale, BadInput: no
    reason of care.
    """
    if reason not in CARE | {Reason.NONE}:
        raise BadInput("reason")
    async with desk.store.write() as unit:
        visit = await visits.get(unit.connection, visit_id)
        if visit.state is not VisitState.CONFIRMED:
            raise NotReady("the visit is not confirmed, or has a turn already")
        before = await _meant(unit, visit, told.strip())
        item = await _item(unit, visit, before)
        await assured.check(unit, visit.id, item, later=assured.BY_CLERK)
        rules = await zones.rules(unit.connection, before.zone_id)
        open_since = await closed.check_expected(unit, before.zone_id, before.skill)
        after = step(before, arrival(before, visit.began_at, rules, open_since), unit.now)
        await appointments.change(unit, before, after)
        ticket = await tickets.get(unit.connection, before.ticket_id)
        seated = _seated(ticket, visit, speech or routing.OF_LANGUAGE[visit.language], unit.now)
        here = _in_line(seated, after, rules, reason)
        await tickets.change(unit, ticket, here)
        case = await going_on.take_along(unit, ticket, visit)
        version = (case.item_code, case.item_version) if case else (item.code, item.version)
        about = replace(visit, item_code=version[0], item_version=version[1])
        await visits.change(unit, visit, step_visit(about, VisitMove.TAKE_TICKET))
        actor = f"visit:{visit.id}"
        unit.record(facts.of_ticket(Tag.TICKET_MOVED, here, actor))
        unit.record(booking.fact(Tag.APPOINTMENT_ARRIVED, after, actor, here.number))
    return Arrived(appointment=after, ticket=here)


def _seated(ticket: Ticket, visit: Visit, speech: routing.Speech, now: datetime) -> Ticket:
    """The booked turn, taken up by this visit: from now on it waits."""
    return replace(
        step_ticket(ticket, TicketMove.CHECK_IN, now),
        visit_id=visit.id,
        language=visit.language,
        speech=speech,
        line=routing.line(ticket.zone_id, ticket.skill, speech),
        taken_at=now,
    )


def _in_line(ticket: Ticket, appointment: Appointment, rules: Rules, reason: Reason) -> Ticket:
    """The turn at the place it has by when its holder came."""
    if appointment.state is State.ARRIVED:
        return booking.expected(ticket, appointment.starts_at, rules)
    return placed(ticket, Priority.CARE if reason in CARE else Priority.ORDINARY, reason, rules)


async def _meant(unit: Unit, visit: Visit, told: str) -> Appointment:
    """Which appointment of today. Raises AppointmentUnknown, which does not tell a wrong one from another's."""
    table = await calendars.timetable(unit.connection, visit.zone_id)
    today = unit.now.astimezone(table.zone).date()
    for found in await _candidates(unit, visit, told, today):
        its_day = found.starts_at.astimezone(table.zone).date()
        if found.state is State.BOOKED and found.zone_id == visit.zone_id and its_day == today:
            return found
    raise AppointmentUnknown("none of today")


async def _candidates(unit: Unit, visit: Visit, told: str, today: date) -> tuple[Appointment, ...]:
    if not told:
        return tuple(await appointments.of_applicant(unit.connection, visit.zone_id, visit.applicant_id))
    called = await appointments.by_number(unit.connection, visit.zone_id, told.upper(), today)
    if called is not None:
        return (called,) if called.applicant_id in ("", visit.applicant_id) else ()
    try:
        return (await appointments.by_secret(unit.connection, told),)
    except Missing:
        return ()


async def _item(unit: Unit, visit: Visit, appointment: Appointment) -> Item:
    """The item it was booked for, in force now, or as the visit has chosen it. Raises DocumentNotAccepted."""
    if visit.item_code == appointment.item_code:
        return await items.get(unit.connection, visit.item_code, visit.item_version)
    item = await items.current(unit.connection, appointment.item_code, unit.now)
    shown = await people.documents_of(unit.connection, unit.vault, visit.id)
    if not any(document.kind in item.documents for document in shown):
        raise DocumentNotAccepted("another document is needed for what was booked")
    return item
