"""A sealed bag as whoever opens it sees it: the pages that it should hold, and what was found in it."""

from dataclasses import dataclass

from desk.boards.reader import Reader
from desk.store import items
from desk.store.cases import cases
from desk.store.materials import bags, materials


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaf:
    """A page of a material. `number`: its place from 1 in the material."""

    name: str
    number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A sheet that lay in the bag at this place, and the page that it was found to be; None for none."""

    place: int
    verdict: str
    leaf: Leaf | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """A material of the case of which there are stills."""

    code: str
    name: str
    leaves: tuple[Leaf, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class BagView:
    """One bag (console/bags.html). `sheets`: none before it was looked through."""

    number: str
    state: str
    case_number: str
    papers: tuple[Paper, ...]
    sheets: tuple[Sheet, ...]


async def bag(reader: Reader, number: str, language: str) -> BagView:
    """The bag of this number. Raises Missing."""
    async with reader.connection() as connection:
        found = await bags.by_number(connection, number)
        case = await cases.get(connection, found.case_id)
        item = await items.get(connection, case.item_code, case.item_version)
        kept = await materials.of_case(connection, case.id)
        came = await bags.arrivals_of(connection, found.id)
    papers: list[Paper] = []
    leaves: dict[str, Leaf] = {}
    for paper in item.papers:
        pages = kept[paper.code].pages if paper.code in kept else ()
        own = {page.id: Leaf(name=paper.name[language], number=place) for place, page in enumerate(pages, start=1)}
        leaves |= own
        if own:
            papers.append(Paper(code=paper.code, name=paper.name[language], leaves=tuple(own.values())))
    sheets = (
        Sheet(place=each.place + 1, verdict=each.verdict.value, leaf=leaves.get(each.page_id or "")) for each in came
    )
    return BagView(
        number=found.number,
        state=found.state.value,
        case_number=case.number,
        papers=tuple(papers),
        sheets=tuple(sheets),
    )
