"""What staff sent to corners, as the store keeps it: their words sealed, and swept after a day."""

from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from desk.model.turns.corner_notices import CornerNotice, Kind
from desk.store.rows import fields, one, values
from desk.store.tables import corner_notices
from desk.store.unit import Unit
from identity.vault import Place, Vault


async def add(unit: Unit, notice: CornerNotice) -> None:
    """Keeps a new one."""
    sealed = unit.vault.seal_text(notice.text, _place(notice.id)) if notice.text else None
    ids = {"corner_id": notice.corner_id or None, "ticket_id": notice.ticket_id or None}
    await unit.connection.execute(insert(corner_notices).values(**values(notice) | ids | {"text": sealed}))


async def get(connection: AsyncConnection, vault: Vault, notice_id: str) -> CornerNotice:
    """One notice. Raises Missing."""
    query = select(corner_notices).where(corner_notices.c.id == notice_id)
    return _notice(await one(connection, query, "notice"), vault)


async def standing_at(connection: AsyncConnection, vault: Vault, corner_id: str) -> list[CornerNotice]:
    """What a corner shows: what was not dismissed there, the newest first."""
    query = _standing().where(corner_notices.c.corner_id == corner_id)
    return [_notice(row, vault) for row in (await connection.execute(query)).all()]


async def calls_of(connection: AsyncConnection, vault: Vault, zone_id: str, since: datetime) -> list[CornerNotice]:
    """The calls to come that a zone's hall shows, the newest first."""
    query = _standing().where(
        corner_notices.c.zone_id == zone_id,
        corner_notices.c.sent_at > since,
        corner_notices.c.kind == Kind.COME.value,
    )
    return [_notice(row, vault) for row in (await connection.execute(query)).all()]


async def dismiss(unit: Unit, notice_id: str) -> None:
    """It is shown no more."""
    chosen = (corner_notices.c.id == notice_id) & corner_notices.c.dismissed_at.is_(None)
    await unit.connection.execute(update(corner_notices).where(chosen).values(dismissed_at=unit.now))


async def dismiss_calls(unit: Unit, ticket_id: str) -> None:
    """The holder of this turn is called no more."""
    chosen = (corner_notices.c.ticket_id == ticket_id) & corner_notices.c.dismissed_at.is_(None)
    await unit.connection.execute(update(corner_notices).where(chosen).values(dismissed_at=unit.now))


async def dismiss_all(unit: Unit, corner_id: str) -> None:
    """A visit is over: whoever sits down next is shown nothing that was meant for somebody else."""
    chosen = (corner_notices.c.corner_id == corner_id) & corner_notices.c.dismissed_at.is_(None)
    await unit.connection.execute(update(corner_notices).where(chosen).values(dismissed_at=unit.now))


def _standing() -> Select[Any]:
    newest = (corner_notices.c.sent_at.desc(), corner_notices.c.id)
    return select(corner_notices).where(corner_notices.c.dismissed_at.is_(None)).order_by(*newest)


def _notice(row: Row[Any], vault: Vault) -> CornerNotice:
    told = {
        "kind": Kind(row.kind),
        "corner_id": row.corner_id or "",
        "ticket_id": row.ticket_id or "",
        "text": vault.open_text(row.text, _place(row.id)) if row.text is not None else "",
    }
    return CornerNotice(**fields(row, CornerNotice) | told)


def _place(notice_id: str) -> Place:
    return Place(table="corner_notices", column="text", row=notice_id)
