"""How recordings of sessions stand; a session that has no row is recorded, as far as is known."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from desk.model.recordings import Rule, State
from desk.model.sessions import Session
from desk.store import items, visits
from desk.store.rows import upsert
from desk.store.tables import recordings
from desk.store.unit import Unit


async def state_of(connection: AsyncConnection, session_id: str) -> State:
    """How the session's recording stands."""
    query = select(recordings.c.state).where(recordings.c.session_id == session_id)
    return State((await connection.execute(query)).scalar_one_or_none() or State.GOING)


async def put(unit: Unit, session_id: str, state: State) -> None:
    """The recording has come to this state."""
    given = {"session_id": session_id, "state": state, "moved_at": unit.now}
    await unit.connection.execute(upsert(unit.connection, recordings, given))


async def rule_of(connection: AsyncConnection, session: Session) -> Rule:
    """What the session's item asks of the recording. Raises Missing."""
    visit = await visits.get(connection, session.visit_id)
    return (await items.get(connection, visit.item_code, visit.item_version)).recording
