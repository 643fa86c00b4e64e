"""One turn for its zone's staff: where it stands and why, what became of it so far, and where it can be put."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from desk.boards import titles
from desk.boards.reader import Reader
from desk.boards.turns.day import Day, drawn, level
from desk.model.meetings import sendings
from desk.model.meetings.sendings import Kind
from desk.model.turns import routing
from desk.model.turns.tickets import CALLABLE, OVER, Ticket
from desk.store import corners, staff, visits, zones
from desk.store.meetings import colleagues
from desk.store.tables import ledger
from desk.store.turns import tickets

MOST_MOVES = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """Another line for it. `to` is what the form takes, such as `window:A01`; `kind`: window, skill, zone; `is_open`:
    somebody serves it now."""

    to: str
    kind: str
    label: str
    name: str
    is_open: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Passed:
    """One thing that became of it: when, into which state, why it stood there, what staff said, and who of them."""

    at: datetime
    tag: str
    state: str
    reason: str
    why: str
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """The page of one turn (zone/ticket.html). `places`: where its holder can be called to, as (place, words) – the
    corners; windows and the counter are the template's. `is_in_line`: it can be put elsewhere."""

    ticket: Ticket
    zone_id: str
    zone_name: str
    item_title: str
    business: str
    corner_name: str
    minutes: int
    level: str
    promised: int
    is_in_line: bool
    is_over: bool
    targets: tuple[Target, ...]
    corners: tuple[tuple[str, str], ...]
    windows: tuple[str, ...]
    passed: tuple[Passed, ...]


async def turn(reader: Reader, ticket_id: str, language: str) -> Turn:
    """The turn as it stands. Raises Missing."""
    async with reader.connection() as connection:
        ticket = await tickets.get(connection, ticket_id)
        day = await drawn(reader, connection, ticket.zone_id, language)
        every = await colleagues.every(connection, reader.now())
        here = [one for one in await corners.every(connection) if one.zone_id == ticket.zone_id]
        visit = await visits.get(connection, ticket.visit_id) if ticket.visit_id else None
        at = next((one for one in here if visit and not visit.away and one.id == visit.corner_id), None)
        minutes, patience = day.minutes(ticket.taken_at), day.patience(ticket.item_code)
        return Turn(
            ticket=ticket,
            zone_id=ticket.zone_id,
            zone_name=day.zone.name[language],
            item_title=day.title(ticket.item_code),
            business=day.businesses.get(ticket.skill, ticket.skill),
            corner_name=at.name[language] if at else "",
            minutes=minutes,
            level=level(minutes, patience) if ticket.state in CALLABLE else "calm",
            promised=patience.late,
            is_in_line=ticket.state in CALLABLE,
            is_over=ticket.state in OVER,
            targets=await _targets(connection, day, ticket, every),
            corners=tuple((one.id, one.name[language]) for one in here),
            windows=tuple(sorted({one.staff.window for one in every if one.staff.window})),
            passed=await _passed(connection, ticket_id),
        )


async def _targets(
    connection: AsyncConnection, day: Day, ticket: Ticket, every: list[colleagues.Colleague]
) -> tuple[Target, ...]:
    """Windows, other skills of this zone, other zones' clerks: those that somebody serves."""
    named = await titles.of_skills(connection, day.language)
    wanted = [
        (Kind.WINDOW, one.staff.window, one.staff.window, one.staff.name, routing.line_of_window(one.staff.window))
        for one in every
    ]
    for skill in sorted({skill for one in every for skill in one.staff.skills} - {ticket.skill}):
        line = routing.line(ticket.zone_id, skill, ticket.speech)
        wanted.append((Kind.SKILL, skill, named.get(skill, skill), "", line))
    for zone in await zones.every(connection):
        line = routing.line(zone.id, ticket.skill, ticket.speech)
        wanted.append((Kind.ZONE, zone.id, zone.name[day.language], "", line))
    found = []
    for kind, name, label, who, line in wanted:
        serving = [one for one in every if line in one.lines]
        if serving and line != ticket.line:
            to = str(sendings.Target(kind=kind, name=name))
            is_open = any(one.is_open for one in serving)
            found.append(Target(to=to, kind=kind.value, label=label, name=who, is_open=is_open))
    return tuple(found)


async def _passed(connection: AsyncConnection, ticket_id: str) -> tuple[Passed, ...]:
    """From the ledger, the newest first."""
    query = select(ledger.c.at, ledger.c.tag, ledger.c.actor, ledger.c.data).where(ledger.c.subject == ticket_id)
    rows = (await connection.execute(query.order_by(ledger.c.seq.desc()).limit(MOST_MOVES))).all()
    people = {one.id: one.name for one in await staff.every(connection)}
    return tuple(
        Passed(
            at=row.at,
            tag=row.tag,
            state=str(row.data.get("state", "")),
            reason=str(row.data.get("reason", "")),
            why=str(row.data.get("why", "")),
            by=people.get(row.actor.removeprefix("staff:"), ""),
        )
        for row in rows
    )
