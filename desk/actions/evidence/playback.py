"""Whoever plays a meeting back is written down."""

from desk.actions.desk import Desk
from desk.model.events import Event, Tag
from desk.model.staff import Staff
from desk.store import sessions


async def note_opened(desk: Desk, session_id: str, by: Staff) -> None:
    """Somebody opens what is kept of this meeting. Raises Missing."""
    async with desk.store.write() as unit:
        session = await sessions.get(unit.connection, session_id)
        unit.record(
            Event(
                tag=Tag.EVIDENCE_OPENED,
                subject=session.id,
                actor=f"staff:{by.id}",
                zone_id=session.zone_id,
                case_id=session.case_id,
            )
        )
