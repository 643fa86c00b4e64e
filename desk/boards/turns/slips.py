"""What stands on a slip: the number, where and for what, and since when; nothing of the person."""

from dataclasses import dataclass
from datetime import datetime

from desk.boards.reader import Reader
from desk.model.errors import Missing
from desk.store import items, visits, zones
from desk.store.turns import tickets


@dataclass(frozen=True, slots=True, kw_only=True)
class SlipLine:
    """The slip (template corner/slip.html)."""

    number: str
    item_title: str
    zone_name: str
    taken_at: datetime


async def slip(reader: Reader, visit_id: str) -> SlipLine:
    """The slip of this visit's turn, in the visit's language. Raises Missing."""
    async with reader.connection() as connection:
        visit = await visits.get(connection, visit_id)
        ticket = await tickets.of_visit(connection, visit_id)
        if ticket is None:
            raise Missing("ticket")
        item = await items.get(connection, visit.item_code, visit.item_version)
        zone = await zones.get(connection, ticket.zone_id)
    return SlipLine(
        number=ticket.number,
        item_title=item.title[visit.language],
        zone_name=zone.name[visit.language],
        taken_at=ticket.taken_at,
    )
