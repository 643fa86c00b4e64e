"""Whether a session is recorded, as both sides are told."""

from sqlalchemy.ext.asyncio import AsyncConnection

from desk.model.recordings import State
from desk.model.sessions import OPEN, Session
from desk.store import recordings


async def unrecorded(connection: AsyncConnection, session: Session) -> str:
    """While the recording of an open session fails: the item's rule, `required` or `wished`; else empty."""
    if session.state not in OPEN or await recordings.state_of(connection, session.id) is State.GOING:
        return ""
    return await recordings.rule_of(connection, session)
