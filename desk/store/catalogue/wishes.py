"""What people want who did not find their item, in their own words: sealed, one of each visit."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from desk.store.rows import fields, upsert, values
from desk.store.tables import wishes
from desk.store.unit import Unit
from identity.vault import Place, Vault


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What somebody wrote, to the code point, and in which language their page was."""

    visit_id: str
    text: str
    language: str
    script: str
    told_at: datetime


async def keep(unit: Unit, wish: Wish) -> None:
    """Keeps the visit's wish, in place of what was told before."""
    sealed = unit.vault.seal_text(wish.text, _place(wish.visit_id))
    await unit.connection.execute(upsert(unit.connection, wishes, values(wish) | {"text": sealed}))


async def of_visit(connection: AsyncConnection, vault: Vault, visit_id: str) -> Wish | None:
    """What this visit's applicant wrote; None where they chose an item, and after it was erased."""
    row = (await connection.execute(select(wishes).where(wishes.c.visit_id == visit_id))).one_or_none()
    return Wish(**fields(row, Wish) | {"text": vault.open_text(row.text, _place(visit_id))}) if row else None


async def forget(unit: Unit, visit_id: str) -> None:
    """The visit chose something else."""
    await unit.connection.execute(delete(wishes).where(wishes.c.visit_id == visit_id))


def _place(visit_id: str) -> Place:
    return Place(table="wishes", column="text", row=visit_id)
