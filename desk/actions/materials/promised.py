"""What becomes of a promise when its paper comes after all: settled within the unit of whoever keeps the paper."""

from desk.actions.materials.facts import of_material
from desk.model.cases.cases import Case
from desk.model.events import Tag
from desk.model.materials.materials import Material, State
from desk.model.materials.promises import Move, step
from desk.store.materials import promises
from desk.store.unit import Unit


async def settle(unit: Unit, case: Case, material: Material, by: str) -> None:
    """Nothing is to follow any more of a material that is whole."""
    if material.state is not State.KEPT:
        return
    before = await promises.open_for(unit.connection, case.id, material.code)
    if before is not None:
        await promises.change(unit, before, step(before, Move.KEEP, unit.now))
        unit.record(of_material(Tag.PROMISE_KEPT, case, by, material.code, due=before.due_at.isoformat()))
