"""Pages put in order, or taken away, by the clerk; what was signed of them then holds no more."""

from collections.abc import Callable, Sequence

from desk.actions import hands
from desk.actions.desk import Desk
from desk.actions.materials import sharing
from desk.actions.materials.facts import of_material
from desk.actions.materials.keeping import reopen
from desk.model.cases.cases import Hand
from desk.model.errors import Missing
from desk.model.events import Tag
from desk.model.materials import materials as model
from desk.model.materials.materials import Material
from desk.model.staff import Staff
from desk.store.cases import cases
from desk.store.materials import materials
from desk.store.unit import Unit


async def order(desk: Desk, case_id: str, code: str, page_ids: Sequence[str], clerk: Staff) -> None:
    """The same pages in that order. Raises Missing, NotAllowed, IllegalMove."""
    await _rearrange(desk, case_id, code, clerk, lambda known, unit: model.order(known, page_ids, unit.now))


async def remove(desk: Desk, case_id: str, code: str, page_id: str, clerk: Staff) -> None:
    """Without that page; without any, it is asked for again. Raises Missing, NotAllowed, IllegalMove."""
    await _rearrange(desk, case_id, code, clerk, lambda known, unit: model.remove(known, page_id, unit.now))


async def _rearrange(
    desk: Desk, case_id: str, code: str, clerk: Staff, change: Callable[[Material, Unit], Material]
) -> None:
    async with desk.store.write() as unit:
        case = await cases.lock(unit, case_id)
        await hands.check(unit, case, Hand.CLERK, clerk.id)
        known = (await materials.of_case(unit.connection, case_id)).get(code)
        if known is None:
            raise Missing("material")
        after = change(known, unit)
        await materials.change(unit, known, after)
        await sharing.spread(unit, case, after, f"staff:{clerk.id}")
        await reopen(unit, case)
        told: dict[str, str | int] = {"pages": len(after.pages), "digest": after.digest}
        unit.record(of_material(Tag.MATERIAL_ARRANGED, case, f"staff:{clerk.id}", code, **told))
