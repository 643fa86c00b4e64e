"""What was seen of the service so far: who is at a window, when meetings began, how long they took.

An estimate is made of what was seen and of nothing else: where too little was seen, there is none.
"""

import math
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, and_, exists, func, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from desk.boards.parts import Wait
from desk.boards.reader import PRESENT
from desk.model import sessions as meetings
from desk.model.events import Tag
from desk.model.sessions import staff_party
from desk.model.staff import Role
from desk.model.turns.tickets import Ticket
from desk.store import presence as screens
from desk.store.tables import ledger, presence, sessions, staff, tickets
from desk.store.turns.tickets import IN_LINE

FEWEST_SEEN = 3
MOST_SEEN = 100
WEEK = timedelta(days=7)
SPREAD = 0.3

WAITING: ColumnElement[bool] = IN_LINE


def whole_minutes(span: timedelta) -> int:
    """Whole minutes of a span; never less than none, whatever the clocks said."""
    return max(0, int(span.total_seconds() // 60))


def midnight(now: datetime, timezone: str) -> datetime:
    """When today began in a time zone."""
    return now.astimezone(ZoneInfo(timezone)).replace(hour=0, minute=0, second=0, microsecond=0)


async def last_seen(connection: AsyncConnection, parties: Collection[str]) -> Mapping[str, datetime]:
    """When each of these parties was last before a screen; those never seen are left out."""
    query = select(presence.c.party, func.max(presence.c.seen_at).label("seen_at"))
    rows = (await connection.execute(query.where(presence.c.party.in_(parties)).group_by(presence.c.party))).all()
    return {row.party: row.seen_at for row in rows}


async def present(connection: AsyncConnection, now: datetime) -> frozenset[str]:
    """The parties before an open screen."""
    return await screens.here(connection, now - PRESENT)


async def began_at(connection: AsyncConnection, session_ids: Collection[str]) -> Mapping[str, datetime]:
    """When each of these sessions was answered; those never answered are left out."""
    query = select(ledger.c.subject, ledger.c.at).where(
        ledger.c.subject.in_(session_ids), ledger.c.tag == Tag.SESSION_ANSWERED
    )
    return {row.subject: row.at for row in (await connection.execute(query)).all()}


def was_answered() -> ColumnElement[bool]:
    """Of a query on sessions: those in which the two met."""
    return exists().where(ledger.c.subject == sessions.c.id, ledger.c.tag == Tag.SESSION_ANSWERED)


async def turns_before(connection: AsyncConnection, ticket: Ticket) -> int:
    """How many waiting turns of the same skill are called before this one."""
    t = tickets.c
    before = or_(t.stands_at < ticket.stands_at, and_(t.stands_at == ticket.stands_at, t.id < ticket.id))
    query = select(func.count()).select_from(tickets).where(WAITING, t.skill == ticket.skill, before)
    return int((await connection.execute(query)).scalar_one())


async def clerks_for(connection: AsyncConnection, skill: str, now: datetime) -> int:
    """How many clerks with this skill sit before an open console."""
    query = select(staff.c.id, staff.c.skills).where(staff.c.role == Role.CLERK)
    able = [staff_party(row.id) for row in (await connection.execute(query)).all() if skill in row.skills]
    return len((await present(connection, now)).intersection(able))


async def service_times(connection: AsyncConnection, skill: str, now: datetime, timezone: str) -> Sequence[timedelta]:
    """How long sessions of this skill kept their clerk, ring to end: today's; if those are few, the last week's."""
    query = (
        select(sessions.c.rung_at, sessions.c.moved_at)
        .join(tickets, tickets.c.id == sessions.c.ticket_id)
        .where(
            sessions.c.rung_at > now - WEEK,
            sessions.c.state == meetings.State.ENDED,
            tickets.c.skill == skill,
            was_answered(),
        )
        .order_by(sessions.c.rung_at.desc())
        .limit(MOST_SEEN)
    )
    rows = (await connection.execute(query)).all()
    begun = midnight(now, timezone)
    todays = [row.moved_at - row.rung_at for row in rows if row.rung_at >= begun]
    return todays if len(todays) >= FEWEST_SEEN else [row.moved_at - row.rung_at for row in rows]


async def wait(connection: AsyncConnection, ticket: Ticket, ahead: int, now: datetime, timezone: str) -> Wait | None:
    """How long a turn with so many before it will wait; None while nobody serves it, or too few were seen served."""
    clerks = await clerks_for(connection, ticket.skill, now)
    if clerks == 0:
        return None
    return estimate(await service_times(connection, ticket.skill, now, timezone), ahead, clerks)


def estimate(seen: Sequence[timedelta], ahead: int, clerks: int) -> Wait | None:
    """The mean service time for each turn up to this one's call, shared by the clerks, give or take `SPREAD`."""
    if len(seen) < FEWEST_SEEN or clerks == 0:
        return None
    mean = sum(seen, timedelta()) / len(seen)
    minutes = mean.total_seconds() / 60 * (ahead + 1) / clerks
    low = max(1, math.floor(minutes * (1 - SPREAD)))
    return Wait(low=low, high=max(low + 1, math.ceil(minutes * (1 + SPREAD))))
