"""Who is expected: reminders go out before a slot, who came early gets their place as the window opens, and whoever
never comes frees theirs.

Every process looks; what it does is compare-and-set, in the commit that queues the message: each happens once.
"""

import json
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from desk.actions import facts
from desk.actions.desk import Desk, Parcel
from desk.actions.turns import booking
from desk.model.deliveries import queued
from desk.model.errors import IllegalMove, Stale
from desk.model.events import Tag
from desk.model.turns.appointments import Appointment, Move, State, lapses_at, step
from desk.model.turns.businesses import Business
from desk.model.turns.order import Rules
from desk.model.turns.tickets import CALLABLE
from desk.model.turns.tickets import Move as TicketMove
from desk.store import deliveries, people, zones
from desk.store.turns import appointments, businesses, tickets
from desk.store.unit import Unit

REMINDERS = (("appointment.day", timedelta(days=1)), ("appointment.hour", timedelta(hours=1)))
"""What a reminder is for, and how long before the slot it goes out; the first ones first."""
Duty = Callable[[Desk, Appointment], Awaitable[None]]


async def look(desk: Desk) -> None:
    """Does whatever is due of every appointment that is near. What another process did meanwhile is left to it."""
    now = desk.store.clock()
    async with desk.store.read() as connection:
        near = await appointments.ahead(connection, now + REMINDERS[0][1])
        rules = {zone.id: await zones.rules(connection, zone.id) for zone in await zones.every(connection)}
        known = {
            (one.zone_id, one.skill): one for zone_id in rules for one in await businesses.of_zone(connection, zone_id)
        }
    for appointment in near:
        with suppress(Stale, IllegalMove):
            if appointment.state is State.EARLY:
                if now >= appointment.starts_at - rules[appointment.zone_id].early:
                    await come_due(desk, appointment, rules[appointment.zone_id])
            elif _is_over(
                appointment, rules[appointment.zone_id], known.get((appointment.zone_id, appointment.skill)), now
            ):
                await lapse(desk, appointment)
            elif appointment.reminded < _due(appointment, now - appointment.starts_at):
                await remind(desk, appointment)


async def come_due(desk: Desk, before: Appointment, rules: Rules) -> None:
    """The window opens for whoever came early: from now on their turn stands by the slot. Raises Stale."""
    async with desk.store.write() as unit:
        await appointments.change(unit, before, step(before, Move.COME_DUE, unit.now))
        ticket = await tickets.get(unit.connection, before.ticket_id)
        moved = booking.expected(ticket, before.starts_at, rules)
        if ticket.state in CALLABLE and moved.stands_at < ticket.stands_at:
            await tickets.change(unit, ticket, moved)
            unit.record(facts.of_ticket(Tag.TICKET_MOVED, moved, "desk"))


async def lapse(desk: Desk, before: Appointment) -> None:
    """Nobody came: the place is free, and the turn over. Raises Stale."""
    async with desk.store.write() as unit:
        await booking.end(unit, before, Move.LAPSE, TicketMove.LAPSE, "desk")


async def remind(desk: Desk, before: Appointment) -> None:
    """The reminder that is due, by telephone, in the language it was booked in; of two that are due, the later one.

    Where the number is not kept any more, nobody is reminded. Raises Stale.
    """
    async with desk.store.write() as unit:
        count = _due(before, unit.now - before.starts_at)
        after = replace(before, reminded=count)
        parcel = await _parcel(desk, unit, before, REMINDERS[count - 1][0])
        await appointments.change(unit, before, after)
        if parcel is not None:
            delivery = queued(parcel.id, before.id, parcel.purpose, before.visit_id, unit.now, before.starts_at)
            await deliveries.add(unit, delivery, json.dumps(parcel.contents(), ensure_ascii=False))
            unit.record(booking.fact(Tag.APPOINTMENT_REMINDED, after, "desk", parcel.about["number"]))
    if parcel is not None:
        await desk.courier.carry(parcel)


def _is_over(appointment: Appointment, rules: Rules, business: Business | None, now: datetime) -> bool:
    """Whether nobody is expected any more; while the business is closed, nobody could come."""
    if business is None:
        return now >= lapses_at(appointment, rules)
    return business.serves(now) and now >= lapses_at(appointment, rules, business.open_since(now))


def _due(appointment: Appointment, past: timedelta) -> int:
    """How many of the reminders are due, `past` the slot's beginning (before it: negative).

    One whose time was over when the slot was booked counts as given: they know.
    """
    if past >= timedelta(0):
        return 0
    due = [count for count, (_, before) in enumerate(REMINDERS, start=1) if -past <= before]
    known = appointment.starts_at - appointment.moved_at
    return next((count for count in reversed(due) if REMINDERS[count - 1][1] < known), 0)


async def _parcel(desk: Desk, unit: Unit, appointment: Appointment, use: str) -> Parcel | None:
    """Number, time and address of the page, and nothing of the person; None where there is no telephone."""
    contact = await people.contact(unit.connection, unit.vault, appointment.visit_id) if appointment.visit_id else None
    if contact is None:
        return None
    zone = await zones.get(unit.connection, appointment.zone_id)
    ticket = await tickets.get(unit.connection, appointment.ticket_id)
    secret = await appointments.secret_of(unit.connection, unit.vault, appointment.id)
    return Parcel(
        id=unit.chance.id(),
        phone=contact.phone,
        masked=contact.masked,
        code="",
        purpose=use,
        language=appointment.language,
        corner_id="",
        about={
            "number": ticket.number,
            "at": appointment.starts_at.astimezone(ZoneInfo(zone.timezone)).isoformat(),
            "page": f"{desk.settings.public_url}/appointments/{secret}",
        },
    )
