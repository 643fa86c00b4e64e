"""That somebody types in a field of the form: whispered to whom they sit with, true for a moment, and kept nowhere."""

import re

from desk.actions.desk import Desk
from desk.model.sessions import OPEN, applicant_party, staff_party
from desk.store import sessions
from desk.store.unit import Connection

FIELD = re.compile(r"[a-z0-9-]{1,64}")


async def whisper(desk: Desk, party: str, field: str) -> None:
    """The applicant (`visit:…`) or clerk (`staff:…`) of this name types in a field; who is opposite is told.

    Nobody is, where no two sit together, and where the field has no such name. Raises StoreUnavailable.
    """
    if FIELD.fullmatch(field) is None:
        return
    async with desk.store.read() as connection:
        opposite = await _opposite(connection, party)
    if opposite:
        await desk.store.whisper({"kind": "typing", "to": opposite, "field": field})


async def _opposite(connection: Connection, party: str) -> str:
    side, _, own_id = party.partition(":")
    by_clerk = side == "staff"
    session = await (sessions.open_of_clerk if by_clerk else sessions.newest_of_visit)(connection, own_id)
    if session is None or session.state not in OPEN:
        return ""
    return applicant_party(session.visit_id) if by_clerk else staff_party(session.clerk_id)
