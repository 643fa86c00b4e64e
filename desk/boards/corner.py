"""What the applicant's own screen shows from the ticket on: waiting, called, in session, signing, finished."""

from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from desk.boards import assurance, consents, people, quality, ratings, recordings, service, themes
from desk.boards.assurance import StepUpView
from desk.boards.case import case_view, material_lines, receipt_line
from desk.boards.meetings import chat, company
from desk.boards.meetings.chat import ChatView
from desk.boards.meetings.company import Company
from desk.boards.parts import CaseView, MaterialLine, ReceiptLine, Wait
from desk.boards.quality import Tested
from desk.boards.ratings import UNRATED, RatingView
from desk.boards.reader import Reader
from desk.boards.themes import ThemeView
from desk.boards.turns import waits
from desk.model import sessions as meetings
from desk.model.cases.cases import LODGED, Case, Hand
from desk.model.cases.cases import State as CaseState
from desk.model.errors import Missing
from desk.model.items import Item
from desk.model.sessions import Session
from desk.model.turns.order import Priority
from desk.model.turns.tickets import CALLABLE, State, Ticket
from desk.model.visits import State as VisitState
from desk.model.visits import Visit
from desk.store import corners, items, nodes, sessions, staff, visits, zones
from desk.store.cases import cases
from desk.store.turns import appointments, slips, tickets


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """The one thing that is asked of the applicant now (template corner/stage.html, element id `stage`).

    `kind`: waiting · returning (they are served first) · called (show Begin) · live · held · missed (called out again)
    · parked (set aside: may come back) · lapsed (nobody came back in time) · booked (a call-back) · finished (receipt
    if any, then rating) · closed · withdrawn (closed, for the consent was withdrawn).
    `interrupted`: they return because a session broke, and not because they missed a call.
    `ahead`: turns before this one. `ready`: materials to have at hand. `still`: the material whose still is wanted now.
    `clerk_here`: whether the clerk's media leg is up. `masked_phone`: where the one-time code went.
    `signing`: "" | read (a key fact is read back) | sign (draw the signature) | code (enter the one-time code) | done
    (confirmed).
    `reopened`: the record was changed after the applicant signed it; they have to sign again.
    `tested`: the test of the line, while waiting. `is_poor`: whether the line is poor now, while together.
    `unrecorded`: `required` or `wished`, the item's rule, while the recording fails; else empty.
    `step_up`: while the applicant is asked to prove anew who they are; else None.
    `corner_id`: where the visit sits; empty while its applicant stepped away. `has_slip`: the ticket is on paper.
    `announced`: how often a missed call was called out. `kept_until`: so long a parked turn may come back, `behind` so
    many others. `booked_for`: when a turn goes on that was called back. `channel`: video, audio, text; `chat`: what was
    written, and on which side.
    `rating`: what they gave, and what may be told beside. `node`: the media node that the leg belongs on, if any.
    `company`: who else is there, or that their turn was sent on to another window.
    """

    kind: str
    visit_id: str
    language: str
    ticket_number: str
    item_title: str
    ahead: int
    wait: Wait | None
    ready: tuple[MaterialLine, ...]
    interrupted: bool
    session_id: str
    window: str
    clerk_name: str
    clerk_here: bool
    began_at: datetime | None
    case: CaseView | None
    still: MaterialLine | None
    signing: str
    reopened: bool
    masked_phone: str
    receipt: ReceiptLine | None
    rating: RatingView
    help_asked: bool
    unrecorded: str
    node: str
    tested: Tested
    is_poor: bool
    step_up: StepUpView | None
    corner_id: str
    has_slip: bool
    announced: int
    kept_until: datetime | None
    behind: int
    channel: str
    chat: tuple[ChatView, ...]
    company: Company = company.NOBODY
    booked_for: datetime | None = None
    theme: ThemeView | None = None


SIGNING = {
    CaseState.READING: "read",
    CaseState.SIGNING: "sign",
    CaseState.SIGNED: "code",
    CaseState.CONFIRMED: "done",
    **dict.fromkeys(LODGED, "done"),
}
KINDS = {
    State.CALLED: "called",
    State.IN_SESSION: "live",
    State.HELD: "held",
    State.MISSED: "missed",
    State.PARKED: "parked",
    State.BOOKED: "booked",
    State.CANCELLED: "lapsed",
    State.DONE: "finished",
}
TOGETHER = ("live", "held")
WITH_CLERK = ("called", *TOGETHER, "finished")
"""Kinds of stage on which the clerk is named."""


async def stage(reader: Reader, visit_id: str) -> Stage:
    """What is asked of this visit's applicant now, in the visit's language. Raises Missing before the ticket."""
    async with reader.connection() as connection:
        visit = await visits.get(connection, visit_id)
        ticket = await tickets.of_visit(connection, visit_id)
        if ticket is None:
            return await _without_turn(connection, visit)
        session = await sessions.newest_of_visit(connection, visit_id)
        kind = _kind(visit, ticket)
        if kind == "closed":
            gone = await consents.was_withdrawn(connection, visit.id)
            return _closed(visit, ticket.number, "withdrawn" if gone else kind)
        return await _stage(reader, connection, kind, _Seen(visit=visit, ticket=ticket, session=session))


