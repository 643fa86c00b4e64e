"""What a corner is shown above everything else: what staff sent, and that a business it waits for is closed."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from desk.boards.reader import Reader
from desk.boards.turns.businesses import Closed, closed_for_visit
from desk.boards.turns.lines import IN_LINE
from desk.model.turns.corner_notices import Kind
from desk.store import corners, visits
from desk.store.tables import tickets
from desk.store.turns import corner_notices


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeView:
    """One thing that was sent. `kind`: message, come; `text` and `language` as staff wrote it, `corner_name` and
    `window` where to come to; the counter where both are empty."""

    id: str
    kind: str
    number: str
    text: str
    language: str
    corner_name: str
    window: str
    sent_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Banner:
    """The corner's banner (corner/banner.html, element id `banner`). `closed`: while the visit's turn stands in line
    and its business was closed; the turn keeps its place."""

    notices: tuple[NoticeView, ...]
    closed: Closed | None


async def banner(reader: Reader, corner_id: str, language: str) -> Banner:
    """What stands at a corner now."""
    async with reader.connection() as connection:
        found = await corner_notices.standing_at(connection, reader.vault, corner_id)
        found.sort(key=lambda notice: notice.kind is not Kind.COME)
        views = []
        for notice in found:
            kind, _, name = notice.place.partition("/")
            number = select(tickets.c.number).where(tickets.c.id == notice.ticket_id)
            corner = (await corners.get(connection, name)).name[language] if kind == "corner" else ""
            views.append(
                NoticeView(
                    id=notice.id,
                    kind=notice.kind.value,
                    number=(await connection.execute(number)).scalar_one_or_none() or "",
                    text=notice.text,
                    language=notice.language,
                    corner_name=corner,
                    window=name if kind == "window" else "",
                    sent_at=notice.sent_at,
                )
            )
        visit = await visits.open_at(connection, corner_id)
        closed = None
        if visit is not None and await _waits(connection, visit.id):
            closed = await closed_for_visit(connection, visit, reader.now())
        return Banner(notices=tuple(views), closed=closed)


async def _waits(connection: AsyncConnection, visit_id: str) -> bool:
    """Whether the visit's turn stands in line."""
    query = select(tickets.c.state).where(tickets.c.visit_id == visit_id)
    return (await connection.execute(query)).scalar_one_or_none() in IN_LINE
