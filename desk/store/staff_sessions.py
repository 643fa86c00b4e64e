"""Signed-in sessions of staff, as the store keeps them: by the hash of their secret, named by an id that is none."""

from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from desk.model.clients import UNKNOWN, Client
from desk.model.errors import Missing, SignInNeeded
from desk.model.staff import IDLE, LONGEST, StaffSession, State
from desk.store.corners import digest
from desk.store.rows import fields
from desk.store.tables import staff, staff_sessions
from desk.store.unit import Unit


async def begin(unit: Unit, staff_id: str, secret: str, client: Client = UNKNOWN) -> StaffSession:
    """The browser with this secret is signed in as that person, who has just shown their authenticator."""
    session = StaffSession(
        id=unit.chance.id(),
        staff_id=staff_id,
        began_at=unit.now,
        seen_at=unit.now,
        proved_at=unit.now,
        address=client.masked,
        browser=client.browser,
    )
    row = {field: getattr(session, field) for field in StaffSession.__slots__}
    await unit.connection.execute(insert(staff_sessions).values(token_hash=digest(secret), **row))
    return session


async def by_secret(connection: AsyncConnection, secret: str, now: datetime) -> StaffSession:
    """The session of this secret, of an account that is active, neither idle nor too long. Raises SignInNeeded."""
    query = _standing(now).where(staff_sessions.c.token_hash == digest(secret))
    row = (await connection.execute(query)).one_or_none()
    if row is None:
        raise SignInNeeded("no such session, or it is over")
    return _session(row)


async def of(connection: AsyncConnection, staff_id: str, now: datetime) -> list[StaffSession]:
    """The sessions of this person that are not over, the newest first."""
    query = _standing(now).where(staff_sessions.c.staff_id == staff_id).order_by(staff_sessions.c.began_at.desc())
    return [_session(row) for row in (await connection.execute(query)).all()]


async def every(connection: AsyncConnection, now: datetime) -> list[StaffSession]:
    """All sessions that are not over."""
    return [_session(row) for row in (await connection.execute(_standing(now))).all()]


async def touch(unit: Unit, session_id: str) -> None:
    """The browser was active now."""
    statement = update(staff_sessions).where(staff_sessions.c.id == session_id)
    await unit.connection.execute(statement.values(seen_at=unit.now))


async def prove(unit: Unit, session_id: str) -> None:
    """The authenticator was shown in it now."""
    statement = update(staff_sessions).where(staff_sessions.c.id == session_id)
    await unit.connection.execute(statement.values(seen_at=unit.now, proved_at=unit.now))


async def end(unit: Unit, staff_id: str, session_id: str) -> None:
    """Ends one session of this person. Raises Missing."""
    mine = (staff_sessions.c.id == session_id) & (staff_sessions.c.staff_id == staff_id)
    if (await unit.connection.execute(delete(staff_sessions).where(mine))).rowcount != 1:
        raise Missing("session")


async def end_by_secret(unit: Unit, secret: str) -> str:
    """Ends the session of this secret; whose it was, or empty."""
    mine = staff_sessions.c.token_hash == digest(secret)
    statement = delete(staff_sessions).where(mine).returning(staff_sessions.c.staff_id)
    return (await unit.connection.execute(statement)).scalar_one_or_none() or ""


async def end_all(unit: Unit, staff_id: str, but: str = "") -> int:
    """Ends every session of this person but one; how many were ended."""
    theirs = (staff_sessions.c.staff_id == staff_id) & (staff_sessions.c.id != but)
    return (await unit.connection.execute(delete(staff_sessions).where(theirs))).rowcount


async def forget(unit: Unit) -> None:
    """Takes out what is over by its age."""
    over = (staff_sessions.c.seen_at <= unit.now - IDLE) | (staff_sessions.c.began_at <= unit.now - LONGEST)
    await unit.connection.execute(delete(staff_sessions).where(over))


def _standing(now: datetime) -> Select[Any]:
    return (
        select(staff_sessions)
        .join(staff, staff.c.id == staff_sessions.c.staff_id)
        .where(
            staff_sessions.c.seen_at > now - IDLE,
            staff_sessions.c.began_at > now - LONGEST,
            staff.c.state == State.ACTIVE,
        )
    )


def _session(row: Row[Any]) -> StaffSession:
    return StaffSession(**fields(row, StaffSession))
