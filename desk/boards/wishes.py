"""What an applicant wants who did not find their item, as the clerk reads it: in their own words."""

from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncConnection

from desk.boards.parts import Text
from desk.boards.reader import Reader
from desk.model.catalogue.enquiries import SKILL
from desk.model.sessions import Session
from desk.model.staff import Staff
from desk.store import items, sessions
from desk.store.cases import cases
from desk.store.catalogue import wishes
from i18n import languages
from i18n.languages import Script


@dataclass(frozen=True, slots=True, kw_only=True)
class WishView:
    """The applicant's own words (console/wish.html). `open`: no item was set yet."""

    said: Text
    open: bool


async def of_clerk(reader: Reader, staff: Staff, language: str) -> WishView | None:
    """The wish of the clerk's open meeting."""
    async with reader.connection() as connection:
        session = await sessions.open_of_clerk(connection, staff.id)
        return await of_meeting(reader, connection, session, language) if session else None


async def of_meeting(reader: Reader, connection: AsyncConnection, session: Session, language: str) -> WishView | None:
    """None where an item was chosen at the corner."""
    wish = await wishes.of_visit(connection, reader.vault, session.visit_id)
    if wish is None:
        return None
    case = await cases.get(connection, session.case_id)
    item = await items.get(connection, case.item_code, case.item_version)
    view = reader.scripts.shown(wish.text, Script(wish.script), languages.get(language))
    said = Text(
        shown=view.text,
        lang=language if view.converted else wish.language,
        converted=view.converted,
        original=wish.text,
        original_lang=wish.language,
    )
    return WishView(said=said, open=item.skill == SKILL)
