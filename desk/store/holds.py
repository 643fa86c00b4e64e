"""Legal holds: a visit whose data are kept, whatever their periods say, until the hold is lifted."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from desk.store.rows import fields, one, swap
from desk.store.tables import holds
from desk.store.unit import Unit
from identity.vault import Place, Vault


@dataclass(frozen=True, slots=True, kw_only=True)
class Hold:
    """`reason` is what staff wrote, sealed where it is kept; `lifted_at` is None while the hold stands."""

    id: str
    visit_id: str
    reason: str
    set_by: str
    set_at: datetime
    lifted_at: datetime | None


async def add(unit: Unit, visit_id: str, reason: str, staff_id: str) -> Hold:
    """Holds a visit's data."""
    hold = Hold(id=unit.chance.id(), visit_id=visit_id, reason=reason, set_by=staff_id, set_at=unit.now, lifted_at=None)
    row = {"id": hold.id, "visit_id": visit_id, "set_by": staff_id, "set_at": unit.now}
    await unit.connection.execute(insert(holds).values(**row, reason=unit.vault.seal_text(reason, _place(hold.id))))
    return hold


async def get(connection: AsyncConnection, vault: Vault, hold_id: str) -> Hold:
    """One hold. Raises Missing."""
    return _hold(await one(connection, select(holds).where(holds.c.id == hold_id), "hold"), vault)


async def lift(unit: Unit, hold: Hold, staff_id: str) -> None:
    """Ends a hold that stands. Raises Stale."""
    stands = (holds.c.id == hold.id) & holds.c.lifted_at.is_(None)
    await swap(unit.connection, holds, stands, {"lifted_at": unit.now, "lifted_by": staff_id})


async def standing(connection: AsyncConnection, vault: Vault, limit: int) -> list[Hold]:
    """Holds that were not lifted, the newest first."""
    query = select(holds).where(holds.c.lifted_at.is_(None)).order_by(holds.c.set_at.desc()).limit(limit)
    return [_hold(row, vault) for row in (await connection.execute(query)).all()]


def _hold(row: Row[Any], vault: Vault) -> Hold:
    return Hold(**fields(row, Hold) | {"reason": vault.open_text(row.reason, _place(row.id))})


def _place(hold_id: str) -> Place:
    return Place(table="holds", column="reason", row=hold_id)
