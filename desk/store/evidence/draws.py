"""Draws of what is reviewed, as the store keeps them."""

from datetime import datetime
from typing import Any

from sqlalchemy import Row, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from desk.model.evidence.draws import Candidate, Draw, Pick, Pool
from desk.model.sessions import State
from desk.model.staff import Permission
from desk.model.staff import State as Account
from desk.store import staff as people
from desk.store.rows import fields, one, swap, values
from desk.store.tables import drawn, draws, ledger_seals, participants, sessions, staff
from desk.store.unit import Unit


async def add(unit: Unit, draw: Draw) -> None:
    """Keeps a draw that was announced."""
    await unit.connection.execute(insert(draws).values(**values(draw) | {"pool": {}}))


async def get(connection: AsyncConnection, draw_id: str) -> Draw:
    """One draw. Raises Missing."""
    return _draw(await one(connection, select(draws).where(draws.c.id == draw_id), "draw"))


async def newest(connection: AsyncConnection, limit: int) -> list[Draw]:
    """The draws announced last, the newest first."""
    query = select(draws).order_by(draws.c.announced_at.desc(), draws.c.id.desc()).limit(limit)
    return [_draw(row) for row in (await connection.execute(query)).all()]


async def make(unit: Unit, draw: Draw, picks: tuple[Pick, ...]) -> None:
    """Keeps what was drawn. Raises Stale where it was drawn before."""
    assert draw.pool is not None
    listed = {
        "candidates": [[each.session_id, *each.sat] for each in draw.pool.candidates],
        "reviewers": list(draw.pool.reviewers),
    }
    undone = (draws.c.id == draw.id) & (draws.c.seed == "")
    await swap(unit.connection, draws, undone, values(draw) | {"pool": listed})
    rows = [{"draw_id": draw.id, "place": place, **values(pick)} for place, pick in enumerate(picks, start=1)]
    if rows:
        await unit.connection.execute(insert(drawn), rows)


async def picks(connection: AsyncConnection, draw_id: str) -> tuple[Pick, ...]:
    """What was drawn, in its order."""
    query = select(drawn).where(drawn.c.draw_id == draw_id).order_by(drawn.c.place)
    return tuple(Pick(**fields(row, Pick)) for row in (await connection.execute(query)).all())


async def first_seal(connection: AsyncConnection, since: datetime) -> tuple[int, str] | None:
    """Position and hash of the first head that was sealed from this instant on."""
    query = select(ledger_seals.c.position, ledger_seals.c.hash).where(ledger_seals.c.sealed_at >= since)
    row = (await connection.execute(query.order_by(ledger_seals.c.position).limit(1))).one_or_none()
    return (row.position, row.hash) if row else None


async def pool(connection: AsyncConnection, since: datetime, before: datetime) -> Pool:
    """The meetings that rang in between and were held to their end, and all who may review one."""
    rang = (sessions.c.rung_at >= since) & (sessions.c.rung_at < before) & (sessions.c.state == State.ENDED)
    rows = (await connection.execute(select(sessions.c.id, sessions.c.clerk_id).where(rang))).all()
    others: dict[str, set[str]] = {row.id: {row.clerk_id} for row in rows}
    joined = select(participants.c.session_id, participants.c.staff_id).join(
        sessions, sessions.c.id == participants.c.session_id
    )
    for row in (await connection.execute(joined.where(rang))).all():
        others[row.session_id].add(row.staff_id)
    active = set((await connection.execute(select(staff.c.id).where(staff.c.state == Account.ACTIVE))).scalars())
    known = await people.every(connection)
    able = sorted(one.id for one in known if one.id in active and one.may(Permission.REVIEW_SESSIONS))
    candidates = (Candidate(session_id=each, sat=tuple(sorted(sat))) for each, sat in sorted(others.items()))
    return Pool(candidates=tuple(candidates), reviewers=tuple(able))


def _draw(row: Row[Any]) -> Draw:
    listed = row.pool
    found = None
    if listed:
        candidates = (Candidate(session_id=each, sat=tuple(sat)) for each, *sat in listed["candidates"])
        found = Pool(candidates=tuple(candidates), reviewers=tuple(listed["reviewers"]))
    return Draw(**fields(row, Draw) | {"pool": found})
