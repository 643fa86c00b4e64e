"""Appointments as the store keeps them. A place in a slot is taken in one statement, which counts and compares at once.

Rule 1: only `take` adds to a slot, and only while fewer are taken than it holds: many at once get no place too many.
Rule 2: the page's secret is kept as a hash, by which it is found, and sealed for the reminders while one may go out.
"""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, null, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from desk.model.errors import AlreadyBooked, Missing, SlotFull
from desk.model.turns.appointments import Appointment, State
from desk.store.corners import digest
from desk.store.rows import fields, insert_into, one, swap, values, written
from desk.store.tables import appointments, slots, tickets
from desk.store.unit import Unit
from identity.vault import Place, Vault

AHEAD = appointments.c.state.in_([written(state.value) for state in (State.BOOKED, State.EARLY)])
"""Written out, not bound, so that its partial indexes are used."""


async def take(unit: Unit, zone_id: str, skill: str, starts_at: datetime, capacity: int) -> None:
    """One place of this slot, which holds so many. Raises SlotFull."""
    if capacity < 1:
        raise SlotFull("this slot holds nobody")
    statement = insert_into(unit.connection, slots).values(zone_id=zone_id, skill=skill, starts_at=starts_at, taken=1)
    statement = statement.on_conflict_do_update(
        index_elements=["zone_id", "skill", "starts_at"],
        set_={"taken": slots.c.taken + 1},
        where=slots.c.taken < capacity,
    )
    if (await unit.connection.execute(statement.returning(slots.c.taken))).one_or_none() is None:
        raise SlotFull("every place of this slot is taken")


async def give_back(unit: Unit, zone_id: str, skill: str, starts_at: datetime) -> None:
    """One place of this slot is free again."""
    this = (slots.c.zone_id == zone_id) & (slots.c.skill == skill) & (slots.c.starts_at == starts_at)
    await unit.connection.execute(update(slots).where(this, slots.c.taken > 0).values(taken=slots.c.taken - 1))


async def taken(
    connection: AsyncConnection, zone_id: str, skill: str, since: datetime, until: datetime
) -> dict[datetime, int]:
    """How many places of each slot that begins in this span are taken; slots of which none was are left out."""
    within = slots.c.starts_at.between(since, until)
    query = select(slots.c.starts_at, slots.c.taken).where(slots.c.zone_id == zone_id, slots.c.skill == skill, within)
    return {row.starts_at: row.taken for row in (await connection.execute(query)).all()}


async def add(unit: Unit, appointment: Appointment, secret: str) -> None:
    """Keeps a new appointment, found by this secret. Raises AlreadyBooked: its person has one for the item."""
    sealed = unit.vault.seal_text(secret, _place(appointment.id))
    row = _values(appointment) | {"secret_hash": digest(secret), "secret": sealed}
    statement = insert_into(unit.connection, appointments).values(**row)
    alone = statement.on_conflict_do_nothing(index_elements=["applicant_id", "item_code"], index_where=AHEAD)
    if (await unit.connection.execute(alone)).rowcount != 1:
        raise AlreadyBooked("one appointment for an item")


async def change(unit: Unit, before: Appointment, after: Appointment) -> None:
    """Writes `after` while the appointment still stands as in `before`. Raises Stale.

    Once nobody is expected any more its secret goes; by its hash the page is still found.
    """
    a = appointments.c
    stands = (a.id == before.id) & (a.state == before.state.value) & (a.revision == before.revision)
    stands &= a.reminded == before.reminded
    over = {} if after.state is State.BOOKED else {"secret": null()}
    await swap(unit.connection, appointments, stands, _values(after) | over)


async def number_anew(unit: Unit, ticket_id: str, number: str, day: date) -> None:
    """The turn is called by this number, which is of that day."""
    await unit.connection.execute(update(tickets).where(tickets.c.id == ticket_id).values(number=number, day=day))


async def get(connection: AsyncConnection, appointment_id: str) -> Appointment:
    """One appointment. Raises Missing."""
    query = select(appointments).where(appointments.c.id == appointment_id)
    return appointment_of(await one(connection, query, "appointment"))