async def _without_turn(connection: AsyncConnection, visit: Visit) -> Stage:
    """A visit that is over, or whose turn goes on at another time. Raises Missing before the ticket."""
    booked = await appointments.booked_in(connection, visit.id) if visit.state is VisitState.TICKETED else None
    if booked is not None:
        number = (await tickets.get(connection, booked.ticket_id)).number
        return replace(_closed(visit, number, "booked"), booked_for=booked.starts_at)
    if visit.state is not VisitState.CLOSED:
        raise Missing("ticket")
    return _closed(visit, "")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Seen:
    visit: Visit
    ticket: Ticket
    session: Session | None


def _kind(visit: Visit, ticket: Ticket) -> str:
    if visit.state is VisitState.CLOSED:
        return "closed"
    if ticket.state in (*CALLABLE, State.OFFERED):
        return "returning" if ticket.priority is Priority.RETURNING else "waiting"
    return KINDS[ticket.state]


async def _stage(reader: Reader, connection: AsyncConnection, kind: str, seen: _Seen) -> Stage:
    visit, ticket = seen.visit, seen.ticket
    session = seen.session if kind in WITH_CLERK else None
    clerk = await staff.get(connection, session.clerk_id) if session else None
    case = await cases.of_visit(connection, visit.id)
    view = await case_view(reader, connection, case, hand=Hand.APPLICANT, language=visit.language) if case else None
    item = await items.get(connection, visit.item_code, visit.item_version)
    whole = await themes.with_papers(connection, visit.id, item)
    papers = view.materials if view else material_lines(whole, {}, "", visit.language)
    corner = await corners.get(connection, visit.corner_id)
    ahead, wait = await _place_in_line(reader, connection, ticket)
    rules = await zones.rules(connection, ticket.zone_id)
    return Stage(
        kind=kind,
        visit_id=visit.id,
        language=visit.language,
        ticket_number=ticket.number,
        item_title=item.title[visit.language],
        ahead=ahead,
        wait=wait,
        ready=tuple(paper for paper in papers if paper.state == "missing"),
        interrupted=seen.session is not None and seen.session.state is meetings.State.BROKEN,
        session_id=session.id if session else "",
        window=session.window if session else "",
        clerk_name=clerk.name if clerk else "",
        clerk_here=clerk is not None and kind != "finished" and reader.is_up(meetings.staff_party(clerk.id)),
        began_at=(await service.began_at(connection, [session.id])).get(session.id) if session else None,
        case=view,
        still=next((paper for paper in papers if paper.state == "asked" and not paper.promise), None)
        if kind in TOGETHER
        else None,
        signing=SIGNING.get(case.state, "") if case else "",
        reopened=case is not None and await _is_reopened(connection, case),
        masked_phone=await people.masked_phone(connection, visit.id),
        receipt=await receipt_line(connection, case.id) if case else None,
        rating=await ratings.of_visit(reader, connection, visit.id),
        help_asked=corner.help_asked,
        unrecorded=await recordings.unrecorded(connection, session) if session else "",
        tested=await quality.tested(reader, connection, visit.id),
        is_poor=kind in TOGETHER and session is not None and await _is_poor(reader, connection, session),
        step_up=await _step_up(connection, visit, item) if kind in TOGETHER else None,
        node=await nodes.node_of(connection, visit.id),
        company=await company.of_applicant(connection, ticket, session),
        corner_id="" if visit.away else visit.corner_id,
        has_slip=await slips.is_printed(connection, ticket.id),
        announced=ticket.announced,
        kept_until=ticket.moved_at + rules.parked_for if ticket.state is State.PARKED else None,
        behind=rules.come_back_behind,
        channel=session.channel.value if session else "",
        chat=await chat.lines(reader, connection, visit.id, visit.language) if kind in TOGETHER else (),
        theme=await themes.of_visit(connection, visit.id, visit.language),
    )


async def _step_up(connection: AsyncConnection, visit: Visit, item: Item) -> StepUpView | None:
    asked = await assurance.step_up(connection, visit.id, item)
    return asked if asked is not None and asked.is_open else None


async def _is_poor(reader: Reader, connection: AsyncConnection, session: Session) -> bool:
    return quality.is_poor(await quality.lines_now(reader, connection, session.id))


async def _is_reopened(connection: AsyncConnection, case: Case) -> bool:
    return (
        case.state in (CaseState.DRAFTING, CaseState.READING)
        and await cases.confirmation_of(connection, case.id) is not None
    )


async def _place_in_line(reader: Reader, connection: AsyncConnection, ticket: Ticket) -> tuple[int, Wait | None]:
    if ticket.state not in CALLABLE:
        return 0, None
    ahead = await service.turns_before(connection, ticket)
    return ahead, await waits.of_ticket(reader, connection, ticket)


def _closed(visit: Visit, ticket_number: str, kind: str = "closed") -> Stage:
    """The visit is over: nothing of the person is left on the screen."""
    return Stage(
        kind=kind,
        visit_id=visit.id,
        language=visit.language,
        ticket_number=ticket_number,
        item_title="",
        ahead=0,
        wait=None,
        ready=(),
        interrupted=False,
        session_id="",
        window="",
        clerk_name="",
        clerk_here=False,
        began_at=None,
        case=None,
        still=None,
        signing="",
        reopened=False,
        masked_phone="",
        receipt=None,
        rating=UNRATED,
        help_asked=False,
        unrecorded="",
        tested=quality.UNTESTED,
        is_poor=False,
        step_up=None,
        node="",
        corner_id="" if visit.away else visit.corner_id,
        has_slip=False,
        announced=0,
        kept_until=None,
        behind=0,
        channel="",
        chat=(),
    )
