"""The rule of the item on recording, as actions ask for it: may this session go on, and what its failure changes."""

from desk.actions import facts
from desk.actions.desk import Desk
from desk.model.errors import RecordingImpossible
from desk.model.events import Tag
from desk.model.recordings import Move, Rule, step
from desk.model.sessions import Session
from desk.store import recordings
from desk.store.unit import Unit

TAGS = {Move.FAIL: Tag.RECORDING_FAILED, Move.RESUME: Tag.RECORDING_RESUMED}


async def require(desk: Desk, session: Session) -> None:
    """Before a session is begun or goes on. Raises RecordingImpossible, and the clerk's screen says why.

    Media nodes elsewhere are not asked: one that cannot record tells so at once, and the session is held.
    """
    async with desk.store.read() as connection:
        rule = await recordings.rule_of(connection, session)
    if rule is Rule.WISHED or await desk.media.can_record():
        return
    async with desk.store.write() as unit:
        await move(unit, session, Move.FAIL, "refused")
    raise RecordingImpossible


async def move(unit: Unit, session: Session, made: Move, reason: str = "") -> None:
    """The session's recording moved; told where that is news."""
    before = await recordings.state_of(unit.connection, session.id)
    after = step(before, made)
    if after is before:
        return
    await recordings.put(unit, session.id, after)
    unit.record(facts.of_session(TAGS[made], session, "desk", **({"reason": reason} if reason else {})))
