"""What of a turn goes on with another visit: its case, the meetings held on it, and the holds on what they left."""

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from desk.store import holds
from desk.store.sessions import IS_OPEN
from desk.store.tables import holds as holding
from desk.store.tables import sessions
from desk.store.unit import Unit


async def case_of(connection: AsyncConnection, ticket_id: str) -> str:
    """The id of the case that the newest meeting of this turn was about; empty where nobody met yet."""
    query = select(sessions.c.case_id).where(sessions.c.ticket_id == ticket_id)
    return (await connection.scalar(query.order_by(sessions.c.rung_at.desc()).limit(1))) or ""


async def move_meetings(unit: Unit, case_id: str, visit_id: str) -> None:
    """The meetings held on this case are this visit's: their recordings are kept as long as it has them kept."""
    which = (sessions.c.case_id == case_id) & ~IS_OPEN
    await unit.connection.execute(update(sessions).where(which).values(visit_id=visit_id))


async def hold_too(unit: Unit, held: str, visit_id: str) -> list[holds.Hold]:
    """What is held of one visit is held of this one as well: the new holds."""
    query = select(holding.c.id).where(holding.c.visit_id == held, holding.c.lifted_at.is_(None))
    found = [
        await holds.get(unit.connection, unit.vault, row.id) for row in (await unit.connection.execute(query)).all()
    ]
    return [await holds.add(unit, visit_id, hold.reason, hold.set_by) for hold in found]
