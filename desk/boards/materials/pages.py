"""A material as it is seen: its pages in order, where each came from, and what keeps it from being read well."""

from desk.boards.parts import MaterialLine, PageLine
from desk.model.items import Paper
from desk.model.materials.legibility import LEAST_WRITING, troubles
from desk.model.materials.materials import MORE, WHOLE, Material, State
from desk.model.materials.pages import Page


def material_line(paper: Paper, material: Material | None, case_id: str, language: str) -> MaterialLine:
    """One material, asked for or not, in the language of this tag."""
    base = f"/api/cases/{case_id}/materials/{paper.code}"
    pages = material.pages if material else ()
    picture = pages[0].picture if material and pages and material.state is State.KEPT else None
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
