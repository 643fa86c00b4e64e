"""Who else works at a window, whether they are open, and whether they are busy: whom a turn or a question can go to."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from desk.model.sessions import staff_party
from desk.model.staff import Permission, Staff, State
from desk.model.turns import routing
from desk.model.turns.duties import State as Duty
from desk.store import presence, zones
from desk.store import staff as accounts
from desk.store.meetings import participants
from desk.store.sessions import IS_OPEN
from desk.store.tables import sessions, staff
from desk.store.turns import duties

PRESENT = timedelta(seconds=12)
"""A console that gave no sign of life for so long is taken as closed."""
AT_WORK = (Duty.OPEN, Duty.WRAPPING_UP)


@dataclass(frozen=True, slots=True, kw_only=True)
class Colleague:
    """Somebody at a window. `is_open`: before an open console, at work, not paused; `is_busy`: in a meeting, theirs
    or another's."""

    staff: Staff
    lines: tuple[str, ...]
    is_open: bool
    is_busy: bool


async def every(connection: AsyncConnection, now: datetime) -> list[Colleague]:
    """Everybody who handles cases at a window, by window."""
    active = set((await connection.execute(select(staff.c.id).where(staff.c.state == State.ACTIVE))).scalars())
    zone_ids = [zone.id for zone in await zones.every(connection)]
    here = await presence.here(connection, now - PRESENT)
    away = {duty.staff_id for duty in await duties.every(connection) if duty.state not in AT_WORK}
    met = frozenset((await connection.execute(select(sessions.c.clerk_id).where(IS_OPEN))).scalars())
    busy = met | await participants.sitting(connection)
    found = [one for one in await accounts.every(connection) if one.window and one.may(Permission.HANDLE_CASES)]
    return [
        Colleague(
            staff=one,
            lines=routing.lines_of(one.serves or zone_ids, one.skills, one.speaks, one.window),
            is_open=staff_party(one.id) in here and one.id not in away,
            is_busy=one.id in busy,
        )
        for one in sorted(found, key=lambda one: (one.window, one.id))
        if one.id in active
    ]
