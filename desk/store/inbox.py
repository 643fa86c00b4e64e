"""The demonstration's inbox: what its courier would have sent to a telephone, sealed, and shown beside the corner."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from desk.store.tables import inbox
from desk.store.unit import Unit
from identity.vault import Place, Vault


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One message as it would have arrived. `corner_id` is empty for one asked for elsewhere."""

    id: str
    corner_id: str
    masked: str
    body: str
    sent_at: datetime


async def add(unit: Unit, message: Message) -> None:
    """Keeps a message."""
    sealed = unit.vault.seal_text(message.body, _place(message.id))
    row = {"id": message.id, "corner_id": message.corner_id, "masked": message.masked, "sent_at": message.sent_at}
    await unit.connection.execute(insert(inbox).values(**row, body=sealed))


async def newest(connection: AsyncConnection, vault: Vault, limit: int) -> list[Message]:
    """The newest messages, newest first."""
    rows = (await connection.execute(select(inbox).order_by(inbox.c.sent_at.desc()).limit(limit))).all()
    return [
        Message(
            id=row.id,
            corner_id=row.corner_id,
            masked=row.masked,
            body=vault.open_text(row.body, _place(row.id)),
            sent_at=row.sent_at,
        )
        for row in rows
    ]


def _place(message_id: str) -> Place:
    return Place(table="inbox", column="body", row=message_id)
