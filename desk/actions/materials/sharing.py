"""A paper given once counts for every case of the visit that takes it, by its very bytes, within the caller's unit."""

from dataclasses import replace

from desk.actions.materials import promised
from desk.actions.materials.facts import of_material
from desk.model.cases.cases import MOVES, Case, Move, step
from desk.model.cases.cases import State as CaseState
from desk.model.events import Tag
from desk.model.materials.materials import WHOLE, Material, State, ask, take_again
from desk.model.materials.pages import Origin, Page, Source
from desk.store import items
from desk.store.cases import cases
from desk.store.materials import materials
from desk.store.unit import Unit


async def spread(unit: Unit, case: Case, material: Material, by: str) -> None:
    """What is whole here stands in the other open cases of the visit too; what was signed there is signed anew.

    Raises IllegalMove, Stale.
    """
    if material.state is not State.KEPT:
        return
    for other in await cases.every_of_visit(unit.connection, case.visit_id):
        if other.id != case.id and (other.state, Move.REVISE) in MOVES:
            await _give(unit, await cases.lock(unit, other.id), case.number, material, by)


async def inherit(unit: Unit, case: Case, by: str) -> None:
    """A case that was opened just now has the papers that the others of its visit have. Raises Stale."""
    for other in await cases.every_of_visit(unit.connection, case.visit_id):
        if other.id != case.id:
            for material in (await materials.of_case(unit.connection, other.id)).values():
                if material.state is State.KEPT:
                    await _give(unit, case, other.number, material, by)


async def _give(unit: Unit, case: Case, number: str, material: Material, by: str) -> None:
    """`number`: of the case in which it was given."""
    item = await items.get(unit.connection, case.item_code, case.item_version)
    known = (await materials.of_case(unit.connection, case.id)).get(material.code)
    if item.paper(material.code) is None or (known is not None and known.digest == material.digest):
        return
    if known is None:
        known = Material(id=unit.chance.id(), case_id=case.id, code=material.code, state=State.ASKED, moved_at=unit.now)
        await materials.add(unit, known)
    asked = replace(known, wanted=WHOLE) if known.state is State.ASKED else ask(known, unit.now)
    after = take_again(asked, [_page(unit, number, page, by) for page in material.pages], unit.now)
    await materials.change(unit, known, after)
    await promised.settle(unit, case, after, by)
    if case.state is not CaseState.DRAFTING:
        await cases.change(unit, case, step(case, Move.REVISE, unit.now))
    told: dict[str, str | int] = {"from": number, "pages": len(after.pages), "digest": after.digest}
    unit.record(of_material(Tag.MATERIAL_REUSED, case, by, material.code, **told))


def _page(unit: Unit, number: str, page: Page, by: str) -> Page:
    origin = page.origin or Origin(case_number=number, page_id=page.id, kept_at=page.kept_at)
    return replace(page, id=unit.chance.id(), source=Source.REUSED, by=by, kept_at=unit.now, origin=origin)
