"""A material 材料: a document that a case needs, in pages that the corner's camera takes or somebody sends as files.

The clerk asks for the whole of it, for one more page, or for one page anew; pages that stand are only left when others
came in their place.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from desk.model import moves
from desk.model.errors import Missing, TooManyPages
from desk.model.materials import pages as pages_model
from desk.model.materials.pages import Page, Picture


class State(StrEnum):
    """Whether every page has come."""

    ASKED = "asked"
    KEPT = "kept"


class Move(StrEnum):
    """What moves a material. ADD keeps a page after which others come, KEEP the last one; ARRANGE puts pages in order
    or takes one away."""

    ADD = "add"
    KEEP = "keep"
    ASK = "ask"
    ARRANGE = "arrange"


MOVES: dict[tuple[State, Move], State] = {
    (State.ASKED, Move.ADD): State.ASKED,
    (State.ASKED, Move.KEEP): State.KEPT,
    (State.ASKED, Move.ASK): State.ASKED,
    (State.ASKED, Move.ARRANGE): State.ASKED,
    (State.KEPT, Move.ASK): State.ASKED,
    (State.KEPT, Move.ARRANGE): State.KEPT,
}

WHOLE = ""
MORE = "more"
"""What is wanted: all pages from the first, or further ones; the id of a page wants that one anew."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Material:
    """One document of one case. There is at least one page whenever the state is KEPT. `wanted` is WHOLE, MORE or the
    id of a page, and means nothing where nothing is asked for."""

    id: str
    case_id: str
    code: str
    state: State
    moved_at: datetime
    wanted: str = WHOLE
    pages: tuple[Page, ...] = ()

    @property
    def digest(self) -> str:
        """What stands for its pages in their order; empty when there are none."""
        return pages_model.digest(self.pages)

    @property
    def picture(self) -> Picture | None:
        """Its first page."""
        return self.pages[0].picture if self.pages else None

    def page(self, page_id: str) -> Page:
        """The page of that id. Raises Missing."""
        found = next((page for page in self.pages if page.id == page_id), None)
        if found is None:
            raise Missing("page")
        return found


def ask(material: Material, at: datetime, wanted: str = WHOLE) -> Material:
    """The material asked for (again): whole, MORE, or that page. Raises IllegalMove, Missing, TooManyPages."""
    if wanted not in (WHOLE, MORE):
        material.page(wanted)
    if wanted == MORE and pages_model.leaves(material.pages) >= pages_model.MOST:
        raise TooManyPages("a material has at most 20 pages")
    return _moved(material, Move.ASK, at, wanted, material.pages)


def keep(material: Material, page: Page, at: datetime, *, more: bool = False) -> Material:
    """The material with its page; with `more` others are to come. Raises IllegalMove (nobody asked), TooManyPages."""
    kept = _with(material, page)
    if pages_model.leaves(kept) > pages_model.MOST:
        raise TooManyPages("a material has at most 20 pages")
    return _moved(material, Move.ADD if more else Move.KEEP, at, MORE if more else WHOLE, kept)


def take_again(material: Material, pages: Sequence[Page], at: datetime) -> Material:
    """The whole of it is what was given before. Raises IllegalMove when nobody asked, Missing without pages."""
    if not pages or material.wanted != WHOLE:
        raise Missing("page")
    return _moved(material, Move.KEEP, at, WHOLE, tuple(pages))


def finish(material: Material, at: datetime) -> Material:
    """No further page comes. Raises IllegalMove, Missing when there is none at all."""
    if not material.pages or material.wanted != MORE:
        raise Missing("page")
    return _moved(material, Move.KEEP, at, WHOLE, material.pages)


def order(material: Material, page_ids: Sequence[str], at: datetime) -> Material:
    """The same pages in that order. Raises IllegalMove, Missing when they are not the same pages."""
    if sorted(page_ids) != sorted(page.id for page in material.pages):
        raise Missing("page")
    return _moved(material, Move.ARRANGE, at, material.wanted, tuple(material.page(each) for each in page_ids))


def remove(material: Material, page_id: str, at: datetime) -> Material:
    """Without that page; without its last one it is asked for again, whole. Raises IllegalMove, Missing."""
    gone = material.page(page_id)
    left = tuple(page for page in material.pages if page is not gone)
    if not left:
        return _moved(material, Move.ASK, at, WHOLE, left)
    wanted = MORE if material.wanted == page_id else material.wanted
    return _moved(material, Move.ARRANGE, at, wanted, left)


def _with(material: Material, page: Page) -> tuple[Page, ...]:
    if material.wanted == MORE:
        return (*material.pages, page)
    if material.wanted == WHOLE:
        return (page,)
    return tuple(page if each.id == material.wanted else each for each in material.pages)


def _moved(material: Material, move: Move, at: datetime, wanted: str, kept: tuple[Page, ...]) -> Material:
    state = moves.step("material", MOVES, material.state, move)
    return replace(material, state=state, moved_at=at, wanted=wanted, pages=kept)
