"""What boards ask of the service so far: who is before a screen, when meetings began, how many turns go first."""

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, and_, exists, func, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from desk.boards.reader import PRESENT
from desk.model.events import Tag
from desk.model.turns.tickets import Ticket
from desk.store import presence as screens
from desk.store.tables import ledger, presence, sessions, tickets
from desk.store.turns.tickets import IN_LINE

FEWEST_SEEN = 3

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
