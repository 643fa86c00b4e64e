"""Papers given before: used again when the applicant says so, and never by anybody else or in silence.

What is taken over is the same file, by its hash, with the case and the day it was first given; it lives as long as the
longer of the two cases keeps it.
"""

from dataclasses import replace

from desk.actions import consented, hands
from desk.actions.desk import Desk
from desk.actions.materials import promised, sharing
from desk.actions.materials.facts import of_material
from desk.model.cases.cases import Hand
from desk.model.errors import Missing
from desk.model.events import Tag
from desk.model.materials.materials import take_again
from desk.model.materials.pages import Origin, Page, Source
from desk.store.cases import cases
from desk.store.materials import materials
from desk.store.materials.materials import Earlier
from desk.store.unit import Unit


async def use_again(desk: Desk, case_id: str, code: str, visit_id: str) -> None:
    """The applicant agrees that the pages they gave before stand for this material.

    Raises Missing (nobody asked, or there are none), IllegalMove, ConsentNeeded.
    """
    async with desk.store.write() as unit:
        case = await cases.lock(unit, case_id)
        await hands.check(unit, case, Hand.APPLICANT, visit_id)
        await consented.require(unit.connection, visit_id)
        known = (await materials.of_case(unit.connection, case_id)).get(code)
        found = (await materials.earlier(unit.connection, case, [code])).get(code)
        if known is None or found is None:
            raise Missing("material")
        pages = [_again(unit, found, page, f"visit:{visit_id}") for page in found.material.pages]
        after = take_again(known, pages, unit.now)
        await materials.change(unit, known, after)
        await promised.settle(unit, case, after, f"visit:{visit_id}")
        await sharing.spread(unit, case, after, f"visit:{visit_id}")
        told: dict[str, str | int] = {"from": found.case_number, "pages": len(pages), "digest": after.digest}
        unit.record(of_material(Tag.MATERIAL_REUSED, case, f"visit:{visit_id}", code, **told))


def _again(unit: Unit, found: Earlier, page: Page, by: str) -> Page:
    """The same file under a new page; where it was first given stays with it, however often it is used."""
    origin = page.origin or Origin(case_number=found.case_number, page_id=page.id, kept_at=page.kept_at)
    return replace(page, id=unit.chance.id(), source=Source.REUSED, by=by, kept_at=unit.now, origin=origin)
