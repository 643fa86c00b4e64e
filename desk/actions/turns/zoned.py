"""Who works in one zone acts in that one; who works for all, in each."""

from desk.model.errors import NotAllowed
from desk.model.staff import Staff


def check(staff: Staff, zone_id: str) -> None:
    """Raises NotAllowed for another zone than one's own."""
    if staff.zone_id not in ("", zone_id):
        raise NotAllowed("another zone")