async def by_secret(connection: AsyncConnection, secret: str) -> Appointment:
    """The appointment whose page has this secret. Raises Missing."""
    query = select(appointments).where(appointments.c.secret_hash == digest(secret))
    return appointment_of(await one(connection, query, "appointment"))


async def secret_of(connection: AsyncConnection, vault: Vault, appointment_id: str) -> str:
    """The secret of its page. Raises Missing once nobody is expected any more."""
    secret = await known_secret(connection, vault, appointment_id)
    if not secret:
        raise Missing("appointment")
    return secret


async def known_secret(connection: AsyncConnection, vault: Vault, appointment_id: str) -> str:
    """The secret of its page; empty once nobody is expected any more. Raises Missing."""
    query = select(appointments.c.secret).where(appointments.c.id == appointment_id)
    sealed = (await one(connection, query, "appointment")).secret
    return vault.open_text(sealed, _place(appointment_id)) if sealed else ""


async def of_ticket(connection: AsyncConnection, ticket_id: str) -> Appointment | None:
    """The newest appointment of a turn."""
    query = select(appointments).where(appointments.c.ticket_id == ticket_id)
    return _first((await connection.execute(query.order_by(appointments.c.booked_at.desc()).limit(1))).one_or_none())


async def booked_in(connection: AsyncConnection, visit_id: str) -> Appointment | None:
    """What was booked in this visit and still stands."""
    query = select(appointments).where(appointments.c.visit_id == visit_id, AHEAD)
    return _first((await connection.execute(query.order_by(appointments.c.starts_at).limit(1))).one_or_none())


async def of_applicant(connection: AsyncConnection, zone_id: str, applicant_id: str) -> Sequence[Appointment]:
    """What this person has booked in this zone and not come to yet, the next one first."""
    if not applicant_id:
        return ()
    whose = (appointments.c.applicant_id == applicant_id) & (appointments.c.zone_id == zone_id)
    query = select(appointments).where(whose, appointments.c.state == State.BOOKED.value)
    return _all((await connection.execute(query.order_by(appointments.c.starts_at))).all())


async def by_number(connection: AsyncConnection, zone_id: str, number: str, day: date) -> Appointment | None:
    """The appointment that is called by this number on this day, and was not come to yet."""
    query = (
        select(appointments)
        .join(tickets, tickets.c.id == appointments.c.ticket_id)
        .where(tickets.c.zone_id == zone_id, tickets.c.day == day, tickets.c.number == number)
        .where(appointments.c.state == State.BOOKED.value)
    )
    return _first((await connection.execute(query)).one_or_none())


async def ahead(connection: AsyncConnection, until: datetime) -> Sequence[Appointment]:
    """What is still to come, or was not come to, and begins by then; the earliest first."""
    query = select(appointments).where(AHEAD, appointments.c.starts_at <= until)
    return _all((await connection.execute(query.order_by(appointments.c.starts_at))).all())


async def between(
    connection: AsyncConnection, zone_id: str, since: datetime, until: datetime
) -> Sequence[tuple[Appointment, str]]:
    """Every appointment of a zone that begins in this span with the number called out, the earliest first."""
    within = (appointments.c.starts_at >= since) & (appointments.c.starts_at < until)
    query = select(appointments, tickets.c.number).join(tickets, tickets.c.id == appointments.c.ticket_id)
    query = query.where(appointments.c.zone_id == zone_id, within).order_by(appointments.c.starts_at, appointments.c.id)
    return tuple((appointment_of(row), row.number) for row in (await connection.execute(query)).all())


def appointment_of(row: Row[Any]) -> Appointment:
    """The appointment of a row."""
    told = fields(row, Appointment)
    return Appointment(
        **told | {"state": State(row.state), "applicant_id": row.applicant_id or "", "visit_id": row.visit_id or ""}
    )


def _values(appointment: Appointment) -> dict[str, Any]:
    nobody = {"applicant_id": appointment.applicant_id or None, "visit_id": appointment.visit_id or None}
    return values(appointment) | nobody


def _first(row: Row[Any] | None) -> Appointment | None:
    return appointment_of(row) if row else None


def _all(rows: Sequence[Row[Any]]) -> tuple[Appointment, ...]:
    return tuple(appointment_of(row) for row in rows)


def _place(appointment_id: str) -> Place:
    return Place(table="appointments", column="secret", row=appointment_id)
