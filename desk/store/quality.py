"""How lines fare, as the store keeps it: the newest figures of each open session's lines, and each session's summary.

Figures are overwritten every few seconds and forgotten soon; a summary is added to, and stays with its session.
"""

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from desk.model.quality import Line, Way
from desk.store.rows import fields, upsert, values
from desk.store.tables import lines, qualities
from desk.store.unit import Unit
from webrtc.summary import Direction, Summary


@dataclass(frozen=True, slots=True, kw_only=True)
class Stream:
    """Which stream of a session a summary is of. `seat` is the person's, `kind` audio or video."""

    session_id: str
    seat: str
    direction: Direction
    kind: str


async def note_line(unit: Unit, session_id: str, seat: str, line: Line) -> None:
    """These are the newest figures of this seat's line."""
    row = {"session_id": session_id, "seat": seat, "seen_at": unit.now, "figures": asdict(line)}
    await unit.connection.execute(upsert(unit.connection, lines, row))


async def lines_of(connection: AsyncConnection, session_id: str, since: datetime) -> dict[str, Line]:
    """By seat, the lines of a session of which figures came after `since`."""
    query = select(lines.c.seat, lines.c.figures).where(lines.c.session_id == session_id, lines.c.seen_at > since)
    return {row.seat: read(row.figures) for row in (await connection.execute(query)).all()}


async def forget_lines(unit: Unit, before: datetime) -> None:
    """Forgets figures older than that."""
    await unit.connection.execute(delete(lines).where(lines.c.seen_at < before))


async def add(unit: Unit, stream: Stream, summary: Summary) -> None:
    """Adds what passed since to the stream's summary."""
    keys = values(stream)
    query = select(qualities).where(*(qualities.c[name] == value for name, value in keys.items()))
    row = (await unit.connection.execute(query.with_for_update())).one_or_none()
    whole = summary if row is None else _summary(row) + summary
    await unit.connection.execute(upsert(unit.connection, qualities, keys | values(whole)))


async def summaries_of(connection: AsyncConnection, session_id: str) -> dict[Stream, Summary]:
    """All summaries of a session, by stream."""
    query = select(qualities).where(qualities.c.session_id == session_id)
    ordered = query.order_by(qualities.c.seat, qualities.c.direction.desc(), qualities.c.kind.desc())
    rows = (await connection.execute(ordered)).all()
    return {Stream(**fields(row, Stream) | {"direction": Direction(row.direction)}): _summary(row) for row in rows}


def read(figures: dict[str, Any]) -> Line:
    """A line from its figures, as `dataclasses.asdict` wrote them."""
    return Line(
        round_trip=figures["round_trip"],
        sent=tuple(Way(**way) for way in figures["sent"]),
        got=tuple(Way(**way) for way in figures["got"]),
    )


def _summary(row: Row[Any]) -> Summary:
    return Summary(**fields(row, Summary))
