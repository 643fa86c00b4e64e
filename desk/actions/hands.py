"""Whose hand may write on a case now: the applicant's on their own, a clerk's while their session on it is open.

Nobody's, once the applicant has withdrawn their consent.
"""

from desk.actions import consented
from desk.model.cases.cases import Case, Hand
from desk.model.errors import Missing, NotAllowed
from desk.store import sessions
from desk.store.unit import Unit


async def check(unit: Unit, case: Case, hand: Hand, author_id: str) -> None:
    """Lets this person write: `author_id` is the visit's or the clerk's. Raises Missing, NotAllowed, ConsentNeeded."""
    if hand is Hand.APPLICANT:
        if case.visit_id != author_id:
            raise Missing("case")
        await consented.require(unit.connection, case.visit_id)
        return
    session = await sessions.open_of_clerk(unit.connection, author_id)
    if session is None or session.case_id != case.id:
        raise NotAllowed("the clerk has no open session on this case")
    await consented.require(unit.connection, case.visit_id)
