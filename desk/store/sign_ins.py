"""Sign-ins on their way through a provider: kept sealed for the one visit, and taken out once."""

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from desk.model.sign_ins import Purpose
from desk.store.rows import upsert
from desk.store.tables import pending_sign_ins
from desk.store.unit import Unit
from identity.vault import Place


async def begin(unit: Unit, visit_id: str, provider: str, value: str, purpose: Purpose = Purpose.RECOGNISE) -> None:
    """Keeps what the answer will be checked against; a new sign-in of the visit replaces the old one."""
    row = {
        "visit_id": visit_id,
        "provider": provider,
        "purpose": purpose,
        "value": unit.vault.seal_text(value, _place(visit_id)),
        "begun_at": unit.now,
    }
    await unit.connection.execute(upsert(unit.connection, pending_sign_ins, row))


async def awaited(connection: AsyncConnection, visit_id: str) -> Purpose | None:
    """What the sign-in is for that is under way."""
    query = select(pending_sign_ins.c.purpose).where(pending_sign_ins.c.visit_id == visit_id)
    purpose = (await connection.execute(query)).scalar_one_or_none()
    return Purpose(purpose) if purpose else None


async def take(unit: Unit, visit_id: str, purpose: Purpose = Purpose.RECOGNISE) -> tuple[str, str] | None:
    """Provider and value, taken out in one statement: of two identical answers one finds nothing.

    One begun for another purpose stays where it is.
    """
    ours = (pending_sign_ins.c.visit_id == visit_id) & (pending_sign_ins.c.purpose == purpose)
    row = (
        await unit.connection.execute(delete(pending_sign_ins).where(ours).returning(pending_sign_ins))
    ).one_or_none()
    if row is None:
        return None
    return row.provider, unit.vault.open_text(row.value, _place(visit_id))


def _place(visit_id: str) -> Place:
    return Place(table="pending_sign_ins", column="value", row=visit_id)
