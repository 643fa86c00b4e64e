"""The clerk as the second person: looks at a still of the document in the meeting, and says it is the applicant."""

from collections.abc import Collection
from datetime import datetime

from desk.actions import assured
from desk.actions.desk import Desk
from desk.model import assists as model
from desk.model.assists import Assist, State
from desk.model.errors import NotAllowed, NotReady, StillNeeded
from desk.model.events import Tag
from desk.model.materials.materials import State as MaterialState
from desk.model.materials.pages import Source
from desk.model.sessions import Session
from desk.model.sessions import State as SessionState
from desk.model.staff import Staff
from desk.model.step_ups import OPEN, Move, step
from desk.store import assists, recognitions, sessions, step_ups, visits
from desk.store.materials import materials
from desk.store.unit import Connection, Unit
from identity.assurance import Assurance, Factor, Method, Proofing

DOCUMENT = "identity-document"
"""The material whose still shows it."""
LOOKED = frozenset({State.ALONE, State.CONFIRMED})
"""Where the applicant of the visit is the one whom staff saw."""
FACTORS = frozenset({Factor.DOCUMENT_SEEN, Factor.WITNESS, Factor.SECOND_WITNESS})


async def confirm(desk: Desk, session_id: str, clerk: Staff, checks: Collection[str]) -> None:
    """The clerk has compared the still with the document that was shown to staff, and with the person in the picture.

    Also when another had confirmed before, and it is too long ago by now.

    Raises Missing, NotAllowed, NotReady (nobody was shown a document), StillNeeded, SamePerson, NotEverythingSeen,
    Stale.
    """
    async with desk.store.write() as unit:
        session = await sessions.get(unit.connection, session_id)
        if session.clerk_id != clerk.id:
            raise NotAllowed("another clerk's session")
        assist = await assists.newest(unit.connection, session.visit_id)
        newest = await recognitions.newest(unit.connection, session.visit_id)
        if session.state is not SessionState.LIVE or newest is None or assist is None or assist.state not in LOOKED:
            raise NotReady("no document was shown to staff")
        if not await _still_since(unit.connection, session, newest.recorded_at):
            raise StillNeeded("no still of the document since")
        visit = await visits.get(unit.connection, session.visit_id)
        after = await _confirmed(unit, assist, clerk, checks)
        was = Assurance(
            method=Method.ASSISTED,
            proofing=Proofing.IN_PERSON,
            factors=FACTORS,
            verified_at=unit.now,
            proofed_at=newest.proofed_at,
        )
        await assured.note(unit, visit, visit.applicant_id, "", was)
        await _meet(unit, visit.id)
        who = {"first": after.first_id, "second": clerk.id, "level": was.level.value}
        unit.record(assured.fact(Tag.ASSIST_CONFIRMED, visit, f"staff:{clerk.id}", subject=assist.id, **who))


async def _confirmed(unit: Unit, assist: Assist, clerk: Staff, checks: Collection[str]) -> Assist:
    if assist.state is State.CONFIRMED:
        model.check_again(assist, clerk.id, checks)
        return assist
    after = model.confirm(assist, clerk.id, checks, unit.now)
    await assists.change(unit, assist, after)
    return after


async def _still_since(connection: Connection, session: Session, since: datetime) -> bool:
    still = (await materials.of_case(connection, session.case_id)).get(DOCUMENT)
    if still is None or still.state is not MaterialState.KEPT:
        return False
    return any(page.source is Source.STILL and page.kept_at >= since for page in still.pages)


async def _meet(unit: Unit, visit_id: str) -> None:
    """Whoever was asked to sign in need not any more."""
    known = await step_ups.of_visit(unit.connection, visit_id)
    if known is not None and known.state in OPEN:
        await step_ups.change(unit, known, step(known, Move.MEET, unit.now))
