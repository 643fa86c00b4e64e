"""Whether a business takes turns, asked within the transaction that would give one."""

from datetime import datetime

from desk.model.errors import AppointmentClosed, BusinessClosed
from desk.store.turns import businesses
from desk.store.unit import Unit


async def check(unit: Unit, zone_id: str, skill: str) -> None:
    """Raises BusinessClosed, with why."""
    known = await businesses.get(unit.connection, zone_id, skill)
    if known is not None and known.why is not None and known.is_closed(unit.now):
        raise BusinessClosed(known.why.value)


async def check_expected(unit: Unit, zone_id: str, skill: str) -> datetime | None:
    """Since when it is open again for who has an appointment, if it was closed. Raises AppointmentClosed, with why."""
    known = await businesses.get(unit.connection, zone_id, skill)
    if known is not None and known.why is not None and not known.serves(unit.now):
        raise AppointmentClosed(known.why.value, known.until)
    return known.open_since(unit.now) if known else None
