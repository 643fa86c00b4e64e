"""A meeting goes on by sound alone, or in writing, and back: either side asks, and it is so for both.

The pages follow: each stops what is not sent any more at its source, camera or microphone. What has to be recorded does
not go on in writing: the recording holds what was said and shown, and writing alone leaves it empty.
"""

from dataclasses import replace

from desk.actions import facts
from desk.actions.desk import Desk
from desk.model.channels import LEADS, Channel, Move, Why, step
from desk.model.errors import Missing, NotAllowed, NotReady, WritingUnrecorded
from desk.model.events import Tag
from desk.model.recordings import Rule
from desk.model.sessions import Session, State
from desk.model.staff import Staff
from desk.store import recordings, sessions
from desk.store.unit import Unit

MEETS = frozenset({State.LIVE, State.HELD})


async def by_applicant(desk: Desk, session_id: str, visit_id: str, move: Move, why: Why = Why.ASKED) -> None:
    """The applicant asks. On that channel already: nothing changes.

    Raises Missing (another's session), NotReady, WritingUnrecorded.
    """
    async with desk.store.write() as unit:
        session = await sessions.get(unit.connection, session_id)
        if session.visit_id != visit_id:
            raise Missing("session")
        await _change(unit, session, move, why, f"visit:{visit_id}")


async def by_clerk(desk: Desk, session_id: str, clerk: Staff, move: Move) -> None:
    """The clerk asks. On that channel already: nothing changes.

    Raises Missing, NotAllowed, NotReady, WritingUnrecorded.
    """
    async with desk.store.write() as unit:
        session = await sessions.get(unit.connection, session_id)
        if session.clerk_id != clerk.id:
            raise NotAllowed("another clerk's session")
        await _change(unit, session, move, Why.ASKED, f"staff:{clerk.id}")


async def _change(unit: Unit, session: Session, move: Move, why: Why, actor: str) -> None:
    if session.state not in MEETS:
        raise NotReady("nobody is in the meeting")
    if LEADS[move] is session.channel:
        return
    if LEADS[move] is Channel.TEXT and await recordings.rule_of(unit.connection, session) is Rule.REQUIRED:
        raise WritingUnrecorded("the item is recorded in picture or sound")
    after = replace(session, channel=step(session.channel, move))
    await sessions.change(unit, session, after)
    told = {"channel": after.channel.value, "before": session.channel.value, "why": why.value}
    unit.record(facts.of_session(Tag.SESSION_CHANNEL_CHANGED, after, actor, **told))
