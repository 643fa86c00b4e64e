"""Participants as the store keeps them. One whose meeting is over sits nowhere, whatever the row still says."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from desk.model.meetings.participants import STANDING, Mode, Participant, Role, State
from desk.store.rows import fields, one, swap, values, written
from desk.store.sessions import HAS_JOINED, IS_OPEN
from desk.store.tables import participants, sessions, staff
from desk.store.unit import Unit

STANDS: ColumnElement[bool] = participants.c.state.in_([written(state.value) for state in sorted(STANDING)])
"""Written out just as in the index of those who have a place in a meeting."""


async def hold(unit: Unit, staff_id: str) -> None:
    """Nobody begins a meeting of this person's own before this unit is over; one that was just begun is waited for.

    What is looked at after this is what stands. On PostgreSQL a new session waits for the row of its clerk (its foreign
    key does: FOR KEY SHARE), which is locked here; SQLite has one writer.
    """
    await unit.connection.execute(select(staff.c.id).where(staff.c.id == staff_id).with_for_update())


async def add(unit: Unit, participant: Participant) -> None:
    """Keeps a new one. Raises Stale at the commit, where the place is taken or the person sits elsewhere."""
    await unit.connection.execute(insert(participants).values(**values(participant)))


async def get(connection: AsyncConnection, participant_id: str) -> Participant:
    """One of them. Raises Missing."""
    query = select(participants).where(participants.c.id == participant_id)
    return _participant(await one(connection, query, "participant"))


async def change(unit: Unit, before: Participant, after: Participant) -> None:
    """Writes `after` while it still stands as in `before`. Raises Stale."""
    p = participants.c
    stands = (p.id == before.id) & (p.state == before.state) & (p.mode == before.mode)
    await swap(unit.connection, participants, stands, values(after))


async def of_session(connection: AsyncConnection, session_id: str) -> list[Participant]:
    """Those asked or joined in this meeting, in the order in which they were asked."""
    query = select(participants).where(participants.c.session_id == session_id, STANDS)
    rows = (await connection.execute(query.order_by(participants.c.asked_at, participants.c.id))).all()
    return [_participant(row) for row in rows]


async def declined_in(connection: AsyncConnection, session_id: str) -> list[Participant]:
    """Those who were asked into this meeting and declined, the newest first."""
    p = participants.c
    query = select(participants).where(p.session_id == session_id, p.state == State.DECLINED)
    return [_participant(row) for row in (await connection.execute(query.order_by(p.asked_at.desc()))).all()]


async def of_staff(connection: AsyncConnection, staff_id: str) -> list[Participant]:
    """Where this person is asked for or sits now: in meetings that are not over."""
    query = (
        select(participants)
        .join(sessions, sessions.c.id == participants.c.session_id)
        .where(participants.c.staff_id == staff_id, STANDS, IS_OPEN)
        .order_by(participants.c.asked_at, participants.c.id)
    )
    return [_participant(row) for row in (await connection.execute(query)).all()]


async def sits_in(connection: AsyncConnection, staff_id: str) -> Participant | None:
    """Where this person has joined; None where they sit in no meeting but their own."""
    found = await of_staff(connection, staff_id)
    return next((one for one in found if one.state is State.JOINED), None)


async def left_over(connection: AsyncConnection, staff_id: str) -> list[Participant]:
    """Rows of this person that still stand though their meeting is over."""
    query = (
        select(participants)
        .join(sessions, sessions.c.id == participants.c.session_id)
        .where(participants.c.staff_id == staff_id, STANDS, ~IS_OPEN)
    )
    return [_participant(row) for row in (await connection.execute(query)).all()]


async def every(connection: AsyncConnection) -> list[Participant]:
    """All who are asked or have joined."""
    return [_participant(row) for row in (await connection.execute(select(participants).where(STANDS))).all()]


async def sitting(connection: AsyncConnection) -> frozenset[str]:
    """Ids of all staff who have joined a meeting that is not over."""
    query = (
        select(participants.c.staff_id)
        .join(sessions, sessions.c.id == participants.c.session_id)
        .where(HAS_JOINED, IS_OPEN)
    )
    return frozenset((await connection.execute(query)).scalars())


async def joined_in(connection: AsyncConnection, session_ids: Collection[str]) -> list[Participant]:
    """Those who have joined any of these meetings."""
    p = participants.c
    query = select(participants).where(p.session_id.in_(session_ids), HAS_JOINED)
    return [_participant(row) for row in (await connection.execute(query.order_by(p.joined_at, p.id))).all()]


async def newest_release(connection: AsyncConnection, staff_id: str, since: datetime) -> Participant | None:
    """When this clerk was last released from a meeting that a supervisor took over, after `since`."""
    p = participants.c
    query = select(participants).where(p.staff_id == staff_id, p.role == Role.CLERK, p.asked_at >= since)
    row = (await connection.execute(query.order_by(p.asked_at.desc()).limit(1))).one_or_none()
    return _participant(row) if row else None


def _participant(row: Row[Any]) -> Participant:
    told = {"role": Role(row.role), "mode": Mode(row.mode), "state": State(row.state)}
    return Participant(**fields(row, Participant) | told)
