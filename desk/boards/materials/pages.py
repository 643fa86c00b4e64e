"""A material as it is seen: its pages in order, where each came from, and what keeps it from being read well."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from sqlalchemy.ext.asyncio import AsyncConnection

from desk.boards.parts import MaterialLine, PageLine
from desk.model.cases.cases import Case
from desk.model.items import Paper
from desk.model.materials.legibility import LEAST_WRITING, troubles
from desk.model.materials.materials import MORE, WHOLE, Material, State
from desk.model.materials.pages import Page
from desk.model.materials.promises import OPEN, Promise
from desk.model.materials.promises import State as Promised
from desk.store.materials import materials, promises
from desk.store.materials.materials import Earlier

TOLD = OPEN | {Promised.OVERDUE}


@dataclass(frozen=True, slots=True, kw_only=True)
class Around:
    """What stands around a case's materials, by their codes: the newest promise, and what was given in other cases."""

    promised: Mapping[str, Promise] = field(default_factory=dict)
    earlier: Mapping[str, Earlier] = field(default_factory=dict)

    @property
    def to_follow(self) -> frozenset[str]:
        """Papers for which a promise stands."""
        return frozenset(code for code, each in self.promised.items() if each.state is Promised.GIVEN)


ALONE = Around()


async def around(connection: AsyncConnection, case: Case, kept: Mapping[str, Material]) -> Around:
    """Read together with the case's materials; earlier ones only of what is asked for as a whole."""
    asked = [code for code, each in kept.items() if each.state is State.ASKED and each.wanted == WHOLE]
    return Around(
        promised={each.code: each for each in await promises.of_case(connection, case.id)},
        earlier=await materials.earlier(connection, case, asked),
    )


def material_line(
    paper: Paper, material: Material | None, case_id: str, language: str, around: Around = ALONE
) -> MaterialLine:
    """One material, asked for or not, in the language of this tag."""
    base = f"/api/cases/{case_id}/materials/{paper.code}"
    pages = material.pages if material else ()
    picture = pages[0].picture if material and pages and material.state is State.KEPT else None
    promise = around.promised.get(paper.code)
    promise = promise if promise and promise.state in TOLD else None
    earlier = around.earlier.get(paper.code)
    return MaterialLine(
        code=paper.code,
        name=paper.name[language],
        note=paper.note.get(language, ""),
        required=paper.required,
        state=material.state if material else "missing",
        url=f"{base}/picture" if picture else "",
        width=picture.width if picture else 0,
        height=picture.height if picture else 0,
        more=material is not None and material.state is State.ASKED and material.wanted == MORE,
        wanted=_wanted(material),
        pages=tuple(page_line(page, base) for page in pages),
        promise=promise.state if promise else "",
        promise_due=promise.due_at if promise else None,
        earlier_case=earlier.case_number if earlier else "",
        earlier_at=earlier.material.moved_at if earlier else None,
    )


def page_line(page: Page, base: str) -> PageLine:
    """One page; `base` is the address of its material."""
    grades = page.grades
    return PageLine(
        id=page.id,
        urls=tuple(f"{base}/pages/{page.id}/{leaf}" for leaf in range(max(1, len(page.views)))),
        source=page.source,
        width=page.picture.width,
        height=page.picture.height,
        letter=grades.letter if grades else 0,
        troubles=tuple(trouble.value for trouble in troubles(grades)) if grades else (),
        despite=page.despite or "",
        readable=grades is not None and grades.writing >= LEAST_WRITING,
        origin=page.origin.case_number if page.origin else "",
        kept_at=page.kept_at,
    )


def _wanted(material: Material | None) -> int:
    if material is None or material.state is not State.ASKED or material.wanted in (WHOLE, MORE):
        return 0
    return next((at for at, page in enumerate(material.pages, start=1) if page.id == material.wanted), 0)
