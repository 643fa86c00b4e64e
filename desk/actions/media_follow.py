"""A media node that stands alone does what the ledger tells: joins what was answered, parts what ended.

Rule: it decides nothing. After a start, or a gap in what it heard, it takes up every open session afresh.
"""

import asyncio

import structlog

from desk.actions import sessions
from desk.actions.desk import Desk
from desk.model.events import Event, Tag
from desk.model.sessions import State, applicant_party

JOINS = frozenset({Tag.SESSION_ANSWERED, Tag.SESSION_HELD, Tag.SESSION_RESUMED})
PARTS = frozenset({Tag.SESSION_ENDED, Tag.SESSION_BROKE})
log = structlog.get_logger("desk.media")


class Follower:
    """Hears facts and does them on this process's node, one after another."""

    def __init__(self) -> None:
        self._heard: asyncio.Queue[Event] = asyncio.Queue()

    def hear(self, event: Event) -> None:
        """Called by the bus; never blocks."""
        if event.tag in JOINS | PARTS | {Tag.VISIT_CLOSED}:
            self._heard.put_nowait(event)

    async def run(self, desk: Desk) -> None:
        """Until cancelled."""
        while True:
            event = await self._heard.get()
            try:
                await _do(desk, event)
            except Exception:  # the store may be away for a moment; the next fact must still be followed
                log.exception("media.not_followed", fact=event.tag)


async def _do(desk: Desk, event: Event) -> None:
    if event.tag in JOINS:
        session = await sessions.read(desk, event.subject)
        if session.state in (State.LIVE, State.HELD):
            sessions.join(desk, session)
            desk.media.hold(session.id, session.state is State.HELD)
    elif event.tag in PARTS:
        await desk.media.part(event.subject)
    else:
        await desk.media.drop(applicant_party(event.visit_id))
