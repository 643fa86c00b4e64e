"""What a clerk sees: the queue, the meeting and the case, on one screen."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from desk.boards import assurance, bindings, people, quality, recordings, service, themes, wishes
from desk.boards.assurance import AssuranceView, StepUpView
from desk.boards.bindings import BindingLine
from desk.boards.case import case_view, receipt_line
from desk.boards.meetings import chat
from desk.boards.meetings import console as others
from desk.boards.meetings.chat import ChatView
from desk.boards.meetings.console import AtConsole
from desk.boards.parts import CaseView, NameLine, ReceiptLine
from desk.boards.quality import Gate, LineView, Tested
from desk.boards.reader import Reader
from desk.boards.themes import ThemeView
from desk.boards.turns import duties
from desk.boards.turns import queue as turns
from desk.boards.turns.duties import DutyView
from desk.boards.turns.queue import Queue
from desk.boards.wishes import WishView
from desk.model import sessions as meetings
from desk.model.cases.cases import Hand
from desk.model.events import Tag
from desk.model.quality import Line
from desk.model.sessions import Session
from desk.model.staff import Staff
from desk.store import corners, items, nodes, sessions, tables, visits, zones
from desk.store import people as applicants
from desk.store.cases import cases
from desk.store.turns import tickets
from i18n import languages


@dataclass(frozen=True, slots=True, kw_only=True)
class Meeting:
    """The open session (template console/session.html, element id `session`; None when there is none).

    `state`: ringing, live, held. `applicant_here`: whether the applicant's media leg is up.
    `documents`: id, kind, masked number and what was checked, such as `hkid`, `A123***(*)`, `checksum`.
    `recording`: being recorded now; on hold nothing is. `unrecorded`: `required` or `wished`, the item's rule, while
    the recording fails; else empty. `node`: the media node on which the two meet; empty where there is none.
    `binding`: the applicant's mainland account, masked, while it is bound. `channel`: video, audio, text.
    """

    session_id: str
    visit_id: str
    ticket_id: str
    ticket_number: str
    state: str
    rung_at: datetime
    began_at: datetime | None
    zone_name: str
    corner_name: str
    language: str
    language_name: str
    names: tuple[NameLine, ...]
    documents: tuple[tuple[str, str, str, str], ...]
    assurance: AssuranceView
    step_up: StepUpView | None
    binding: BindingLine | None
    masked_phone: str
    applicant_here: bool
    recording: bool
    unrecorded: str
    node: str
    channel: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Desktop:
    """The whole console (template console/index.html; the case is console/case.html, element id `case`).

    `lines`, `gate`: how the lines of the open session fare, and whether the applicant's is enough for the item.
    `left`: the number on the ticket of this clerk's newest call of the day, if its applicant left it; else empty.
    `withdrew`: they withdrew their consent, whoever was told so. `others`: who else takes part, here or elsewhere.
    """

    staff_id: str
    staff_name: str
    window: str
    language: str
    queue: Queue
    duty: DutyView
    meeting: Meeting | None
    case: CaseView | None
    receipt: ReceiptLine | None
    left: str
    withdrew: bool
    lines: tuple[LineView, ...]
    gate: Gate | None
    tested: Tested
    others: AtConsole
    chat: tuple[ChatView, ...]
    theme: ThemeView | None = None
    wish: WishView | None = None


async def desktop(reader: Reader, staff: Staff) -> Desktop:
    """The clerk's whole screen."""
    async with reader.connection() as connection:
        session = await sessions.open_of_clerk(connection, staff.id)
        lines = await quality.lines_now(reader, connection, session.id) if session else {}
        left = NOBODY if session else await _left(reader, connection, staff)
        return Desktop(
            staff_id=staff.id,
            staff_name=staff.name,
            window=staff.window,
            language=staff.language,
            queue=await turns.queue(reader, connection, staff, session),
            duty=await duties.duty(reader, connection, staff),
            meeting=await _meeting(reader, connection, staff, session) if session else None,
            case=await _case(reader, connection, staff, session) if session else None,
            receipt=await receipt_line(connection, session.case_id) if session else None,
            left=left.number,
            withdrew=left.withdrew,
            lines=quality.views(lines),
            gate=await _gate(connection, session, lines) if session else None,
            tested=await quality.tested(reader, connection, session.visit_id) if session else quality.UNTESTED,
            others=await others.at_console(reader, connection, staff, session),
            chat=await chat.lines(reader, connection, session.visit_id, staff.language) if session else (),
            theme=await themes.of_visit(connection, session.visit_id, staff.language) if session else None,
            wish=await wishes.of_meeting(reader, connection, session, staff.language) if session else None,
        )


