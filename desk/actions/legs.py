"""Legs: who may open a media connection. An applicant's only with a standing consent, and a turn to wait for."""

from desk.actions.desk import Desk
from desk.model.errors import ConsentNeeded
from desk.model.sessions import applicant_party, staff_party
from desk.model.visits import State
from desk.store import people, visits


async def for_applicant(desk: Desk, visit_id: str) -> str:
    """A token for the applicant's leg. Raises ConsentNeeded, Missing."""
    async with desk.store.read() as connection:
        visit = await visits.get(connection, visit_id)
        consent = await people.consent_of(connection, visit_id)
    if consent is None or visit.state is not State.TICKETED:
        raise ConsentNeeded("no standing consent, or no ticket")
    return desk.media.token(applicant_party(visit_id), consent.id, desk.store.clock())


def for_staff(desk: Desk, staff_id: str) -> str:
    """A token for a member of staff's leg: their consent is their contract, named as such."""
    return desk.media.token(staff_party(staff_id), "employment", desk.store.clock())
