"""Staff open the record of a submitted case: nothing is shown before the ledger says who opened it."""

from desk.actions import facts
from desk.actions.cases.deciding import may_decide
from desk.actions.desk import Desk
from desk.model.cases.cases import LODGED
from desk.model.errors import Missing, NotAllowed
from desk.model.events import Tag
from desk.model.staff import Staff
from desk.store import items
from desk.store.cases import cases


async def look(desk: Desk, case_id: str, staff: Staff) -> None:
    """Opens it. Raises Missing (also what was not submitted), NotAllowed."""
    async with desk.store.write() as unit:
        case = await cases.get(unit.connection, case_id)
        item = await items.get(unit.connection, case.item_code, case.item_version)
        if case.state not in LODGED:
            raise Missing("case")
        if not may_decide(staff, item):
            raise NotAllowed("another department's case")
        unit.record(facts.of_case(Tag.CASE_LOOKED_AT, case, f"staff:{staff.id}"))
