"""What a supervisor looks up: sessions, their recordings, and the record of what was done."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, select
from sqlalchemy.ext.asyncio import AsyncConnection

from desk.boards import bindings, people, quality, service, titles
from desk.boards.bindings import BindingLine
from desk.boards.case import case_view, receipt_line
from desk.boards.meetings import chat
from desk.boards.meetings.chat import ChatView
from desk.boards.parts import CaseView, NameLine, ReceiptLine
from desk.boards.quality import StreamLine
from desk.boards.reader import Reader
from desk.model.errors import Missing
from desk.model.events import Tag
from desk.model.sessions import OPEN, Seat
from desk.store import people as applicants
from desk.store import sessions as meetings
from desk.store import tables
from desk.store.cases import cases as kept_cases

MOST_EVENTS = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionLine:
    """One session of the list (office/sessions.html)."""

    id: str
    ticket_number: str
    case_number: str
    case_state: str
    item_title: str
    zone_name: str
    clerk_name: str
    state: str
    rung_at: datetime
    minutes: int
    recorded: bool
    rating: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Recording:
    """One participant's picture and sound of a session, playable by a <video>. `seat`: applicant or clerk."""

    seat: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EventLine:
    """One fact of the ledger: `tag` such as `session.answered`; `channel`: by what the meeting goes from then on."""

    at: datetime
    tag: str
    actor: str
    channel: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionFile:
    """All that is kept of one session (office/session.html)."""

    line: SessionLine
    names: tuple[NameLine, ...]
    binding: BindingLine | None
    case: CaseView
    recordings: tuple[Recording, ...]
    events: tuple[EventLine, ...]
    receipt: ReceiptLine | None
    signature_url: str
    streams: tuple[StreamLine, ...]
    chat: tuple[ChatView, ...]


async def sessions(reader: Reader, language: str, limit: int = 100) -> tuple[SessionLine, ...]:
    """The newest sessions of all zones, the newest first."""
    async with reader.connection() as connection:
        newest = _query().order_by(tables.sessions.c.rung_at.desc()).limit(limit)
        return await _lines(reader, connection, newest, language)


async def session(reader: Reader, session_id: str, language: str) -> SessionFile:
    """All that is kept of this session, and of its whole visit. Raises Missing."""
    async with reader.connection() as connection:
        lines = await _lines(reader, connection, _query().where(tables.sessions.c.id == session_id), language)
        if not lines:
            raise Missing("session")
        meeting = await meetings.get(connection, session_id)
        case = await kept_cases.get(connection, meeting.case_id)
        applicant = await applicants.applicant(connection, reader.vault, case.applicant_id)
        signed = await kept_cases.confirmation_of(connection, case.id)
        return SessionFile(
            line=lines[0],
            names=people.name_lines(applicant),
            binding=await bindings.of_applicant(connection, applicant.id),
            case=await case_view(reader, connection, case, hand=None, language=language),
            recordings=await _recordings(connection, session_id),
            events=await _events(connection, meeting.visit_id),
            receipt=await receipt_line(connection, case.id),
            signature_url=f"/office/cases/{case.id}/signature.svg" if signed else "",
            streams=await quality.streams(connection, session_id),
            chat=await chat.lines(reader, connection, meeting.visit_id, language),
        )


def _query() -> Select[Any]:
    """Sessions with all that a line of the list shows, but the item's title and the time of the answer."""
    recorded = select(tables.segments.c.id).where(tables.segments.c.session_id == tables.sessions.c.id).exists()
    return (
        select(
            tables.sessions,
            tables.tickets.c.number.label("ticket_number"),
            tables.cases.c.number.label("case_number"),
            tables.cases.c.state.label("case_state"),
            tables.cases.c.item_code,
            tables.cases.c.item_version,
            tables.zones.c.name.label("zone_name"),
            tables.staff.c.name.label("clerk_name"),
            tables.ratings.c.level,
            recorded.label("recorded"),
        )
        .join(tables.tickets, tables.tickets.c.id == tables.sessions.c.ticket_id)
        .join(tables.cases, tables.cases.c.id == tables.sessions.c.case_id)
        .join(tables.zones, tables.zones.c.id == tables.sessions.c.zone_id)
        .join(tables.staff, tables.staff.c.id == tables.sessions.c.clerk_id)
        .outerjoin(tables.ratings, tables.ratings.c.visit_id == tables.sessions.c.visit_id)
    )


async def _lines(
    reader: Reader, connection: AsyncConnection, query: Select[Any], language: str
) -> tuple[SessionLine, ...]:
    rows = (await connection.execute(query)).all()
    called = await titles.of_versions(connection, {(row.item_code, row.item_version) for row in rows}, language)
    began = await service.began_at(connection, [row.id for row in rows])
    return tuple(
        SessionLine(
            id=row.id,
            ticket_number=row.ticket_number,
            case_number=row.case_number,
            case_state=row.case_state,
            item_title=called[row.item_code, row.item_version],
            zone_name=row.zone_name[language],
            clerk_name=row.clerk_name,
            state=row.state,
            rung_at=row.rung_at,
            minutes=_minutes(row, began.get(row.id), reader.now()),
            recorded=row.recorded,
            rating=row.level or 0,
        )
        for row in rows
    )


def _minutes(row: Row[Any], began_at: datetime | None, now: datetime) -> int:
    """How long the two met, so far or in all; none when the call was never answered."""
    if began_at is None:
        return 0
    return service.whole_minutes((now if row.state in OPEN else row.moved_at) - began_at)


async def _recordings(connection: AsyncConnection, session_id: str) -> tuple[Recording, ...]:
    seats = {seat for segment in await meetings.segments_of(connection, session_id) for seat in segment.seats}
    return tuple(
        Recording(seat=seat, url=f"/office/sessions/{session_id}/recording/{seat}.webm") for seat in _in_order(seats)
    )


def _in_order(seats: set[str]) -> Sequence[str]:
    """The applicant first, the clerk next, then any other."""
    known = [seat.value for seat in Seat]
    return [seat for seat in known if seat in seats] + sorted(seats - set(known))


async def _events(connection: AsyncConnection, visit_id: str) -> tuple[EventLine, ...]:
    query = select(tables.ledger.c.at, tables.ledger.c.tag, tables.ledger.c.actor, tables.ledger.c.data).where(
        tables.ledger.c.visit_id == visit_id
    )
    rows = (await connection.execute(query.order_by(tables.ledger.c.seq).limit(MOST_EVENTS))).all()
    return tuple(
        EventLine(at=row.at, tag=row.tag, actor=row.actor, channel=_channel(row.tag, row.data)) for row in rows
    )


def _channel(tag: str, data: Mapping[str, Any]) -> str:
    return str(data.get("channel", "")) if tag == Tag.SESSION_CHANNEL_CHANGED else ""
