"""Whether a business takes new turns, asked within the transaction that would give one."""

from desk.model.errors import BusinessClosed
from desk.store.turns import businesses
from desk.store.unit import Unit


async def check(unit: Unit, zone_id: str, skill: str) -> None:
    """Raises BusinessClosed, with why."""
    known = await businesses.get(unit.connection, zone_id, skill)
    if known is not None and known.why is not None and known.is_closed(unit.now):
        raise BusinessClosed(known.why.value)
