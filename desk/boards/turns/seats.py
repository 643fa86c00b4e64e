"""Where people sit: a zone's corners with their devices, and the windows with who is at them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from desk.boards import service
from desk.boards.turns.day import Day
from desk.model.assists import Assist
from desk.model.events import Tag
from desk.model.sessions import staff_party
from desk.model.staff import Role, State
from desk.model.turns.alerts import SILENT_AFTER
from desk.model.turns.corner_states import CornerState
from desk.store import assists
from desk.store.sessions import IS_OPEN
from desk.store.tables import corners, duties, ledger, sessions, staff, tickets, visits
from desk.store.turns import corner_states
from desk.store.visits import AT_CORNER


@dataclass(frozen=True, slots=True, kw_only=True)
class CornerLine:
    """One corner. `state`: offline, free, busy. `help` when the applicant called for a person, `help_since` when.

    `assist_id`, `assist_state` (asked, seen): while somebody waits there to have a document looked at; else empty.
    `seen_at`: its last sign of life, by its socket or its report; `seated`: a browser serves it.
    `devices`: what its page measured and staff told; `is_old`: it shows other pages than the server sends now.
    """

    id: str
    code: str
    name: str
    state: str
    ticket_number: str
    seen_at: datetime | None
    seated: bool
    help: bool
    help_since: datetime | None
    assist_id: str
    assist_state: str
    devices: CornerState
    is_old: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class WindowLine:
    """One clerk's window. `state`: closed, open, paused, wrapping-up; with a session ringing, live, held; away: with a
    session, and no console open. `reason`: of a pause, or a window that the desk closed. `mode`: pull, offer.
    `minutes`: how long the session, or else the duty, has lasted."""

    window: str
    clerk_name: str
    state: str
    reason: str
    mode: str
    ticket_number: str
    since: datetime | None
    minutes: int


async def corner_lines(connection: AsyncConnection, day: Day, version: str) -> tuple[CornerLine, ...]:
    """Every corner of the zone, by code. `version`: of the pages that the server sends."""
    here = (visits.c.corner_id == corners.c.id) & AT_CORNER
    query = (
        select(corners, visits.c.id.label("visit_id"), tickets.c.number)
        .select_from(corners)
        .outerjoin(visits, here)
        .outerjoin(tickets, tickets.c.visit_id == visits.c.id)
        .where(corners.c.zone_id == day.zone.id)
        .order_by(corners.c.code)
    )
    rows = (await connection.execute(query)).all()
    seen = await service.last_seen(connection, [f"corner:{row.id}" for row in rows])
    states = await corner_states.of_corners(connection, [row.id for row in rows])
    asked = {assist.corner_id: assist for assist in await assists.waiting_in(connection, day.zone.id, day.now)}
    called = await _help_since(connection, [row.id for row in rows if row.help_asked])
    return tuple(
        _corner(
            day,
            row,
            seen.get(f"corner:{row.id}"),
            asked.get(row.id),
            states.get(row.id, CornerState(corner_id=row.id)),
            called.get(row.id),
            version,
        )
        for row in rows
    )


async def _help_since(connection: AsyncConnection, corner_ids: list[str]) -> dict[str, datetime]:
    """When help was asked for, at corners where it is: the last fact of it."""
    if not corner_ids:
        return {}
    query = select(ledger.c.subject, ledger.c.at).where(
        ledger.c.subject.in_(corner_ids), ledger.c.tag == Tag.CORNER_HELP_ASKED
    )
    return {row.subject: row.at for row in (await connection.execute(query.order_by(ledger.c.seq))).all()}


def _corner(
    day: Day,
    row: Row[Any],
    seen_at: datetime | None,
    assist: Assist | None,
    devices: CornerState,
    help_since: datetime | None,
    version: str,
) -> CornerLine:
    signs = [sign for sign in (seen_at, devices.reported_at) if sign is not None]
    reports = devices.reported_at is not None and day.now - devices.reported_at < SILENT_AFTER
    is_here = f"corner:{row.id}" in day.here or reports
    return CornerLine(
        id=row.id,
        code=row.code,
        name=row.name[day.language],
        state=("busy" if row.visit_id else "free") if is_here else "offline",
        ticket_number=row.number or "",
        seen_at=max(signs) if signs else None,
        seated=bool(row.browser_hash),
        help=row.help_asked,
        help_since=help_since if row.help_asked else None,
        assist_id=assist.id if assist else "",
        assist_state=assist.state if assist else "",
        devices=devices,
        is_old=bool(version and devices.version and devices.version != version),
    )


async def window_lines(connection: AsyncConnection, day: Day) -> tuple[WindowLine, ...]:
    """Every window that may serve the zone, by its name."""
    rows = (await connection.execute(_windows(day))).all()
    began = await service.began_at(connection, [row.session_id for row in rows if row.session_id])
    return tuple(_window(day, row, began.get(row.session_id)) for row in rows)


def _windows(day: Day) -> Select[Any]:
    columns = (
        staff.c.id,
        staff.c.name,
        staff.c.window,
        duties.c.state.label("duty"),
        duties.c.reason,
        duties.c.mode,
        duties.c.since,
        sessions.c.id.label("session_id"),
        sessions.c.state,
        sessions.c.rung_at,
        tickets.c.number,
    )
    return (
        select(*columns)
        .outerjoin(duties, duties.c.staff_id == staff.c.id)
        .outerjoin(sessions, (sessions.c.clerk_id == staff.c.id) & IS_OPEN)
        .outerjoin(tickets, (tickets.c.id == sessions.c.ticket_id) & (tickets.c.zone_id == day.zone.id))
        .where(
            staff.c.role == Role.CLERK,
            staff.c.state != State.DISABLED.value,
            or_(staff.c.zone_id.is_(None), staff.c.zone_id == day.zone.id),
        )
        .order_by(staff.c.window, staff.c.id)
    )


def _window(day: Day, row: Row[Any], began: datetime | None) -> WindowLine:
    """A window that serves another zone is shown busy, without that zone's ticket number."""
    is_here = staff_party(row.id) in day.here
    since = (began or row.rung_at) if row.session_id else (row.since if is_here else None)
    return WindowLine(
        window=row.window,
        clerk_name=row.name,
        state=_state(row, is_here=is_here),
        reason=row.reason or "",
        mode=row.mode or "",
        ticket_number=row.number or "",
        since=since,
        minutes=day.minutes(since) if since else 0,
    )


def _state(row: Row[Any], *, is_here: bool) -> str:
    if row.session_id:
        return str(row.state) if is_here else "away"
    if not is_here:
        return "closed"
    return str(row.duty or "open")
