"""A zone's day so far in figures, beside the same weekday's a week ago up to the same hour."""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Date, Row, String, bindparam, case, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from desk.boards import service
from desk.boards.content import Content, Followed, content, followed
from desk.boards.reader import Reader
from desk.boards.turns import sums
from desk.boards.turns.lines import IN_LINE
from desk.model.turns.tickets import Source, State
from desk.store.tables import sessions, tickets

WEEK, MINUTE = timedelta(days=7), timedelta(minutes=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """Of one day, up to one hour of it. `mean_wait`: whole minutes to the first call; None when nobody was called."""

    taken: int
    done: int
    mean_wait: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """How content people are, today and on the same day a week ago up to this hour; and how many of those whose case
    was closed were spoken with, in the last seven days and in the seven before."""

    content: Content
    content_then: Content
    followed: Followed
    followed_then: Followed


@dataclass(frozen=True, slots=True, kw_only=True)
class Today:
    """The day so far. Minutes are whole; `mean_wait` is None while nobody has been called. `waiting`: all in line."""

    waiting: int
    called: int
    in_session: int
    parked: int
    booked: int
    taken: int
    done: int
    missed: int
    longest_wait: int
    mean_wait: int | None
    last_week: Figures
    asked: Asked


def today(now: datetime, live: Collection[Row[Any]], so_far: Figures, last_week: Figures, asked: Asked) -> Today:
    """The figures of this moment, and of the day. `live`: every turn that is not over."""
    counts = Counter(row.state for row in live)
    first = min((row.taken_at for row in live if row.state in IN_LINE), default=now)
    return Today(
        waiting=sum(counts[state] for state in IN_LINE),
        called=counts[State.CALLED],
        in_session=counts[State.IN_SESSION] + counts[State.HELD],
        parked=counts[State.PARKED],
        booked=counts[State.BOOKED],
        taken=so_far.taken,
        done=so_far.done,
        missed=counts[State.MISSED],
        longest_wait=service.whole_minutes(now - first),
        mean_wait=so_far.mean_wait,
        last_week=last_week,
        asked=asked,
    )


UNTIL = bindparam("until", type_=tickets.c.taken_at.type)
FIRST_CALL = (
    select(func.min(sessions.c.rung_at))
    .where(sessions.c.ticket_id == tickets.c.id, sessions.c.rung_at <= UNTIL)
    .correlate(tickets)
    .scalar_subquery()
)
OF_DAY = (
    select(
        case(((tickets.c.state == State.DONE.value) & (tickets.c.moved_at <= UNTIL), 1), else_=0).label("done"),
        # Who booked did not wait since then, and is in no mean.
        case((tickets.c.source != Source.APPOINTMENT.value, tickets.c.taken_at)).label("taken_at"),
        FIRST_CALL.label("rung_at"),
    )
    .where(
        tickets.c.zone_id == bindparam("zone", type_=String),
        tickets.c.day == bindparam("day", type_=Date),
        tickets.c.taken_at <= UNTIL,
    )
    .subquery()
)
WAITED = sums.span(OF_DAY.c.taken_at, OF_DAY.c.rung_at)
FIGURES = select(
    func.count().label("taken"), func.sum(OF_DAY.c.done), func.sum(WAITED).label("waited"), func.count(WAITED)
).select_from(OF_DAY)


async def figures(connection: AsyncConnection, zone_id: str, day: date, until: datetime) -> Figures:
    """What was so at that hour, as far as tickets still tell."""
    told = {"zone": zone_id, "day": day, "until": until}
    taken, done, waited, calls = (await connection.execute(FIGURES, told)).one()
    return Figures(taken=taken, done=int(done or 0), mean_wait=max(0, int(waited) // calls // 60) if calls else None)


async def asked(reader: Reader, connection: AsyncConnection, zone_id: str, began: datetime, now: datetime) -> Asked:
    """What people thought. `began`: when the zone's day did. Only what is given today is read anew each time."""
    minute = now.replace(second=0, microsecond=0) + MINUTE

    async def read() -> tuple[Content, Followed, Followed]:
        return (
            await content(connection, zone_id, began - WEEK, minute - WEEK),
            await followed(connection, zone_id, minute - WEEK, minute),
            await followed(connection, zone_id, minute - 2 * WEEK, minute - WEEK),
        )

    then, lately, before = await reader.kept.get(("asked", zone_id, began), minute, MINUTE, read)
    given = await content(connection, zone_id, began, minute)
    return Asked(content=given, content_then=then, followed=lately, followed_then=before)


async def last_week(reader: Reader, connection: AsyncConnection, zone_id: str, day: date, now: datetime) -> Figures:
    """The same of a week ago, up to the end of this minute: read once in it."""
    minute = now.replace(second=0, microsecond=0)

    async def read() -> Figures:
        return await figures(connection, zone_id, day - WEEK, minute + MINUTE - WEEK)

    return await reader.kept.get(("last week", zone_id, day), minute, MINUTE, read)
