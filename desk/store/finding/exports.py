"""Results that were carried away: who made them, why, and what their file was."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert

from desk.store.rows import values
from desk.store.tables import case_exports
from desk.store.unit import Unit
from identity.vault import Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Export:
    """One file. `reason` is as it was written, and is sealed; `sha256` is of the file."""

    id: str
    staff_id: str
    reason: str
    format: str
    count: int
    sha256: str
    made_at: datetime


async def add(unit: Unit, export: Export) -> None:
    """Keeps it."""
    sealed = unit.vault.seal_text(export.reason, Place(table="case_exports", column="reason", row=export.id))
    await unit.connection.execute(insert(case_exports).values(**values(export) | {"reason": sealed}))
