"""What a hall's screen shows: the numbers just called and where to; no name, no item, nothing of a person.

A call is *fresh* for a while after it was made: then it is read out, once, by whichever screen has not read it yet.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, Select, select
from sqlalchemy.ext.asyncio import AsyncConnection

from desk.boards import service
from desk.boards.reader import Reader
from desk.model.items import Words
from desk.model.turns.corner_notices import SHOWN_IN_HALL, CornerNotice
from desk.model.turns.routing import Speech
from desk.model.turns.tickets import State
from desk.store import corners as kept_corners
from desk.store import zones
from desk.store.tables import corners, sessions, tickets, visits
from desk.store.turns import corner_notices, hall_displays

FRESH = timedelta(minutes=1)
"""A call older than this is shown and no more read out: whoever opens a screen late hears nothing of the past."""
SHOWN_FOR = timedelta(minutes=30)
MOST_NOW, MOST_LATELY = 4, 6
CALLING = (State.CALLED, State.MISSED)


@dataclass(frozen=True, slots=True, kw_only=True)
class HallCall:
    """One call. `key` is another for each time the same turn is called out; `speech`: the applicant's own language.

    `corner`: what the corner is called, in every language; empty where somebody is to come to `place` (`counter`,
    `window/…`), or to the corner that `corner` names. `window`: of the clerk who calls. `again`: how often before.
    """

    key: str
    number: str
    corner: Words
    place: str
    window: str
    speech: Speech
    at: datetime
    fresh: bool
    again: int


@dataclass(frozen=True, slots=True, kw_only=True)
class HallBoard:
    """The hall's screen (hall/index.html, fragment hall/calls.html #calls). `now`: who is called, the newest first;
    `lately`: who went in."""

    zone_code: str
    zone_name: Words
    home_language: str
    now: tuple[HallCall, ...]
    lately: tuple[HallCall, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DisplayLine:
    """One open display of a zone: since when, in which language, and whether it shows the hall now."""

    id: str
    language: str
    opened_at: datetime
    here: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Displays:
    """The page of a zone's displays (zone/halls.html)."""

    zone_id: str
    zone_code: str
    home_language: str
    lines: tuple[DisplayLine, ...]


async def hall(reader: Reader, zone_id: str) -> HallBoard:
    """The calls of a zone's hall. Raises Missing."""
    now = reader.now()
    async with reader.connection() as connection:
        zone = await zones.get(connection, zone_id)
        rows = (await connection.execute(_calls(zone_id, now))).all()
        sent = await corner_notices.calls_of(connection, reader.vault, zone_id, now - SHOWN_IN_HALL)
        summoned = [await _summons(connection, notice, now) for notice in sent]
    calls = [_call(row, now) for row in _newest_of_each(rows)]
    states = {row.id: row.state for row in rows}
    waiting = [call for call in calls if states[call.key.partition(":")[0]] in CALLING]
    return HallBoard(
        zone_code=zone.code,
        zone_name=zone.name,
        home_language=f"zh-Hant-{zone.jurisdiction}",
        now=tuple(sorted([*waiting, *summoned], key=lambda call: call.at, reverse=True))[:MOST_NOW],
        lately=tuple(call for call in calls if call not in waiting)[:MOST_LATELY],
    )


def _calls(zone_id: str, now: datetime) -> Select[Any]:
    """The latest sessions of the zone that rang, with their turns, the newest first."""
    return (
        select(
            tickets.c.id,
            tickets.c.number,
            tickets.c.state,
            tickets.c.speech,
            tickets.c.announced,
            tickets.c.moved_at,
            sessions.c.id.label("session_id"),
            sessions.c.rung_at,
            sessions.c.window,
            corners.c.name,
        )
        .join(tickets, tickets.c.id == sessions.c.ticket_id)
        .join(visits, visits.c.id == sessions.c.visit_id)
        .join(corners, corners.c.id == visits.c.corner_id)
        .where(
            sessions.c.zone_id == zone_id,
            sessions.c.rung_at > now - SHOWN_FOR,
            tickets.c.state.in_((*CALLING, State.IN_SESSION, State.HELD, State.DONE)),
        )
        .order_by(sessions.c.rung_at.desc(), sessions.c.id)
        .limit(10 * MOST_LATELY)
    )


def _newest_of_each(rows: Sequence[Row[Any]]) -> list[Row[Any]]:
    """The last call of each turn."""
    found: dict[str, Row[Any]] = {}
    for row in rows:
        found.setdefault(row.id, row)
    return list(found.values())


def _call(row: Row[Any], now: datetime) -> HallCall:
    """Called out again, it is another call: at the moment it was, which is when the ticket moved."""
    again = row.announced if row.state == State.MISSED else 0
    at = row.moved_at if again else row.rung_at
    return HallCall(
        key=f"{row.id}:{row.session_id}:{again}",
        number=row.number,
        corner=row.name,
        place="",
        window=row.window,
        speech=Speech(row.speech),
        at=at,
        fresh=(again > 0 or row.state == State.CALLED) and now - at < FRESH,
        again=again,
    )


async def _summons(connection: AsyncConnection, notice: CornerNotice, now: datetime) -> HallCall:
    """Somebody is to come to a place."""
    query = select(tickets.c.number, tickets.c.speech).where(tickets.c.id == notice.ticket_id)
    ticket = (await connection.execute(query)).one()
    kind, _, name = notice.place.partition("/")
    corner: Words = (await kept_corners.get(connection, name)).name if kind == "corner" else {}
    return HallCall(
        key=f"come:{notice.id}",
        number=ticket.number,
        corner=corner,
        place=kind,
        window=name if kind == "window" else "",
        speech=Speech(ticket.speech),
        at=notice.sent_at,
        fresh=now - notice.sent_at < FRESH,
        again=0,
    )


async def displays(reader: Reader, zone_id: str) -> Displays:
    """A zone's open displays, the newest first. Raises Missing."""
    now = reader.now()
    async with reader.connection() as connection:
        zone = await zones.get(connection, zone_id)
        here = await service.present(connection, now)
        found = await hall_displays.open_in(connection, zone_id, now)
    return Displays(
        zone_id=zone_id,
        zone_code=zone.code,
        home_language=f"zh-Hant-{zone.jurisdiction}",
        lines=tuple(
            DisplayLine(id=each.id, language=each.language, opened_at=each.opened_at, here=f"hall:{each.id}" in here)
            for each in found
        ),
    )
