"""What the store has seen of the service of late, as a forecast needs it; read seldom, and of everything the newest."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from statistics import median
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Row, exists, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from desk.boards import service
from desk.boards.reader import Reader
from desk.model import sessions as meetings
from desk.model.events import Tag
from desk.model.turns.appointments import HERE
from desk.model.turns.appointments import State as Appointment
from desk.model.turns.order import Priority, Rules
from desk.model.turns.seen import Day, Habits, Seen, Service, seen, turnover
from desk.model.turns.tickets import State
from desk.store.rows import written
from desk.store.tables import appointments, ledger, sessions, tickets

LASTS = timedelta(minutes=5)
"""What was learnt is read again after so long; sooner while there was too little."""
LITTLE = timedelta(seconds=20)
BACK = timedelta(days=42)
MOST = 2_000
FEW = 30
"""Of fewer calls, turns or appointments no share is taken; what is usual stands."""
MOST_DUTIES = 20_000
WORKING = frozenset({Tag.DUTY_OPENED, Tag.DUTY_RESUMED})
DUTIES = [written(tag.value) for tag in sorted({*WORKING, Tag.DUTY_PAUSED, Tag.DUTY_CLOSED})]
DAY = 86_400.0


async def learnt(reader: Reader, connection: AsyncConnection, timezone: str) -> Seen | None:
    """What was seen, by the clock of this time zone; None where it was too little."""
    now = reader.now()

    async def make() -> Seen | None:
        return await _learn(connection, now, ZoneInfo(timezone))

    found = await reader.kept.get(("learnt", timezone), now, LITTLE, make)
    if found is None:
        return None
    return await reader.kept.get(("learnt for long", timezone), now, LASTS, make)


async def _learn(connection: AsyncConnection, now: datetime, zone: ZoneInfo) -> Seen | None:
    rows = await _meetings(connection, now)
    met = [row for row in rows if row.answered and row.state == meetings.State.ENDED]
    services = [
        Service(
            item=row.item_code,
            skill=row.skill,
            clerk=row.clerk_id,
            hour=row.rung_at.astimezone(zone).hour,
            seconds=(row.moved_at - row.rung_at).total_seconds(),
        )
        for row in met
    ]
    if len(services) < service.FEWEST_SEEN:
        return None
    return seen(services, await _habits(connection, now, zone, rows))


async def _meetings(connection: AsyncConnection, now: datetime) -> Sequence[Row[Any]]:
    """The newest calls that are over."""
    s, t = sessions.c, tickets.c
    answered = exists().where(ledger.c.subject == s.id, ledger.c.tag == Tag.SESSION_ANSWERED).label("answered")
    query = (
        select(s.clerk_id, s.rung_at, s.moved_at, s.state, t.item_code, t.skill, answered)
        .join(tickets, t.id == s.ticket_id)
        .where(s.rung_at > now - BACK, s.state.in_((meetings.State.ENDED, meetings.State.BROKEN)))
        .order_by(s.rung_at.desc())
        .limit(MOST)
    )
    return (await connection.execute(query)).all()


async def _habits(connection: AsyncConnection, now: datetime, zone: ZoneInfo, calls: Sequence[Row[Any]]) -> Habits:
    usual = Habits()
    missed = [row.moved_at - row.rung_at for row in calls if not row.answered and row.state == meetings.State.ENDED]
    broke = sum(bool(row.answered) and row.state == meetings.State.BROKEN for row in calls)
    spans = ((row.clerk_id, row.rung_at.timestamp(), row.moved_at.timestamp()) for row in calls)
    gap = turnover(spans)
    arrivals, left = await _turns(connection, now, zone)
    return Habits(
        missed=len(missed) / len(calls) if len(calls) >= FEW else usual.missed,
        missed_for=median(missed).total_seconds() if missed else _rung_for(),
        broke=broke / len(calls),
        left=left,
        turnover=usual.turnover if gap is None else gap,
        came=await _came(connection, now, usual.came),
        arrivals=arrivals,
        days=await _days(connection, now, zone),
    )


def _rung_for() -> float:
    rules = Rules()
    return (rules.announcements * rules.announce_every).total_seconds()


async def _turns(
    connection: AsyncConnection, now: datetime, zone: ZoneInfo
) -> tuple[Mapping[tuple[str, Priority, int], float], float]:
    """How many come with a head start in an hour, and the share of those in line who leave in a minute."""
    t = tickets.c
    first = select(func.min(sessions.c.rung_at)).where(sessions.c.ticket_id == t.id).scalar_subquery()
    query = select(t.line, t.priority, t.taken_at, t.moved_at, t.state, first.label("rung_at"))
    query = query.where(t.taken_at > now - BACK).order_by(t.taken_at.desc()).limit(MOST)
    rows = (await connection.execute(query)).all()
    local = [(row, row.taken_at.astimezone(zone)) for row in rows]
    days = len({at.date() for _, at in local}) or 1
    counted = Counter((row.line, Priority.CARE, at.hour) for row, at in local if row.priority == Priority.CARE)
    gone = [row for row in rows if row.state == State.CANCELLED and row.rung_at is None]
    waited = [(row.rung_at or row.moved_at) - row.taken_at for row in rows if row.rung_at or row in gone]
    minutes = sum(waited, timedelta()).total_seconds() / 60
    return {key: number / days for key, number in counted.items()}, len(gone) / minutes if len(rows) >= FEW else 0.0


async def _came(connection: AsyncConnection, now: datetime, usual: float) -> float:
    a = appointments.c
    past = a.starts_at.between(now - BACK, now)
    counted = select(a.state, func.count()).where(past, a.state != Appointment.CANCELLED).group_by(a.state)
    counts = {state: number for state, number in (await connection.execute(counted)).all()}
    total = sum(counts.values())
    return sum(counts.get(state, 0) for state in HERE) / total if total >= FEW else usual


async def _days(connection: AsyncConnection, now: datetime, zone: ZoneInfo) -> Mapping[str, Sequence[Day]]:
    """When each clerk's window was open, on each day before today on which it was."""
    le = ledger.c
    query = select(le.at, le.tag, le.subject).where(le.tag.in_(DUTIES), le.at > now - BACK)
    rows = (await connection.execute(query.order_by(le.at.desc()).limit(MOST_DUTIES))).all()
    today = now.astimezone(zone).date()
    by_day: dict[str, dict[Any, list[tuple[float, bool]]]] = defaultdict(lambda: defaultdict(list))
    for row in reversed(rows):
        at = row.at.astimezone(zone)
        if at.date() != today:
            by_day[row.subject][at.date()].append((_since_midnight(at), row.tag in WORKING))
    return {clerk: [_open(changes) for changes in days.values()] for clerk, days in by_day.items()}


def _open(changes: Sequence[tuple[float, bool]]) -> Day:
    found, since = [], None
    for at, works in changes:
        if works and since is None:
            since = at
        elif not works and since is not None:
            found.append((since, at))
            since = None
    return (*found, *([(since, DAY)] if since is not None else []))


def _since_midnight(at: datetime) -> float:
    return at.hour * 3600 + at.minute * 60 + at.second
