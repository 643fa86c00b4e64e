"""How long turns will wait: one forecast of the whole desk, which all screens share for a few seconds."""

import asyncio
import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from desk.boards import service
from desk.boards.parts import Wait
from desk.boards.reader import Reader
from desk.boards.turns.learnt import learnt
from desk.model.items import Item
from desk.model.sessions import staff_party
from desk.model.staff import Role
from desk.model.turns import duties as duty
from desk.model.turns import routing
from desk.model.turns.appointments import State
from desk.model.turns.forecast import MOST_TURNS, Range, forecast
from desk.model.turns.halls import Expected, Hall, Turn, Window, joined
from desk.model.turns.routing import Speech
from desk.model.turns.seen import Seen
from desk.model.turns.tickets import Ticket
from desk.store import items, zones
from desk.store import staff as people
from desk.store.sessions import IS_OPEN
from desk.store.tables import appointments, sessions, tickets
from desk.store.turns import duties, routes
from desk.store.turns.tickets import IN_LINE

LASTS = timedelta(seconds=5)
AHEAD = timedelta(hours=3)
"""Appointments of so long are looked at."""
WORKING = frozenset({duty.State.OPEN, duty.State.WRAPPING_UP})
COARSE = ((20, 1), (60, 5), (math.inf, 10))
"""Ends of a range are told to so many minutes, up to which minute."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Told:
    hall: Hall
    seen: Seen | None
    ranges: Mapping[str, Range]
    known: frozenset[str]


async def of_ticket(reader: Reader, connection: AsyncConnection, ticket: Ticket) -> Wait | None:
    """How long this turn will wait; None while nobody serves it, or too little was seen."""
    told = await _told(reader, connection, ticket.zone_id, ticket.id)
    return _wait(told.ranges.get(ticket.id))


async def of_line(reader: Reader, connection: AsyncConnection, zone_id: str) -> Mapping[str, Wait]:
    """How long each turn in line will wait, by the id of its ticket; those of which we do not know are left out."""
    told = await _told(reader, connection, zone_id)
    waits = {ticket_id: _wait(found) for ticket_id, found in told.ranges.items()}
    return {ticket_id: wait for ticket_id, wait in waits.items() if wait is not None}


async def of_newcomer(
    reader: Reader, connection: AsyncConnection, zone_id: str, item: Item, speech: Speech
) -> Wait | None:
    """How long somebody would wait who takes a turn for this item now; None as for `of_ticket`."""
    told, line = await _told(reader, connection, zone_id), routing.line(zone_id, item.skill, speech)

    async def make() -> Wait | None:
        turn = joined(told.hall, item.code, item.skill, line)
        hall = replace(told.hall, turns=[*told.hall.turns, turn])
        return _wait((await asyncio.to_thread(forecast, hall, told.seen)).get(turn.id))

    return await reader.kept.get(("newcomer", line, item.code), reader.now(), LASTS, make)


async def before_ticket(reader: Reader, zone_id: str, item_code: str, language: str) -> Wait | None:
    """As `of_newcomer`, for who reads this language and has not said what they speak. Raises Missing."""
    async with reader.connection() as connection:
        item = await items.current(connection, item_code, reader.now())
        return await of_newcomer(reader, connection, zone_id, item, routing.OF_LANGUAGE[language])


async def _told(reader: Reader, connection: AsyncConnection, zone_id: str, ticket_id: str = "") -> _Told:
    """The forecast that is shared; made anew for a turn that came since."""
    now = reader.now()

    async def make() -> _Told:
        zone = await zones.get(connection, zone_id)
        known = await learnt(reader, connection, zone.timezone)
        hall = await _hall(reader, connection, zone_id, zone.timezone)
        ranges = await asyncio.to_thread(forecast, hall, known)
        return _Told(hall=hall, seen=known, ranges=ranges, known=frozenset(turn.id for turn in hall.turns))

    told = await reader.kept.get(("waits", zone_id), now, LASTS, make)
    if not ticket_id or ticket_id in told.known or len(told.known) >= MOST_TURNS:
        return told
    return await reader.kept.get(("waits", zone_id), now, timedelta(0), make)


async def _hall(reader: Reader, connection: AsyncConnection, zone_id: str, timezone: str) -> Hall:
    now = reader.now()
    return Hall(
        now=now,
        clock=(now - service.midnight(now, timezone)).total_seconds(),
        turns=await _turns(connection),
        windows=await _windows(connection, now),
        expected=await _expected(connection, now),
        rules=await zones.rules(connection, zone_id),
    )


async def _turns(connection: AsyncConnection) -> list[Turn]:
    """The first in line of the whole desk: its windows serve several lines."""
    t = tickets.c
    query = select(t.id, t.item_code, t.skill, t.line, t.stands_at).where(IN_LINE)
    rows = (await connection.execute(query.order_by(t.stands_at, t.id).limit(MOST_TURNS))).all()
    return [
        Turn(id=row.id, item=row.item_code, skill=row.skill, line=row.line, stands_at=row.stands_at) for row in rows
    ]


async def _windows(connection: AsyncConnection, now: datetime) -> list[Window]:
    clerks = [person for person in await people.every(connection) if person.role is Role.CLERK and person.window]
    lines = await routes.lines_of_each(connection, clerks)
    here = await service.present(connection, now)
    on = {known.staff_id: known.state for known in await duties.every(connection)}
    s, t = sessions.c, tickets.c
    query = select(s.clerk_id, s.rung_at, t.item_code, t.skill).join(tickets, t.id == s.ticket_id)
    meets = {row.clerk_id: row for row in (await connection.execute(query.where(IS_OPEN))).all()}
    return [
        _window(person.id, frozenset(lines[person.id]), on.get(person.id), meets.get(person.id), now)
        for person in clerks
        if staff_party(person.id) in here
    ]


def _window(clerk_id: str, lines: frozenset[str], state: duty.State | None, met: Any, now: datetime) -> Window:
    """Who sits before a console and was never on duty is taken to be about to. `met`: their meeting's row, or None."""
    return Window(
        clerk=clerk_id,
        lines=lines,
        is_open=state is None or state in WORKING or met is not None,
        may_open=state is duty.State.PAUSED,
        item=met.item_code if met else "",
        skill=met.skill if met else "",
        busy_for=(now - met.rung_at).total_seconds() if met else None,
    )


async def _expected(connection: AsyncConnection, now: datetime) -> list[Expected]:
    """Appointments of the next hours, and those whose holders may still come."""
    a, t = appointments.c, tickets.c
    due = a.starts_at.between(now - timedelta(minutes=15), now + AHEAD) & (a.state == State.BOOKED.value)
    query = select(a.ticket_id, a.item_code, a.skill, a.starts_at, t.line).join(tickets, t.id == a.ticket_id)
    rows = (await connection.execute(query.where(due).order_by(a.starts_at).limit(MOST_TURNS))).all()
    return [
        Expected(id=row.ticket_id, item=row.item_code, skill=row.skill, line=row.line, at=row.starts_at) for row in rows
    ]


def _wait(found: Range | None) -> Wait | None:
    """In whole minutes, as coarse as one would say it."""
    if found is None:
        return None
    low, high = _told_as(found.low, math.floor), _told_as(found.high, math.ceil)
    return Wait(low=low, high=max(high, low), confidence=found.confidence)


def _told_as(minutes: int, rounded: Any) -> int:
    step = next(step for until, step in COARSE if minutes <= until)
    return int(rounded(minutes / step)) * step
