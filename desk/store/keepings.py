"""Keepings: until when each kind of data of a visit is kept, written when the visit ends, and whether it was erased."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from desk.model.retention import Kind, Reason
from desk.store.tables import holds, keepings
from desk.store.unit import Unit

HELD = select(holds.c.id).where(holds.c.visit_id == keepings.c.visit_id, holds.c.lifted_at.is_(None)).exists()


@dataclass(frozen=True, slots=True, kw_only=True)
class Keeping:
    """One kind of data of one visit. `erased_at` is None while it is there."""

    visit_id: str
    kind: Kind
    due_at: datetime
    reason: Reason
    erased_at: datetime | None


async def plan(unit: Unit, visit_id: str, reason: Reason, due: Mapping[Kind, datetime]) -> None:
    """Says until when each kind is kept; the visit has ended."""
    rows = [
        {"visit_id": visit_id, "kind": kind.value, "due_at": at, "reason": reason.value} for kind, at in due.items()
    ]
    await unit.connection.execute(insert(keepings), rows)


async def bring_forward(unit: Unit, visit_id: str, reason: Reason) -> None:
    """What is still kept of a visit has to be erased now."""
    stands = (keepings.c.visit_id == visit_id) & keepings.c.erased_at.is_(None) & (keepings.c.due_at > unit.now)
    await unit.connection.execute(update(keepings).where(stands).values(due_at=unit.now, reason=reason.value))


async def due(connection: AsyncConnection, now: datetime, limit: int) -> list[Keeping]:
    """What has to be erased by now and is under no hold, the longest overdue first."""
    query = select(keepings).where(keepings.c.erased_at.is_(None), keepings.c.due_at <= now, ~HELD)
    rows = (await connection.execute(query.order_by(keepings.c.due_at, keepings.c.visit_id).limit(limit))).all()
    return [
        Keeping(
            visit_id=row.visit_id,
            kind=Kind(row.kind),
            due_at=row.due_at,
            reason=Reason(row.reason),
            erased_at=row.erased_at,
        )
        for row in rows
    ]


async def mark(unit: Unit, keeping: Keeping) -> bool:
    """Marks it erased, once: false when somebody else did, a hold was set, or it was put off."""
    stands = (
        (keepings.c.visit_id == keeping.visit_id)
        & (keepings.c.kind == keeping.kind)
        & keepings.c.erased_at.is_(None)
        & (keepings.c.due_at <= unit.now)
        & ~HELD
    )
    return (await unit.connection.execute(update(keepings).where(stands).values(erased_at=unit.now))).rowcount == 1
