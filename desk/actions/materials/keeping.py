"""Materials: the clerk asks for a still, the corner takes it at full camera resolution, and it is kept as it came."""

import asyncio
import hashlib
import io
import warnings

from PIL import Image, UnidentifiedImageError

from desk.actions import consented, hands
from desk.actions.desk import Desk
from desk.model.cases import Hand
from desk.model.cases import Move as CaseMove
from desk.model.cases import State as CaseState
from desk.model.cases import step as step_case
from desk.model.errors import BrokenImage, LineTooWeak, Missing, TooLarge, WrongType
from desk.model.events import Event, Tag
from desk.model.items import Item
from desk.model.materials.materials import Material, Picture, State, ask, keep
from desk.model.quality import FRESH, Trouble, lacking
from desk.model.sessions import Seat
from desk.model.staff import Staff
from desk.store import cases, items, quality, sessions
from desk.store.materials import materials
from desk.store.unit import Connection, Unit

LARGEST = 12 * 1024 * 1024
MOST_PIXELS = 60_000_000
TYPES = {"JPEG": "image/jpeg", "PNG": "image/png", "WEBP": "image/webp"}
SEVERAL_IN_ONE = {"MPO": "image/jpeg"}
"""A JPEG with a second picture behind it, as many telephones' cameras make them (CIPA DC-007)."""


async def ask_for(desk: Desk, case_id: str, code: str, clerk: Staff, *, despite: bool = False) -> None:
    """The clerk wants a still of this material; `despite` a line too weak for the item, which the ledger then tells.

    Raises Missing, NotAllowed, IllegalMove, LineTooWeak.
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
            material = Material(
                id=unit.chance.id(),
                case_id=case_id,
                code=code,
                state=State.ASKED,
                moved_at=unit.now,
                picture=None,
            )
            await materials.add(unit, material)
        else:
            await materials.change(unit, known, ask(known, unit.now))
        if case.state is not CaseState.DRAFTING:
            await cases.change(unit, case, step_case(case, CaseMove.REVISE, unit.now))
        told = {} if lacks is Trouble.NONE else {"despite": lacks.value}
        unit.record(_event(Tag.MATERIAL_ASKED, case_id, case.visit_id, case.zone_id, f"staff:{clerk.id}", code, **told))


async def _lacks(unit: Unit, case_id: str, item: Item, clerk: Staff) -> Trouble:
    """What the applicant's line lacks for the item; a line of which nothing was heard lately bars nobody."""
    session = await sessions.open_of_clerk(unit.connection, clerk.id)
    if session is None or session.case_id != case_id:
        return Trouble.NONE
    line = (await quality.lines_of(unit.connection, session.id, unit.now - FRESH)).get(Seat.APPLICANT)
    return Trouble.NONE if line is None else lacking(line, item.picture)


async def expect_still(desk: Desk, case_id: str, code: str, visit_id: str) -> None:
    """Whether a still may be sent at all: asked before its first byte is read. Raises Missing, ConsentNeeded."""
    async with desk.store.read() as connection:
        await _asked(connection, case_id, code, visit_id)


async def keep_still(desk: Desk, case_id: str, code: str, visit_id: str, content: bytes) -> Picture:
    """A still arrived. It is decoded whole before it is believed, and kept byte for byte.

    Raises:
        TooLarge, WrongType, BrokenImage: the picture is not accepted.
        Missing: nobody asked for it, or it is another's case.
        ConsentNeeded: the applicant withdrew their consent, if only while the picture came.
        IllegalMove: it was not asked for again.
    """
    await expect_still(desk, case_id, code, visit_id)
    picture = await asyncio.to_thread(examine, content)
    await desk.store.files.keep(content)
    async with desk.store.write() as unit:
        case = await cases.lock(unit, case_id)
        known = await _asked(unit.connection, case_id, code, visit_id)
        await materials.note_file(unit, picture)
        await materials.change(unit, known, keep(known, picture, unit.now))
        unit.record(_event(Tag.MATERIAL_KEPT, case_id, visit_id, case.zone_id, f"visit:{visit_id}", code))
    return picture


async def _asked(connection: Connection, case_id: str, code: str, visit_id: str) -> Material:
    case = await cases.get(connection, case_id)
    known = (await materials.of_case(connection, case_id)).get(code)
    if case.visit_id != visit_id or known is None:
        raise Missing("material")
    await consented.require(connection, visit_id)
    return known


def examine(content: bytes) -> Picture:
    """What a picture is, decoded whole. Raises TooLarge, WrongType, BrokenImage."""
    if len(content) > LARGEST:
        raise TooLarge("a still has at most 12 MiB")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(content), formats=list(TYPES)) as image:
                width, height = image.size
                if width * height > MOST_PIXELS:
                    raise TooLarge("a still has at most 60 million pixels")
                image.load()
                kind = (TYPES | SEVERAL_IN_ONE)[str(image.format)]
    except UnidentifiedImageError:
        raise WrongType("not a JPEG, PNG or WebP picture") from None
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise BrokenImage("the picture cannot be decoded whole") from None
    return Picture(
        sha256=hashlib.sha256(content).hexdigest(),
        media_type=kind,
        size=len(content),
        width=width,
        height=height,
    )


def _event(tag: Tag, case_id: str, visit_id: str, zone_id: str, actor: str, code: str, **more: str) -> Event:
    return Event(
        tag=tag,
        subject=case_id,
        actor=actor,
        zone_id=zone_id,
        visit_id=visit_id,
        case_id=case_id,
        data={"material": code, **more},
    )


async def open_still(desk: Desk, case_id: str, code: str, visit_id: str) -> tuple[Picture, bytes]:
    """A kept still and its bytes; `visit_id` empty for staff. Raises Missing (also for another's case)."""
    async with desk.store.read() as connection:
        case = await cases.get(connection, case_id)
        known = (await materials.of_case(connection, case_id)).get(code)
    if known is None or known.picture is None or (visit_id and case.visit_id != visit_id):
        raise Missing("still")
    return known.picture, await desk.store.files.open(known.picture.sha256)
