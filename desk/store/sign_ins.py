"""Sign-ins on their way through a provider: kept sealed for the one visit, and taken out once."""

from sqlalchemy import delete

from desk.store.rows import upsert
from desk.store.tables import pending_sign_ins
from desk.store.unit import Unit
from identity.vault import Place


async def begin(unit: Unit, visit_id: str, provider: str, value: str) -> None:
    """Keeps what the answer will be checked against; a new sign-in of the visit replaces the old one."""
    row = {
        "visit_id": visit_id,
        "provider": provider,
        "value": unit.vault.seal_text(value, _place(visit_id)),
        "begun_at": unit.now,
    }
    await unit.connection.execute(upsert(unit.connection, pending_sign_ins, row))


async def take(unit: Unit, visit_id: str) -> tuple[str, str] | None:
    """Provider and value, taken out in one statement: of two identical answers one finds nothing."""
    statement = delete(pending_sign_ins).where(pending_sign_ins.c.visit_id == visit_id).returning(pending_sign_ins)
    row = (await unit.connection.execute(statement)).one_or_none()
    if row is None:
        return None
    return row.provider, unit.vault.open_text(row.value, _place(visit_id))


def _place(visit_id: str) -> Place:
    return Place(table="pending_sign_ins", column="value", row=visit_id)