async def queue(reader: Reader, staff: Staff) -> Queue:
    """The turns this clerk may call, in the order of the claim."""
    async with reader.connection() as connection:
        session = await sessions.open_of_clerk(connection, staff.id)
        return await turns.queue(reader, connection, staff, session)


async def meeting(reader: Reader, staff: Staff) -> Meeting | None:
    """The clerk's open session."""
    async with reader.connection() as connection:
        session = await sessions.open_of_clerk(connection, staff.id)
        return await _meeting(reader, connection, staff, session) if session else None


async def case_of(reader: Reader, staff: Staff) -> CaseView | None:
    """The case of the clerk's open session."""
    async with reader.connection() as connection:
        session = await sessions.open_of_clerk(connection, staff.id)
        return await _case(reader, connection, staff, session) if session else None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Left:
    number: str
    withdrew: bool


NOBODY = _Left(number="", withdrew=False)


async def _left(reader: Reader, connection: AsyncConnection, staff: Staff) -> _Left:
    s, facts, given = tables.sessions.c, tables.ledger.c, tables.consents.c
    begun = service.midnight(reader.now(), languages.get(staff.language).time_zone)
    went = (facts.subject == s.id) & (facts.tag == Tag.SESSION_ENDED) & facts.actor.startswith("visit:")
    query = (
        select(tables.tickets.c.number, facts.seq, (given.withdrawn_at == s.moved_at).label("withdrew"))
        .select_from(tables.sessions)
        .join(tables.tickets, tables.tickets.c.id == s.ticket_id)
        .join(tables.consents, given.id == s.consent_id)
        .outerjoin(tables.ledger, went)
        .where(s.clerk_id == staff.id, s.rung_at >= begun)
        .order_by(s.rung_at.desc())
        .limit(1)
    )
    newest = (await connection.execute(query)).one_or_none()
    if newest is None or not (newest.seq is not None or newest.withdrew):
        return NOBODY
    return _Left(number=newest.number, withdrew=bool(newest.withdrew))


async def _meeting(reader: Reader, connection: AsyncConnection, staff: Staff, session: Session) -> Meeting:
    ticket = await tickets.get(connection, session.ticket_id)
    visit = await visits.get(connection, session.visit_id)
    zone = await zones.get(connection, session.zone_id)
    corner = await corners.get(connection, visit.corner_id)
    applicant = await applicants.applicant(connection, reader.vault, visit.applicant_id)
    item = await items.get(connection, visit.item_code, visit.item_version)
    unrecorded = await recordings.unrecorded(connection, session)
    return Meeting(
        session_id=session.id,
        visit_id=visit.id,
        ticket_id=ticket.id,
        ticket_number=ticket.number,
        state=session.state,
        rung_at=session.rung_at,
        began_at=(await service.began_at(connection, [session.id])).get(session.id),
        zone_name=zone.name[staff.language],
        corner_name=corner.name[staff.language],
        language=visit.language,
        language_name=languages.get(visit.language).name,
        names=people.name_lines(applicant),
        documents=await people.masked_documents(connection, visit.id),
        assurance=await assurance.view(reader, connection, visit, item),
        step_up=await assurance.step_up(connection, visit.id, item),
        binding=await bindings.of_applicant(connection, visit.applicant_id),
        masked_phone=await people.masked_phone(connection, visit.id),
        applicant_here=reader.is_up(meetings.applicant_party(visit.id)),
        recording=session.state is meetings.State.LIVE and not unrecorded,
        unrecorded=unrecorded,
        node=await nodes.node_of(connection, session.visit_id),
        channel=session.channel.value,
    )


async def _gate(connection: AsyncConnection, session: Session, lines: Mapping[str, Line]) -> Gate | None:
    case = await cases.get(connection, session.case_id)
    return quality.gate(await items.get(connection, case.item_code, case.item_version), lines)


async def _case(reader: Reader, connection: AsyncConnection, staff: Staff, session: Session) -> CaseView:
    case = await cases.get(connection, session.case_id)
    return await case_view(reader, connection, case, hand=Hand.CLERK, language=staff.language)
