"""What boards ask of the service so far: who is before a screen, when meetings began, how many turns go first."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, and_, bindparam, exists, func, or_, select
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Signs:
    """Signs of life: when each party gave the last one, and who is before an open screen."""

    last: Mapping[str, datetime]
    here: frozenset[str]


SIGNS = select(presence.c.party, presence.c.seen_at, presence.c.open).where(
    presence.c.party.in_(bindparam("parties", expanding=True))
)


async def signs(connection: AsyncConnection, parties: Collection[str], now: datetime) -> Signs:
    """Those of these parties; who was never seen is in neither."""
    rows = (await connection.execute(SIGNS, {"parties": list(parties)})).all()
    last: dict[str, datetime] = {}
    for row in rows:
        last[row.party] = max(row.seen_at, last.get(row.party, row.seen_at))
    return Signs(last=last, here=frozenset(row.party for row in rows if row.open and row.seen_at > now - PRESENT))


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
