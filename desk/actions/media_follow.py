"""A process with media does what the ledger tells: joins what was answered, parts what ended, takes up what it missed.

Rule 1: it decides nothing. What is joined here is what the store says is live or held, in a room of this node.
Rule 2: facts only make it quick. Every few seconds, and soon after a fault, all open sessions are compared with what
stands here; so a fact that was never heard, and a bridge that could not be joined, are made good. So is a leg of an
applicant who left, or withdrew their consent: it is shown out.
Rule 3: whatever it did, it reads the session once more: a session that ended in that moment is parted again.
"""

import asyncio
from collections.abc import Awaitable

import structlog

from desk.actions import consents, seating, sessions
from desk.actions.desk import Desk
from desk.model.errors import Missing
from desk.model.events import Event, Tag
from desk.model.sessions import OPEN, Session, applicant_party, staff_party

JOINS = frozenset(
    {
        Tag.PARTICIPANT_CHANGED,
        Tag.PARTICIPANT_JOINED,
        Tag.PARTICIPANT_LEFT,
        Tag.SESSION_ANSWERED,
        Tag.SESSION_HELD,
        Tag.SESSION_RESUMED,
        Tag.SESSION_TAKEN_OVER,
    }
)
PARTS = frozenset({Tag.SESSION_ENDED, Tag.SESSION_BROKE})
SHOWS_OUT = frozenset({Tag.CORNER_REVOKED, Tag.STAFF_DISABLED, Tag.STAFF_INVITED, Tag.STAFF_SESSION_ENDED})
MOVES_ON = frozenset({Tag.VISIT_AWAY, Tag.VISIT_TAKEN_UP})
FOLLOWED = JOINS | PARTS | SHOWS_OUT | MOVES_ON | {Tag.VISIT_CLOSED, Tag.ROOM_PLACED}
VISIT = applicant_party("")
"""Before the id of an applicant's visit, in the name of their party."""
TAKE_UP_SECONDS = 5.0
AGAIN_SECONDS = 1.0
log = structlog.get_logger("desk.media")


class Follower:
    """Hears facts and does them on this process's node, one after another. `node`: its name; empty in a web process."""

    def __init__(self, node: str = "") -> None:
        self._node = node
        self._heard: asyncio.Queue[Event] = asyncio.Queue()

    def hear(self, event: Event) -> None:
        """Called by the bus; never blocks."""
        if event.tag in FOLLOWED:
            self._heard.put_nowait(event)

    async def run(self, desk: Desk) -> None:
        """Until cancelled."""
        loop = asyncio.get_running_loop()
        due = loop.time()
        while True:
            try:
                async with asyncio.timeout_at(due):
                    event = await self._heard.get()
            except TimeoutError:
                done = await _try(take_up(desk, self._node), "take-up")
                due = loop.time() + (TAKE_UP_SECONDS if done else AGAIN_SECONDS)
                continue
            if not await _try(self._do(desk, event), event.tag):
                due = min(due, loop.time() + AGAIN_SECONDS)

    async def _do(self, desk: Desk, event: Event) -> None:
        if event.tag in JOINS:
            mine = await sessions.on_node(desk, self._node)
            for session in mine:
                if session.id == event.subject:
                    await _match(desk, session)
        elif event.tag in PARTS:
            await desk.media.part(event.subject)
        elif event.tag in MOVES_ON:
            await desk.media.hang_up(applicant_party(event.visit_id))
        elif event.tag is Tag.VISIT_CLOSED:
            await desk.media.drop(applicant_party(event.visit_id))
        elif event.tag is Tag.STAFF_DISABLED:
            await desk.media.drop(staff_party(event.subject))
        elif event.tag is Tag.CORNER_REVOKED:
            if event.visit_id:
                await desk.media.hang_up(applicant_party(event.visit_id))
        elif event.tag in SHOWS_OUT:
            if not event.data.get("left"):
                await desk.media.hang_up(staff_party(event.subject))
        elif event.data.get("node") == self._node:
            await take_up(desk, self._node)


async def take_up(desk: Desk, node: str) -> int:
    """Makes what stands here what the store says should stand here; how many sessions meet here."""
    mine = {session.id: session for session in await sessions.on_node(desk, node)}
    for session in mine.values():
        await _match(desk, session)
    for bridge_id in desk.media.open_bridges() - mine.keys():
        await _let_go(desk, bridge_id)
    await _show_out(desk)
    return sum(session.state in seating.MEETS for session in mine.values())


async def _match(desk: Desk, session: Session) -> None:
    seen: object = None
    while True:
        session, people = await seating.read(desk, session.id)
        now = (session.state, session.clerk_id, seating.places(people))
        if now == seen:
            return
        if session.state in seating.MEETS:
            await seating.bring_about(desk, session, people)
        elif session.state not in OPEN:
            await desk.media.part(session.id)
        seen = now


async def _let_go(desk: Desk, bridge_id: str) -> None:
    """Parts a bridge that is none of this node's sessions; one that moved to another node, once its legs have left."""
    try:
        session = await sessions.read(desk, bridge_id)
    except Missing:
        return
    if session.state not in OPEN or not desk.media.is_used(bridge_id):
        await desk.media.part(bridge_id)


async def _show_out(desk: Desk) -> None:
    """Hangs up every applicant who may have no leg any more."""
    here = {party.removeprefix(VISIT): party for party in desk.media.parties() if party.startswith(VISIT)}
    if here:
        for visit_id in here.keys() - await consents.may_send(desk, here):
            await desk.media.drop(here[visit_id])


async def _try(duty: Awaitable[object], what: str) -> bool:
    try:
        await duty
    except Exception:  # the store may be away for a moment; the next fact must still be followed
        log.exception("media.not_followed", fact=what)
        return False
    return True
