"""What the applicant sees later by the receipt's number, and what anyone may check of a receipt."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from desk.boards import decisions as rulings
from desk.boards import themes, titles
from desk.boards.case import receipt_line_of
from desk.boards.decisions import ClockView, DecisionLine
from desk.boards.parts import ReceiptLine
from desk.boards.reader import Reader
from desk.boards.themes import ThemeView
from desk.model.cases.cases import WAITING, Move, State
from desk.model.cases.decisions import Decision
from desk.model.cases.postings import Posting
from desk.model.receipts import Level, Receipt
from desk.model.turns.calendars import CLERKS, Calendar, Kind
from desk.store import items, receipts, zones
from desk.store.cases import cases, decisions, postings
from desk.store.tables import transactions
from desk.store.turns import calendars

SATURDAY = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step of the case's way. `key`: submitted, accepted, decided, refused. `state`: done, current, to-come."""

    key: str
    state: str
    at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Tracked:
    """Where the case stands (track/case.html).

    `wanted`: what was asked for and is waited for. `letters`: of every decision that has one, the newest last.
    `posting`: what became of the result by post; `is_done`: there is a result.
    """

    case_number: str
    item_title: str
    department: str
    steps: tuple[Step, ...]
    promised_by: date | None
    receipt: ReceiptLine
    theme: ThemeView | None = None
    clock: ClockView | None = None
    wanted: DecisionLine | None = None
    letters: tuple[DecisionLine, ...] = ()
    posting: Posting | None = None
    is_done: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Genuine:
    """What anyone is told of a genuine receipt (check/receipt.html), which is nothing of the person. None: not ours.

    `seal_key`: the id of the key that sealed it; empty on those that were issued before papers were sealed.
    """

    number: str
    item_title: str
    zone_name: str
    issued_at: datetime
    content_hash: str
    seal_key: str
    is_stamped: bool


async def tracked(reader: Reader, receipt: Receipt, language: str) -> Tracked:
    """Where the case of this receipt stands. Raises Missing."""
    async with reader.connection() as connection:
        case = await cases.get(connection, receipt.case_id)
        item = await items.get(connection, case.item_code, case.item_version)
        zone = await zones.get(connection, case.zone_id)
        clerks = await calendars.get(connection, CLERKS)
        submitted_at = await _submitted_at(connection, case.id) or receipt.issued_at
        ruled = await decisions.of_case(connection, reader.vault, case.id)
        clock = await rulings.clock_of(connection, case.id, ruled, reader.now())
        told_of = await rulings.lines(connection, ruled)
        posting = await postings.of_case(connection, reader.vault, case.id)
        several = await themes.of_visit(connection, case.visit_id, language)
    submitted_on = submitted_at.astimezone(ZoneInfo(zone.timezone)).date()
    return Tracked(
        case_number=case.number,
        item_title=item.title[language],
        department=item.department_name[language],
        steps=(Step(key="submitted", state="done", at=submitted_at), *_steps(case.state, ruled)),
        promised_by=None if clock else working_days_after(submitted_on, item.promised_days, clerks),
        receipt=receipt_line_of(receipt),
        theme=several,
        clock=clock,
        wanted=told_of[-1] if case.state in WAITING else None,
        letters=tuple(line for line in told_of if line.letter_url),
        posting=posting,
        is_done=case.state is State.DONE,
    )


async def genuine(reader: Reader, check_secret: str, language: str) -> Genuine | None:
    """What anyone is told of the receipt whose QR code holds this secret; None when it is not one of ours."""
    async with reader.connection() as connection:
        receipt = await receipts.by_check(connection, check_secret)
        return await told(connection, receipt, language) if receipt else None


async def told(connection: AsyncConnection, receipt: Receipt, language: str) -> Genuine:
    """What anyone is told of this receipt."""
    case = await cases.get(connection, receipt.case_id)
    zone = await zones.get(connection, case.zone_id)
    version = (case.item_code, case.item_version)
    called = await titles.of_versions(connection, [version], language)
    return Genuine(
        number=receipt.number,
        item_title=called[version],
        zone_name=zone.name[language],
        issued_at=receipt.issued_at,
        content_hash=receipt.content_hash,
        seal_key=receipt.seal_key,
        is_stamped=receipt.seal_level is Level.STAMPED,
    )


def working_days_after(day: date, count: int, clerks: Calendar) -> date:
    """The day so many working days later, by the calendar of the clerks; of days that it does not know, Monday to
    Friday work."""
    while count > 0:
        day += timedelta(days=1)
        known = clerks.kind(day) is not Kind.UNKNOWN
        count -= clerks.is_working(day) if known else day.weekday() < SATURDAY
    return day


def _steps(state: State, ruled: Sequence[Decision]) -> tuple[Step, ...]:
    """What follows the submission. Who was refused before anything was accepted goes straight there."""
    at = {decision.move: decision.decided_at for decision in ruled}
    accepted = Step(key="accepted", state="done" if Move.ACCEPT in at else "current", at=at.get(Move.ACCEPT))
    if state is State.REFUSED:
        refused = Step(key="refused", state="done", at=at.get(Move.REFUSE))
        return (accepted, refused) if Move.ACCEPT in at else (refused,)
    if state is State.DONE:
        return accepted, Step(key="decided", state="done", at=at.get(Move.FINISH))
    return accepted, Step(key="decided", state="current" if Move.ACCEPT in at else "to-come", at=None)


async def _submitted_at(connection: AsyncConnection, case_id: str) -> datetime | None:
    """When the transaction was entered; what it says stays sealed."""
    query = select(transactions.c.submitted_at).where(transactions.c.case_id == case_id)
    found: datetime | None = (await connection.execute(query)).scalar_one_or_none()
    return found
