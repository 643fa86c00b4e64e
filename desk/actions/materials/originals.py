"""Paper originals that follow: the bag's number is shown on camera, its sheets are matched to their stills later."""

import asyncio
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass

from PIL import Image

from desk.actions import hands
from desk.actions.desk import Desk
from desk.actions.materials import checking, likeness
from desk.actions.materials.facts import of_case
from desk.model.cases.cases import Hand
from desk.model.errors import BadInput, Missing, TooManyPages
from desk.model.events import Tag
from desk.model.materials.originals import Bag, Found, State, judge, missing, open_bag
from desk.model.materials.pages import MOST, Page
from desk.model.staff import Staff
from desk.store.cases import cases
from desk.store.materials import bags, materials
from desk.store.materials.bags import Arrival
from desk.store.unit import Connection, Unit

NUMBER = re.compile(r"[A-Z0-9][A-Z0-9-]{3,39}")
"""As bags are printed: letters, digits and dashes."""
NOTHING = -1
"""Likeness of a page of which no grid could be drawn."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    """What was found in a bag: each sheet, and the places (from 0) of the pages for which none came."""

    state: State
    sheets: tuple[Found, ...]
    missing: tuple[int, ...]


async def seal(desk: Desk, case_id: str, clerk: Staff, number: str, code: str) -> None:
    """The bag is closed before the camera: `code` is the material whose newest page shows its number.

    Raises BadInput, Missing (no such still), NotAllowed, Stale (a bag of that number is known).
    """
    if NUMBER.fullmatch(number) is None:
        raise BadInput("bag number")
    async with desk.store.write() as unit:
        case = await cases.lock(unit, case_id)
        await hands.check(unit, case, Hand.CLERK, clerk.id)
        shown = (await materials.of_case(unit.connection, case_id)).get(code)
        if shown is None or not shown.pages:
            raise Missing("still")
        bag = Bag(
            id=unit.chance.id(),
            case_id=case_id,
            number=number,
            state=State.SEALED,
            sha256=shown.pages[-1].picture.sha256,
            sealed_by=clerk.id,
            sealed_at=unit.now,
            moved_at=unit.now,
        )
        await bags.add(unit, bag)
        unit.record(of_case(Tag.BAG_SEALED, case, f"staff:{clerk.id}", bag=number, still=bag.sha256))


async def look_through(desk: Desk, number: str, codes: Sequence[str], files: Sequence[bytes], clerk: Staff) -> Looked:
    """The bag came: its sheets, in the order they lie, against the pages of these materials in theirs.

    Each file is a picture of a sheet, or a PDF of several as a scanner makes it.

    Raises Missing, TooManyPages, WrongType, BrokenImage, PaperRefused, TooLarge, Stale, IllegalMove (whole before).
    """
    async with desk.store.read() as connection:
        bag = await bags.by_number(connection, number)
        pages = await _pages(connection, bag.case_id, codes)
    checked = [await asyncio.to_thread(checking.check, content, papers=True) for content in files]
    sheets = [(file.picture, view) for file in checked for view in file.views]
    if len(sheets) > MOST:
        raise TooManyPages("a bag has at most 20 sheets")
    found = judge(await _likenesses(desk, pages, [view for _, view in sheets]))
    for content in files:
        await desk.store.files.keep(content)
    async with desk.store.write() as unit:
        case = await cases.lock(unit, bag.case_id)
        for file in checked:
            await materials.note_file(unit, file.picture.sha256, file.picture.media_type, file.picture.size)
        came = [
            _arrival(unit, bag, place, sheet, pages, picture.sha256, clerk)
            for place, (sheet, (picture, _)) in enumerate(zip(found, sheets, strict=True))
        ]
        after = open_bag(bag, found, len(pages), unit.now)
        await bags.change(unit, bag, after, came)
        lacking = len(missing(found, len(pages)))
        told: dict[str, str | int] = {"bag": number, "state": after.state.value, "sheets": len(found)}
        unit.record(of_case(Tag.BAG_OPENED, case, f"staff:{clerk.id}", missing=lacking, **told))
    return Looked(state=after.state, sheets=found, missing=missing(found, len(pages)))


def _arrival(
    unit: Unit, bag: Bag, place: int, found: Found, pages: Sequence[Page], sha256: str, clerk: Staff
) -> Arrival:
    return Arrival(
        id=unit.chance.id(),
        bag_id=bag.id,
        place=place,
        sha256=sha256,
        page_id=pages[found.page].id if found.page is not None else None,
        likeness=found.likeness,
        verdict=found.verdict,
        by_id=clerk.id,
        came_at=unit.now,
    )


async def _pages(connection: Connection, case_id: str, codes: Sequence[str]) -> list[Page]:
    kept = await materials.of_case(connection, case_id)
    if not codes or any(code not in kept for code in codes):
        raise Missing("material")
    return [page for code in codes for page in kept[code].pages]


async def _likenesses(desk: Desk, pages: Sequence[Page], sheets: Sequence[bytes]) -> list[list[int]]:
    """Of each sheet, its likeness to each page."""
    shown = [await desk.store.files.open(page.views[0]) if page.views else b"" for page in pages]
    return await asyncio.to_thread(_compared, shown, sheets)


def _compared(shown: Sequence[bytes], sheets: Sequence[bytes]) -> list[list[int]]:
    stills = [_grid(content) for content in shown]
    rows = []
    for content in sheets:
        sheet = _grid(content)
        rows.append(
            [NOTHING if sheet is None or still is None else likeness.likeness(still, sheet) for still in stills]
        )
    return rows


def _grid(content: bytes) -> likeness.Grid | None:
    if not content:
        return None
    with Image.open(io.BytesIO(content), formats=["JPEG"]) as image:
        return likeness.grid(image)
