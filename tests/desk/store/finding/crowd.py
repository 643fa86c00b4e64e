"""Cases of people with these names, made without playing a visit for each."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import insert

from desk.model.cases.cases import Case, State
from desk.model.people import Name
from desk.store import people
from desk.store.cases import cases
from desk.store.finding import index
from desk.store.finding.cases import Finder, Page
from desk.store.finding.scopes import Scope
from desk.store.tables import visits
from desk.store.unit import Store
from tests.desk.world import ITEM, World, scripts

EVERY = Scope()


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """A case, and in which zone and state."""

    names: tuple[str, ...]
    zone: str = "macao"
    state: State = State.SUBMITTED
    item: str = ITEM


async def open_cases(world: World, new: Sequence[Opened], first: int = 1) -> list[str]:
    """Their numbers, in order; indexed."""
    numbers = []
    for at, one in enumerate(new, start=first):
        async with world.store.write() as unit:
            called = tuple(Name(text=text, language="zh-Hant-MO", source="test") for text in one.names)
            person = await people.add_applicant(unit, called)
            zone_id, visit_id = world.zones[one.zone].id, unit.chance.id()
            row = {"id": visit_id, "corner_id": world.corners["MO-01"].id, "zone_id": zone_id, "state": "closed"}
            chosen = {"item_code": one.item, "item_version": 1, "language": "zh-Hant-MO", "applicant_id": person.id}
            await unit.connection.execute(insert(visits).values(row | chosen | {"began_at": unit.now, "away": False}))
            number = f"JM2031{at:08d}"
            case = Case(
                id=unit.chance.id(),
                number=number,
                zone_id=zone_id,
                visit_id=visit_id,
                applicant_id=person.id,
                item_code=one.item,
                item_version=1,
                state=one.state,
                opened_at=unit.now,
                moved_at=unit.now,
            )
            await cases.add(unit, [case])
        numbers.append(number)
    await catch_up(world.store)
    return numbers


async def catch_up(store: Store) -> None:
    while await index.catch_up(store):
        pass


async def find(
    world: World, text: str, scope: Scope = EVERY, cursor: str = "", *, size: int = 20, store: Store | None = None
) -> Page:
    """A page of what is found."""
    opened = store or world.store
    async with opened.read() as connection:
        finder = Finder(connection=connection, vault=opened.vault, fold=scripts().fold)
        return await finder.page(text, scope, cursor, size)


async def found(world: World, text: str, scope: Scope = EVERY) -> list[str]:
    """Numbers of the cases on the first page."""
    return [hit.case.number for hit in (await find(world, text, scope)).hits]
