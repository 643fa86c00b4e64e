"""Where people sit: a zone's corners with their devices, and the windows with who is at them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, String, bindparam, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from desk.boards import service
from desk.boards.service import Signs
from desk.boards.turns.day import Day
from desk.model.assists import Assist
from desk.model.events import Tag
from desk.model.sessions import staff_party
from desk.model.staff import GRANTS, Permission, Role, State
from desk.model.turns import routing
from desk.model.turns.alerts import SILENT_AFTER
from desk.model.turns.corner_states import CornerState
from desk.model.turns.routing import Speech
from desk.store import assists
from desk.store.meetings import colleagues
from desk.store.sessions import IS_OPEN
from desk.store.tables import corner_states as corner_states_table
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Corners:
    """Rows of a zone's corners, and what else is told of them, by their ids."""

    rows: Sequence[Row[Any]]
    signs: Signs
    assists: Mapping[str, Assist]
    called: Mapping[str, datetime]


CORNERS = (
    select(
        corners.c.id,
        corners.c.code,
        corners.c.name,
        corners.c.browser_hash,
        corners.c.help_asked,
        visits.c.id.label("visit_id"),
        tickets.c.number,
        corner_states_table,
    )
    .select_from(corners)
    .outerjoin(visits, (visits.c.corner_id == corners.c.id) & AT_CORNER)
    .outerjoin(tickets, tickets.c.visit_id == visits.c.id)
    .outerjoin(corner_states_table, corner_states_table.c.corner_id == corners.c.id)
    .where(corners.c.zone_id == bindparam("zone", type_=String))
    .order_by(corners.c.code)
)


async def corners_of(connection: AsyncConnection, zone_id: str, now: datetime) -> Corners:
    """Every corner of the zone, by code."""
    rows = (await connection.execute(CORNERS, {"zone": zone_id})).all()
    return Corners(
        rows=rows,
        signs=await service.signs(connection, [f"corner:{row.id}" for row in rows], now),
        assists={one.corner_id: one for one in await assists.waiting_in(connection, zone_id, now)},
        called=await _help_since(connection, [row.id for row in rows if row.help_asked]),
    )


def corner_lines(day: Day, found: Corners, version: str) -> tuple[CornerLine, ...]:
    """The same for whoever looks. `version`: of the pages that the server sends."""
    return tuple(_corner(day, row, found, version) for row in found.rows)


async def _help_since(connection: AsyncConnection, corner_ids: list[str]) -> dict[str, datetime]:
    """When help was asked for, at corners where it is: the last fact of it."""
    if not corner_ids:
        return {}
    query = select(ledger.c.subject, ledger.c.at).where(
        ledger.c.subject.in_(corner_ids), ledger.c.tag == Tag.CORNER_HELP_ASKED
    )
    return {row.subject: row.at for row in (await connection.execute(query.order_by(ledger.c.seq))).all()}


def _corner(day: Day, row: Row[Any], found: Corners, version: str) -> CornerLine:
    party, assist, devices = f"corner:{row.id}", found.assists.get(row.id), corner_states.state_of(row, row.id)
    signs = [sign for sign in (found.signs.last.get(party), devices.reported_at) if sign is not None]
    reports = devices.reported_at is not None and day.now - devices.reported_at < SILENT_AFTER
    return CornerLine(
        id=row.id,
        code=row.code,
        name=row.name[day.language],
        state=("busy" if row.visit_id else "free") if party in found.signs.here or reports else "offline",
        ticket_number=row.number or "",
        seen_at=max(signs) if signs else None,
        seated=bool(row.browser_hash),
        help=row.help_asked,
        help_since=found.called.get(row.id) if row.help_asked else None,
        assist_id=assist.id if assist else "",
        assist_state=assist.state if assist else "",
        devices=devices,
        is_old=bool(version and devices.version and devices.version != version),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Windows:
    """Rows of everybody at a window, by its name, and who of them is before their console."""

    rows: Sequence[Row[Any]]
    here: frozenset[str]


WINDOWS: Select[Any] = (
    select(
        *(staff.c[name] for name in ("id", "name", "role", "state", "zone_id", "window", "skills", "speaks", "serves")),
        duties.c.state.label("duty"),
        duties.c.reason,
        duties.c.mode,
        duties.c.since,
        sessions.c.id.label("session_id"),
        sessions.c.state.label("session"),
        sessions.c.rung_at,
        ledger.c.at.label("began_at"),
        tickets.c.number,
        tickets.c.zone_id.label("ticket_zone"),
    )
    .select_from(staff)
    .outerjoin(duties, duties.c.staff_id == staff.c.id)
    .outerjoin(sessions, (sessions.c.clerk_id == staff.c.id) & IS_OPEN)
    .outerjoin(ledger, (ledger.c.subject == sessions.c.id) & (ledger.c.tag == Tag.SESSION_ANSWERED))
    .outerjoin(tickets, tickets.c.id == sessions.c.ticket_id)
    .where(staff.c.state != State.DISABLED.value, or_(staff.c.role == Role.CLERK.value, staff.c.window != ""))
    .order_by(staff.c.window, staff.c.id)
)


async def windows_of(connection: AsyncConnection, now: datetime) -> Windows:
    """Every window of the desk."""
    rows = (await connection.execute(WINDOWS)).all()
    return Windows(rows=rows, here=(await service.signs(connection, [staff_party(row.id) for row in rows], now)).here)


def window_lines(day: Day, found: Windows) -> tuple[WindowLine, ...]:
    """Every window that may serve the zone."""
    mine = (row for row in found.rows if row.role == Role.CLERK and row.zone_id in (None, day.zone.id))
    return tuple(_window(day, row, is_here=staff_party(row.id) in found.here) for row in mine)


def served(found: Windows, zone_ids: Sequence[str]) -> frozenset[str]:
    """Every line of a clerk who is before their console and neither paused nor closed."""
    open_ = (
        row for row in found.rows if row.window and row.state == State.ACTIVE and staff_party(row.id) in found.here
    )
    return frozenset(
        line
        for row in open_
        if Permission.HANDLE_CASES in GRANTS[Role(row.role)] and row.duty in (None, *colleagues.AT_WORK)
        for line in routing.lines_of(
            row.serves or zone_ids, row.skills, [Speech(speech) for speech in row.speaks], row.window
        )
    )


def _window(day: Day, row: Row[Any], *, is_here: bool) -> WindowLine:
    """A window that serves another zone is shown busy, without that zone's ticket number."""
    since = (row.began_at or row.rung_at) if row.session_id else (row.since if is_here else None)
    return WindowLine(
        window=row.window,
        clerk_name=row.name,
        state=_state(row, is_here=is_here),
        reason=row.reason or "",
        mode=row.mode or "",
        ticket_number=row.number if row.number and row.ticket_zone == day.zone.id else "",
        since=since,
        minutes=day.minutes(since) if since else 0,
    )


def _state(row: Row[Any], *, is_here: bool) -> str:
    if row.session_id:
        return str(row.session) if is_here else "away"
    if not is_here:
        return "closed"
    return str(row.duty or "open")
