"""Duties as the store keeps them: one row a clerk, changed while it still stands as it was read."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, distinct, exists, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from desk.model.events import Tag
from desk.model.turns.duties import Duty, Mode, Reason, State, unopened
from desk.store.rows import fields, insert_into, one, swap, values
from desk.store.sessions import IS_OPEN
from desk.store.tables import duties, ledger, sessions
from desk.store.unit import Unit


async def of(connection: AsyncConnection, staff_id: str) -> Duty | None:
    """The clerk's duty; None of who was never at a console."""
    row = (await connection.execute(select(duties).where(duties.c.staff_id == staff_id))).one_or_none()
    return duty_of(row) if row else None


async def kept(unit: Unit, staff_id: str) -> Duty:
    """The clerk's duty, which is made where there is none. Of two who make it at once, the later has the earlier's."""
    known = await of(unit.connection, staff_id)
    if known is not None:
        return known
    made = _values(unopened(staff_id, unit.now))
    await unit.connection.execute(insert_into(unit.connection, duties).values(**made).on_conflict_do_nothing())
    return duty_of(await one(unit.connection, select(duties).where(duties.c.staff_id == staff_id), "duty"))


async def change(unit: Unit, before: Duty, after: Duty) -> Duty:
    """Writes `after` while the duty still stands as in `before`; what is then kept. Raises Stale."""
    d = duties.c
    kept = replace(after, revision=before.revision + 1)
    await swap(
        unit.connection, duties, (d.staff_id == before.staff_id) & (d.revision == before.revision), _values(kept)
    )
    return kept


async def every(connection: AsyncConnection) -> list[Duty]:
    """Every duty."""
    return [duty_of(row) for row in (await connection.execute(select(duties).order_by(duties.c.staff_id))).all()]


async def not_closed(connection: AsyncConnection) -> list[Duty]:
    """The duties of all clerks who are at work, paused or not."""
    return await _where(connection, duties.c.state != State.CLOSED)


async def unlike(connection: AsyncConnection, reason: Reason) -> list[Duty]:
    """The duties that stand as they do for another reason."""
    return await _where(connection, duties.c.reason != reason)


async def wrapped_up(connection: AsyncConnection, now: datetime) -> list[Duty]:
    """Duties whose wrap-up is over by now."""
    return await _where(connection, (duties.c.state == State.WRAPPING_UP) & (duties.c.until <= now))


async def idle(connection: AsyncConnection) -> list[Duty]:
    """Duties to which a turn may be offered now, the longest idle first: open, without an offer and a session."""
    s, d = sessions.c, duties.c
    busy = exists().where(s.clerk_id == d.staff_id, IS_OPEN)
    stands = (d.mode == Mode.OFFER) & (d.state == State.OPEN) & d.offered.is_(None) & ~busy
    return await _where(connection, stands)


async def served_since(connection: AsyncConnection, staff_id: str, since: datetime) -> int:
    """How many turns this clerk met the applicant of since then."""
    s = sessions.c
    met = exists().where(ledger.c.subject == s.id, ledger.c.tag == Tag.SESSION_ANSWERED)
    query = select(func.count(distinct(s.ticket_id))).where(s.clerk_id == staff_id, s.rung_at >= since, met)
    return int((await connection.execute(query)).scalar_one())


async def _where(connection: AsyncConnection, stands: ColumnElement[bool]) -> list[Duty]:
    query = select(duties).where(stands).order_by(duties.c.idle_since, duties.c.staff_id)
    return [duty_of(row) for row in (await connection.execute(query)).all()]


def _values(duty: Duty) -> dict[str, Any]:
    return values(duty) | {"offered": duty.offered or None, "declined": list(duty.declined)}


def duty_of(row: Row[Any]) -> Duty:
    """The duty of a row."""
    told = fields(row, Duty)
    return Duty(
        **told
        | {
            "state": State(row.state),
            "reason": Reason(row.reason),
            "mode": Mode(row.mode),
            "offered": row.offered or "",
            "declined": tuple(row.declined),
        }
    )
