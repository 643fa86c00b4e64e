"""The queue of one clerk: the turns they can serve, in the order of the claim, and which of them is kept for whom."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, func, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from desk.boards import service, titles
from desk.boards.reader import Reader
from desk.model import sessions as meetings
from desk.model.sessions import Session
from desk.model.staff import Staff
from desk.model.turns.order import Priority
from desk.model.turns.tickets import CALLABLE
from desk.store import tables, zones
from desk.store.turns import routes
from i18n import languages

MOST_LINES = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueLine:
    """One turn this clerk can serve, in the order in which it will be called.

    `priority`, `reason`: its class, and why it stands before those who came earlier; `speech` the spoken language,
    apart from the script that is read. `kept`: `me` while it is kept for this clerk, `other` while for the one at
    `kept_window`; else empty.
    """

    ticket_id: str
    number: str
    item_title: str
    zone_name: str
    language: str
    language_name: str
    speech: str
    priority: str
    reason: str
    kept: str
    kept_window: str
    taken_at: datetime
    waited_minutes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Queue:
    """The queue (template console/queue.html, element id `queue`).

    `waiting`: how many of the turns may be called now. `can_call` is false while a session is open.
    """

    lines: tuple[QueueLine, ...]
    waiting: int
    can_call: bool
    served_today: int


async def queue(reader: Reader, connection: AsyncConnection, clerk: Staff, session: Session | None) -> Queue:
    """The turns this clerk can serve; `session` is their open one."""
    t = tables.tickets.c
    served = service.WAITING & t.line.in_(await routes.lines_of(connection, clerk))
    free = or_(t.kept_until.is_(None), t.kept_until <= reader.now(), t.clerk_id == clerk.id)
    counted = await connection.execute(select(func.count()).select_from(tables.tickets).where(served, free))
    return Queue(
        lines=await lines_of(reader, connection, clerk, served),
        waiting=counted.scalar_one(),
        can_call=session is None,
        served_today=await _served_today(reader, connection, clerk),
    )


async def lines_of(
    reader: Reader, connection: AsyncConnection, clerk: Staff, stands: ColumnElement[bool]
) -> tuple[QueueLine, ...]:
    """The first of the turns for which this holds, as the clerk sees them."""
    t = tables.tickets.c
    query = (
        select(tables.tickets, tables.visits.c.item_version, tables.staff.c.window.label("kept_window"))
        .join(tables.visits, tables.visits.c.id == t.visit_id)
        .outerjoin(tables.staff, tables.staff.c.id == t.clerk_id)
        .where(stands)
        .order_by(t.stands_at, t.id)
        .limit(MOST_LINES)
    )
    rows: Sequence[Row[Any]] = (await connection.execute(query)).all()
    called = await titles.of_versions(connection, {(row.item_code, row.item_version) for row in rows}, clerk.language)
    named = {zone.id: zone.name[clerk.language] for zone in await zones.every(connection)}
    return tuple(
        _line(row, called[row.item_code, row.item_version], named[row.zone_id], clerk, reader.now()) for row in rows
    )


def _line(row: Row[Any], title: str, zone_name: str, clerk: Staff, now: datetime) -> QueueLine:
    kept = row.state in CALLABLE and row.kept_until is not None and row.kept_until > now and row.clerk_id
    return QueueLine(
        ticket_id=row.id,
        number=row.number,
        item_title=title,
        zone_name=zone_name,
        language=row.language,
        language_name=languages.get(row.language).name,
        speech=row.speech,
        priority=Priority(row.priority).name.lower(),
        reason=row.reason,
        kept="" if not kept else "me" if row.clerk_id == clerk.id else "other",
        kept_window=row.kept_window or "" if kept else "",
        taken_at=row.taken_at,
        waited_minutes=service.whole_minutes(now - row.taken_at),
    )


async def _served_today(reader: Reader, connection: AsyncConnection, staff: Staff) -> int:
    """How many meetings of this clerk ended today, by the calendar of the clerk's place."""
    begun = service.midnight(reader.now(), languages.get(staff.language).time_zone)
    s = tables.sessions.c
    ended = (s.rung_at >= begun) & (s.clerk_id == staff.id) & (s.state == meetings.State.ENDED)
    query = select(func.count()).select_from(tables.sessions).where(ended, service.was_answered())
    return int((await connection.execute(query)).scalar_one())
