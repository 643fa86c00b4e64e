"""Follow-ups 回訪、整改 as the store keeps them; what staff wrote down of them is sealed."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, case, func, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from desk.model.follow_ups import FollowUp, Kind, Note, State, Wanted
from desk.store.rows import fields, one, swap, values, written
from desk.store.tables import follow_ups
from desk.store.unit import Unit
from identity.vault import Place, Vault

IS_PENDING = follow_ups.c.state.in_([written(state.value) for state in (State.OPEN, State.CONTACTED)])
"""Written out, not bound, so that the partial indexes are used."""
MOST = 50
"""Follow-ups on one page."""


async def add(unit: Unit, follow_up: FollowUp) -> None:
    """Keeps a new one. Raises Stale where the case has one of this kind that counts."""
    await unit.connection.execute(insert(follow_ups).values(**_row_of(unit, follow_up)))


async def change(unit: Unit, before: FollowUp, after: FollowUp) -> None:
    """Writes `after` while the follow-up still stands as in `before`. Raises Stale."""
    f = follow_ups.c
    stands = (f.id == before.id) & (f.state == before.state) & (f.owner_id == before.owner_id)
    await swap(unit.connection, follow_ups, stands & (f.moved_at == before.moved_at), _row_of(unit, after))


async def get(connection: AsyncConnection, vault: Vault, follow_up_id: str) -> FollowUp:
    """One follow-up. Raises Missing."""
    query = select(follow_ups).where(follow_ups.c.id == follow_up_id)
    return _follow_up(await one(connection, query, "follow-up"), vault)


async def of_visit(connection: AsyncConnection, vault: Vault, visit_id: str) -> list[FollowUp]:
    """Those of a visit and its cases that count, the first one first."""
    f = follow_ups.c
    counts = select(follow_ups).where(f.visit_id == visit_id, f.state != State.DROPPED.value)
    rows = (await connection.execute(counts.order_by(f.opened_at, f.id))).all()
    return [_follow_up(row, vault) for row in rows]


async def overdue(connection: AsyncConnection, vault: Vault, now: datetime, limit: int) -> list[FollowUp]:
    """Those that were due by now, and were not warned of."""
    f = follow_ups.c
    query = select(follow_ups).where(IS_PENDING, f.warned_at.is_(None), f.due_at <= now).order_by(f.due_at)
    return [_follow_up(row, vault) for row in (await connection.execute(query.limit(limit))).all()]


async def pending(connection: AsyncConnection, zone_id: str, now: datetime) -> tuple[int, int]:
    """How many of a zone (empty: all) are to be done, and how many of those are overdue."""
    f = follow_ups.c
    late = func.sum(case((f.due_at <= now, 1), else_=0))
    query = select(func.count(), late).where(IS_PENDING)
    due, overdue = (await connection.execute(query.where(f.zone_id == zone_id) if zone_id else query)).one()
    return due, int(overdue or 0)


async def listed(
    connection: AsyncConnection, vault: Vault, wanted: Wanted, now: datetime, skip: int
) -> tuple[Sequence[FollowUp], bool]:
    """A page of them, and whether there are more; what is to be done first due first, what is over the newest first."""
    query = _listed(wanted, now).offset(skip).limit(MOST + 1)
    rows = (await connection.execute(query)).all()
    return [_follow_up(row, vault) for row in rows[:MOST]], len(rows) > MOST


def _listed(wanted: Wanted, now: datetime) -> Select[Any]:
    f = follow_ups.c
    asked: list[ColumnElement[bool]] = []
    if wanted.zone_id:
        asked.append(f.zone_id == wanted.zone_id)
    if wanted.kind is not None:
        asked.append(f.kind == wanted.kind.value)
    if wanted.what == "done":
        over = f.state.not_in([State.OPEN.value, State.CONTACTED.value, State.DROPPED.value])
        return select(follow_ups).where(over, *asked).order_by(f.opened_at.desc(), f.id.desc())
    if wanted.what == "mine":
        asked.append(f.owner_id == wanted.owner_id)
    if wanted.what == "overdue":
        asked.append(f.due_at <= now)
    return select(follow_ups).where(IS_PENDING, *asked).order_by(f.due_at, f.id)


def _row_of(unit: Unit, follow_up: FollowUp) -> dict[str, Any]:
    note = follow_up.note
    return values(follow_up) | {
        "note": unit.vault.seal_text(note.text, _place(follow_up.id)) if note else None,
        "language": note.language if note else "",
        "script": note.script if note else "",
    }


def _follow_up(row: Row[Any], vault: Vault) -> FollowUp:
    note = None
    if row.note is not None:
        text = vault.open_text(row.note, _place(row.id))
        note = Note(text=text, language=row.language, script=row.script)
    return FollowUp(**fields(row, FollowUp) | {"kind": Kind(row.kind), "state": State(row.state), "note": note})


def _place(follow_up_id: str) -> Place:
    return Place(table="follow_ups", column="note", row=follow_up_id)
