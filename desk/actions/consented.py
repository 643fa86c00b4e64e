"""Whether the applicant's consent stands: asked within the caller's transaction before anything of theirs is taken."""

from desk.model.consents import Consent
from desk.model.errors import ConsentNeeded
from desk.store import consents
from desk.store.unit import Connection


async def require(connection: Connection, visit_id: str) -> Consent:
    """The visit's consent. Raises ConsentNeeded: it was never given, or withdrawn."""
    consent = await consents.standing(connection, visit_id)
    if consent is None:
        raise ConsentNeeded("the visit has no standing consent")
    return consent
