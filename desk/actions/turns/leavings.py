"""Who left before they were served may say why, on the last page of their visit."""

from desk.actions.desk import Desk
from desk.model.errors import NotAChoice
from desk.model.events import Event, Tag
from desk.model.turns.leavings import ASKED_FOR, TOLD, Why
from desk.store.turns import leavings


async def tell(desk: Desk, corner_id: str, said: str) -> None:
    """Keeps why the turn was given up that was this corner's last; without such a turn nothing changes.

    said: one of `TOLD`. Raises NotAChoice.
    """
    if said not in TOLD:
        raise NotAChoice("why")
    async with desk.store.write() as unit:
        ticket = await leavings.newest(unit.connection, corner_id, unit.now - ASKED_FOR)
        if ticket is None or not await leavings.tell(unit, ticket.id, Why(said)):
            return
        unit.record(
            Event(
                tag=Tag.VISIT_CLOSED_WHY,
                subject=ticket.visit_id,
                actor=f"visit:{ticket.visit_id}",
                zone_id=ticket.zone_id,
                visit_id=ticket.visit_id,
                data={"why": said},
            )
        )


async def is_asked(desk: Desk, corner_id: str) -> bool:
    """Whether the last page of this corner asks why."""
    async with desk.store.read() as connection:
        return await leavings.newest(connection, corner_id, desk.store.clock() - ASKED_FOR) is not None
