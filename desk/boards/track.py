"""What the applicant sees later by the receipt's number, and what anyone may check of a receipt."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from desk.boards import themes, titles
from desk.boards.case import receipt_line_of
from desk.boards.parts import ReceiptLine
from desk.boards.reader import Reader
from desk.boards.themes import ThemeView
from desk.model.receipts import Level, Receipt
from desk.model.turns.calendars import CLERKS, Calendar, Kind
from desk.store import items, receipts, zones
from desk.store.cases import cases
from desk.store.tables import transactions
from desk.store.turns import calendars

SATURDAY = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step of the case's way. `key`: submitted, accepted, decided. `state`: done, current, to-come."""

    key: str
    state: str
    at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Tracked:
    """Where the case stands (track/case.html)."""

    case_number: str
    item_title: str
    department: str
    steps: tuple[Step, ...]
    promised_by: date | None
    receipt: ReceiptLine
    theme: ThemeView | None = None


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
        several = await themes.of_visit(connection, case.visit_id, language)
    submitted_on = submitted_at.astimezone(ZoneInfo(zone.timezone)).date()
    return Tracked(
        case_number=case.number,
        item_title=item.title[language],
        department=item.department_name[language],
        steps=(
            Step(key="submitted", state="done", at=submitted_at),
            Step(key="accepted", state="current", at=None),
            Step(key="decided", state="to-come", at=None),
        ),
        promised_by=working_days_after(submitted_on, item.promised_days, clerks),
        receipt=receipt_line_of(receipt),
        theme=several,
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


async def _submitted_at(connection: AsyncConnection, case_id: str) -> datetime | None:
    """When the transaction was entered; what it says stays sealed."""
    query = select(transactions.c.submitted_at).where(transactions.c.case_id == case_id)
    found: datetime | None = (await connection.execute(query)).scalar_one_or_none()
    return found
