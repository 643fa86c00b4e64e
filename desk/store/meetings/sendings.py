"""Turns sent on, as the store keeps them; the note is sealed."""

from typing import Any

from sqlalchemy import Row, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from desk.model.meetings.sendings import Kind, Sending, Target
from desk.store.tables import sendings
from desk.store.unit import Unit
from identity.vault import Place, Vault


async def add(unit: Unit, sending: Sending) -> None:
    """Keeps a new one."""
    row = {
        "id": sending.id,
        "ticket_id": sending.ticket_id,
        "visit_id": sending.visit_id,
        "session_id": sending.session_id,
        "clerk_id": sending.clerk_id,
        "kind": sending.target.kind.value,
        "name": sending.target.name,
        "note": unit.vault.seal_text(sending.note, _place(sending.id)),
        "sent_at": sending.sent_at,
    }
    await unit.connection.execute(insert(sendings).values(**row))


async def newest_of_ticket(connection: AsyncConnection, vault: Vault, ticket_id: str) -> Sending | None:
    """The last time this turn was sent on."""
    s = sendings.c
    query = select(sendings).where(s.ticket_id == ticket_id).order_by(s.sent_at.desc(), s.id.desc()).limit(1)
    row = (await connection.execute(query)).one_or_none()
    return _sending(row, vault) if row else None


async def of_visit(connection: AsyncConnection, vault: Vault, visit_id: str) -> list[Sending]:
    """Every time this visit's turn was sent on, the first first."""
    query = select(sendings).where(sendings.c.visit_id == visit_id).order_by(sendings.c.sent_at, sendings.c.id)
    return [_sending(row, vault) for row in (await connection.execute(query)).all()]


def _sending(row: Row[Any], vault: Vault) -> Sending:
    return Sending(
        id=row.id,
        ticket_id=row.ticket_id,
        visit_id=row.visit_id,
        session_id=row.session_id,
        clerk_id=row.clerk_id,
        target=Target(kind=Kind(row.kind), name=row.name),
        note=vault.open_text(row.note, _place(row.id)),
        sent_at=row.sent_at,
    )


def _place(sending_id: str) -> Place:
    return Place(table="sendings", column="note", row=sending_id)
