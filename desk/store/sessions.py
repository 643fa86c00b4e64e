"""Sessions 視頻會話 and their recorded segments, as the store keeps them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ARRAY, ColumnElement, Row, Select, String, bindparam, func, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from desk.model.channels import Channel
from desk.model.errors import AlreadyInSession
from desk.model.meetings.participants import State as Part
from desk.model.sessions import Session, State
from desk.store.direct import Direct
from desk.store.rows import fields, one, swap, values, written
from desk.store.tables import participants, rooms, segments, sessions
from desk.store.unit import Unit

IS_OPEN: ColumnElement[bool] = sessions.c.state.in_(
    [written(state.value) for state in (State.RINGING, State.LIVE, State.HELD)]
)
"""Written out just as in the indexes of open sessions, or the store would not see that those hold what is asked for."""

HAS_JOINED: ColumnElement[bool] = participants.c.state == written(Part.JOINED.value)
"""So of the index of those who sit in a meeting."""


def sitting(clerks: ColumnElement[Any]) -> Select[Any]:
    """Whether any of this array of people sits in somebody else's meeting, as one that does."""
    whose = (participants.c.staff_id == func.any(clerks)) & HAS_JOINED
    joined = select(participants.c.staff_id).join(sessions, sessions.c.id == participants.c.session_id)
    return joined.where(whose, IS_OPEN).limit(1)


SITTING = Direct(sitting(bindparam("clerks", type_=ARRAY(String))))


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """One closed file of a recording; `path` is relative to the recordings folder."""

    path: str
    sha256: str
    seats: tuple[str, ...]
    began_at: datetime
    ended_at: datetime


async def add(unit: Unit, new: Sequence[Session]) -> None:
    """Keeps new sessions. Raises AlreadyInSession: one of the clerks has sat down in a colleague's meeting meanwhile.

    Whoever sits down there holds their own row (`participants.hold`), for which these new rows wait. So it is looked
    at after they were written: before it, who sits down at this instant is not seen yet. SQLite has one writer.
    """
    await unit.connection.execute(insert(sessions), [values(session) for session in new])
    if unit.connection.dialect.name == "postgresql":
        await check_nobody_sits(unit, new)


async def check_nobody_sits(unit: Unit, new: Sequence[Session]) -> None:
    """Asked on PostgreSQL after new sessions were written. Raises AlreadyInSession."""
    clerks = [session.clerk_id for session in new]
    if clerks and await SITTING.rows(unit.connection, {"clerks": clerks}):
        raise AlreadyInSession("in a colleague's meeting")


async def get(connection: AsyncConnection, session_id: str) -> Session:
    """One session. Raises Missing."""
    return _session(await one(connection, select(sessions).where(sessions.c.id == session_id), "session"))


async def open_of_clerk(connection: AsyncConnection, clerk_id: str) -> Session | None:
    """The clerk's open session."""
    query = select(sessions).where(sessions.c.clerk_id == clerk_id, IS_OPEN)
    row = (await connection.execute(query)).one_or_none()
    return _session(row) if row else None


async def newest_of_visit(connection: AsyncConnection, visit_id: str) -> Session | None:
    """The newest session of a visit, open or not."""
    query = select(sessions).where(sessions.c.visit_id == visit_id).order_by(sessions.c.rung_at.desc()).limit(1)
    row = (await connection.execute(query)).one_or_none()
    return _session(row) if row else None


async def every_open(connection: AsyncConnection) -> list[Session]:
    """All sessions that are not over: what a restarted process takes up again."""
    query = select(sessions).where(IS_OPEN)
    return [_session(row) for row in (await connection.execute(query)).all()]


async def open_on(connection: AsyncConnection, node: str) -> list[Session]:
    """Open sessions whose room is on this media node; with no node named, all."""
    query = select(sessions).where(IS_OPEN)
    if node:
        query = query.join(rooms, rooms.c.visit_id == sessions.c.visit_id).where(rooms.c.node == node)
    return [_session(row) for row in (await connection.execute(query)).all()]


async def rung_since(connection: AsyncConnection, since: datetime) -> list[Session]:
    """All sessions that rang after `since`, over or not."""
    query = select(sessions).where(sessions.c.rung_at > since).order_by(sessions.c.rung_at)
    return [_session(row) for row in (await connection.execute(query)).all()]


async def change(unit: Unit, before: Session, after: Session) -> None:
    """Writes `after` while the session still stands as in `before`. Raises Stale."""
    s = sessions.c
    stands = (s.id == before.id) & (s.state == before.state) & (s.channel == before.channel)
    stands &= s.clerk_id == before.clerk_id
    await swap(unit.connection, sessions, stands, values(after))


async def add_segment(unit: Unit, session_id: str, segment: Segment) -> None:
    """Keeps a closed segment."""
    await unit.connection.execute(
        insert(segments).values(
            id=unit.chance.id(),
            session_id=session_id,
            path=segment.path,
            sha256=segment.sha256,
            seats=list(segment.seats),
            began_at=segment.began_at,
            ended_at=segment.ended_at,
        )
    )


async def segments_of(connection: AsyncConnection, session_id: str) -> list[Segment]:
    """A session's segments in order of time."""
    query = select(segments).where(segments.c.session_id == session_id).order_by(segments.c.began_at)
    return [
        Segment(
            path=row.path,
            sha256=row.sha256,
            seats=tuple(row.seats),
            began_at=row.began_at,
            ended_at=row.ended_at,
        )
        for row in (await connection.execute(query)).all()
    ]


def _session(row: Row[Any]) -> Session:
    return Session(**fields(row, Session) | {"state": State(row.state), "channel": Channel(row.channel)})
