"""Materials: the clerk asks for pages, the corner takes them at full camera resolution, and each is kept as it came."""

import asyncio
from dataclasses import dataclass

from desk.actions import consented, hands
from desk.actions.desk import Desk
from desk.actions.materials import checking, promised, sharing
from desk.actions.materials.checking import LARGEST, Checked, examine
from desk.actions.materials.facts import of_material
from desk.model.cases.cases import Case, Hand
from desk.model.cases.cases import Move as CaseMove
from desk.model.cases.cases import State as CaseState
from desk.model.cases.cases import step as step_case
from desk.model.errors import Illegible, LineTooWeak, Missing
from desk.model.events import Tag
from desk.model.items import Item
from desk.model.materials.legibility import Trouble as Spoilt
from desk.model.materials.legibility import troubles
from desk.model.materials.materials import MORE, WHOLE, Material, State, ask, finish, keep
from desk.model.materials.pages import Page, Picture, Source
from desk.model.quality import FRESH, Trouble, lacking
from desk.model.sessions import Seat
from desk.model.staff import Staff
from desk.store import items, quality, sessions
from desk.store.cases import cases
from desk.store.materials import materials
from desk.store.unit import Connection, Unit

__all__ = ["LARGEST", "examine"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """How a page is sent: `despite` its trouble, with `more` of them to come, and where it came from."""

    despite: bool = False
    more: bool = False
    source: Source = Source.STILL


ONE = Sent()


async def ask_for(
    desk: Desk, case_id: str, code: str, clerk: Staff, *, despite: bool = False, wanted: str = WHOLE
) -> None:
    """The clerk wants this material: whole, MORE of it, or the page of that id anew.

    `despite` is a line too weak for the item, which the ledger then tells.

    Raises Missing, NotAllowed, IllegalMove, LineTooWeak, TooManyPages.
    """
    async with desk.store.write() as unit:
        case = await cases.lock(unit, case_id)
        await hands.check(unit, case, Hand.CLERK, clerk.id)
        item = await items.get(unit.connection, case.item_code, case.item_version)
        if item.paper(code) is None:
            raise Missing("material")
        lacks = await _lacks(unit, case.id, item, clerk)
        if lacks is not Trouble.NONE and not despite:
            raise LineTooWeak(lacks)
        known = (await materials.of_case(unit.connection, case_id)).get(code)
        if known is None:
            await materials.add(unit, new_material(unit, case_id, code))
        else:
            await materials.change(unit, known, ask(known, unit.now, wanted))
        await reopen(unit, case)
        told = {} if lacks is Trouble.NONE else {"despite": lacks.value}
        unit.record(of_material(Tag.MATERIAL_ASKED, case, f"staff:{clerk.id}", code, **told))


async def expect_still(desk: Desk, case_id: str, code: str, visit_id: str) -> None:
    """Whether a still may be sent at all: asked before its first byte is read. Raises Missing, ConsentNeeded."""
    async with desk.store.read() as connection:
        await _asked(connection, case_id, code, visit_id)


async def keep_still(desk: Desk, case_id: str, code: str, visit_id: str, content: bytes, sent: Sent = ONE) -> Picture:
    """A page arrived from the corner. It is decoded whole before it is believed, and kept byte for byte.

    Raises:
        TooLarge, WrongType, BrokenImage, PaperRefused, TooManyPages: the file is not accepted.
        Illegible: it cannot be read well, and was not sent in spite of that.
        Missing: nobody asked for it, or it is another's case.
        ConsentNeeded: the applicant withdrew their consent, if only while the page came.
        IllegalMove: it was not asked for again.
    """
    await expect_still(desk, case_id, code, visit_id)
    checked = await asyncio.to_thread(checking.check, content, papers=sent.source is not Source.STILL)
    spoilt = spoilt_of(checked, sent)
    views = await keep_files(desk, content, checked)
    async with desk.store.write() as unit:
        case = await cases.lock(unit, case_id)
        known = await _asked(unit.connection, case_id, code, visit_id)
        page = await new_page(unit, checked, views, sent, f"visit:{visit_id}", spoilt)
        after = keep(known, page, unit.now, more=sent.more)
        await materials.change(unit, known, after)
        await promised.settle(unit, case, after, page.by)
        await sharing.spread(unit, case, after, page.by)
        unit.record(of_material(Tag.MATERIAL_KEPT, case, page.by, code, **told_of(page)))
    return checked.picture


async def add_file(desk: Desk, case_id: str, code: str, clerk: Staff, content: bytes, sent: Sent) -> Picture:
    """The clerk puts a file or a scan to the material, after the pages that it has, whether it was asked for or not.

    Raises what `keep_still` does, and NotAllowed.
    """
    checked = await asyncio.to_thread(checking.check, content, papers=True)
    spoilt = spoilt_of(checked, sent)
    views = await keep_files(desk, content, checked)
    async with desk.store.write() as unit:
        case = await cases.lock(unit, case_id)
        await hands.check(unit, case, Hand.CLERK, clerk.id)
        item = await items.get(unit.connection, case.item_code, case.item_version)
        if item.paper(code) is None:
            raise Missing("material")
        known = (await materials.of_case(unit.connection, case_id)).get(code)
        if known is None:
            known = new_material(unit, case_id, code)
            await materials.add(unit, known)
        page = await new_page(unit, checked, views, sent, f"staff:{clerk.id}", spoilt)
        wanted = known if known.state is State.ASKED else ask(known, unit.now, MORE)
        after = keep(wanted, page, unit.now, more=sent.more)
        await materials.change(unit, known, after)
        await promised.settle(unit, case, after, page.by)
        await sharing.spread(unit, case, after, page.by)
        await reopen(unit, case)
        unit.record(of_material(Tag.MATERIAL_KEPT, case, page.by, code, **told_of(page)))
    return checked.picture


async def no_more(desk: Desk, case_id: str, code: str, visit_id: str) -> None:
    """The applicant says that there is no further page. Raises Missing, IllegalMove, ConsentNeeded."""
    async with desk.store.write() as unit:
        case = await cases.lock(unit, case_id)
        known = await _asked(unit.connection, case_id, code, visit_id)
        after = finish(known, unit.now)
        await materials.change(unit, known, after)
        await promised.settle(unit, case, after, f"visit:{visit_id}")
        await sharing.spread(unit, case, after, f"visit:{visit_id}")
        unit.record(of_material(Tag.MATERIAL_ARRANGED, case, f"visit:{visit_id}", code, pages=len(known.pages)))


async def open_view(desk: Desk, case_id: str, code: str, visit_id: str, page_id: str = "", leaf: int = 0) -> bytes:
    """What is shown of a page (JPEG), the first unless told; `visit_id` empty for staff.

    Raises Missing, also for another's case.
    """
    async with desk.store.read() as connection:
        case = await cases.get(connection, case_id)
        known = (await materials.of_case(connection, case_id)).get(code)
    if known is None or not known.pages or (visit_id and case.visit_id != visit_id):
        raise Missing("page")
    kept = known.page(page_id) if page_id else known.pages[0]
    if kept.views:
        if not 0 <= leaf < len(kept.views):
            raise Missing("page")
        return await desk.store.files.open(kept.views[leaf])
    return await asyncio.to_thread(checking.view, await desk.store.files.open(kept.picture.sha256))


async def reopen(unit: Unit, case: Case) -> None:
    """What was signed holds no more once its materials change. Raises IllegalMove."""
    if case.state is not CaseState.DRAFTING:
        await cases.change(unit, case, step_case(case, CaseMove.REVISE, unit.now))


async def _lacks(unit: Unit, case_id: str, item: Item, clerk: Staff) -> Trouble:
    """What the applicant's line lacks for the item; a line of which nothing was heard lately bars nobody."""
    session = await sessions.open_of_clerk(unit.connection, clerk.id)
    if session is None or session.case_id != case_id:
        return Trouble.NONE
    line = (await quality.lines_of(unit.connection, session.id, unit.now - FRESH)).get(Seat.APPLICANT)
    return Trouble.NONE if line is None else lacking(line, item.picture)


async def _asked(connection: Connection, case_id: str, code: str, visit_id: str) -> Material:
    case = await cases.get(connection, case_id)
    known = (await materials.of_case(connection, case_id)).get(code)
    if case.visit_id != visit_id or known is None:
        raise Missing("material")
    await consented.require(connection, visit_id)
    return known


def spoilt_of(checked: Checked, sent: Sent) -> Spoilt | None:
    """The worst trouble of a page that was sent in spite of it. Raises Illegible."""
    wrong = troubles(checked.grades) if checked.grades else ()
    if wrong and not sent.despite:
        raise Illegible(wrong[0])
    return wrong[0] if wrong else None


async def keep_files(desk: Desk, content: bytes, checked: Checked) -> tuple[str, ...]:
    """Keeps the file as it came and what is shown of it, whose hashes it gives."""
    await desk.store.files.keep(content)
    return tuple([await desk.store.files.keep(view) for view in checked.views])


async def new_page(
    unit: Unit, checked: Checked, views: tuple[str, ...], sent: Sent, by: str, spoilt: Spoilt | None = None
) -> Page:
    """The page, its files noted; `spoilt` is the trouble that it was sent in spite of."""
    picture = checked.picture
    await materials.note_file(unit, picture.sha256, picture.media_type, picture.size)
    for sha256, content in zip(views, checked.views, strict=True):
        await materials.note_file(unit, sha256, "image/jpeg", len(content))
    return Page(
        id=unit.chance.id(),
        picture=picture,
        views=views,
        source=sent.source,
        by=by,
        kept_at=unit.now,
        grades=checked.grades,
        despite=spoilt,
    )


def told_of(page: Page) -> dict[str, str | int]:
    """What the ledger tells of a page."""
    told: dict[str, str | int] = {"page": page.id, "sha256": page.picture.sha256, "source": page.source.value}
    return told | ({"despite": page.despite.value} if page.despite else {})


def new_material(unit: Unit, case_id: str, code: str) -> Material:
    """One that is asked for, whole."""
    return Material(id=unit.chance.id(), case_id=case_id, code=code, state=State.ASKED, moved_at=unit.now)
