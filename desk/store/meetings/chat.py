"""Lines written in meetings, sealed, as the store keeps them."""

from typing import Any

from sqlalchemy import Row, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from desk.model.meetings.chat import ChatLine
from desk.model.sessions import Seat
from desk.store.rows import fields, values
from desk.store.tables import chat_lines, sessions
from desk.store.unit import Unit
from identity.vault import Place, Vault


async def add(unit: Unit, line: ChatLine) -> None:
    """Keeps a new line."""
    sealed = unit.vault.seal_text(line.text, _place(line.id))
    await unit.connection.execute(insert(chat_lines).values(**values(line) | {"text": sealed}))


async def known(connection: AsyncConnection, line_id: str) -> tuple[str, str] | None:
    """In which session, and by whom, a line of this id was written; None when there is none."""
    query = select(chat_lines.c.session_id, chat_lines.c.author_id).where(chat_lines.c.id == line_id)
    row = (await connection.execute(query)).one_or_none()
    return (row.session_id, row.author_id) if row else None


async def of_visit(connection: AsyncConnection, vault: Vault, visit_id: str) -> list[ChatLine]:
    """All lines of a visit's meetings, in the order in which they were written."""
    query = (
        select(chat_lines)
        .join(sessions, sessions.c.id == chat_lines.c.session_id)
        .where(sessions.c.visit_id == visit_id)
        .order_by(chat_lines.c.at, chat_lines.c.id)
    )
    return [_line(row, vault) for row in (await connection.execute(query)).all()]


def _line(row: Row[Any], vault: Vault) -> ChatLine:
    told = fields(row, ChatLine) | {"by": Seat(row.by), "text": vault.open_text(row.text, _place(row.id))}
    return ChatLine(**told)


def _place(line_id: str) -> Place:
    return Place(table="chat_lines", column="text", row=line_id)
