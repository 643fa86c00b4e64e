"""Tracking: where a case stands, when it was promised by, and what anyone may know of a receipt."""

from datetime import UTC, date, datetime

import pytest

from desk.boards import track
from desk.model.turns.calendars import CLERKS, calendar_of
from desk.papers.receipts import ReceiptPaper
from tests.desk.boards.hall import ONE_ENGINE, Hall
from tests.desk.fakes import FakePrinter
from tests.desk.world import demo_data

UNKNOWN = calendar_of(CLERKS, [])
"""As before any list was brought in: Monday to Friday work."""
PROMISES = {
    "on-the-spot": (date(2026, 11, 21), 0, date(2026, 11, 21)),
    "monday-to-tuesday": (date(2026, 11, 23), 1, date(2026, 11, 24)),
    "friday-to-monday": (date(2026, 11, 20), 1, date(2026, 11, 23)),
    "saturday-to-monday": (date(2026, 11, 21), 1, date(2026, 11, 23)),
    "two-weeks": (date(2026, 11, 20), 10, date(2026, 12, 4)),
}


@pytest.mark.parametrize(("day", "count", "expected"), PROMISES.values(), ids=PROMISES.keys())
def test_promised_days_are_working_days(day: date, count: int, expected: date) -> None:
    assert track.working_days_after(day, count, UNKNOWN) == expected


def test_promised_days_leave_out_the_holidays_of_the_clerks_and_count_the_weekends_they_work() -> None:
    """From 30 September 2026: seven days of holidays, two working days, then a Saturday that is worked."""
    lists = [entry for entry in demo_data().calendars if entry["code"] == CLERKS]
    assert track.working_days_after(date(2026, 9, 30), 3, calendar_of(CLERKS, lists)) == date(2026, 10, 10)


@ONE_ENGINE
async def test_a_submitted_case_is_being_accepted(hall: Hall) -> None:
    session = await hall.meet()
    receipt = await hall.submit(session)
    shown = await track.tracked(hall.reader, receipt, "pt-MO")
    assert [(step.key, step.state) for step in shown.steps] == [
        ("submitted", "done"),
        ("accepted", "current"),
        ("decided", "to-come"),
    ]
    assert (shown.steps[0].at, shown.promised_by) == (hall.clock(), None)
    assert shown.clock is not None
    assert (shown.clock.pace, shown.clock.due_at) == ("first-answer", datetime(2026, 11, 23, 2, 0, tzinfo=UTC))
    assert shown.item_title == "Declaração da firma da empresa"


async def test_a_receipt_is_genuine_by_the_secret_of_its_code_alone(hall: Hall) -> None:
    receipt = await hall.submit(await hall.meet())
    secret = printed(hall).check_url.rsplit("/", 1)[1]
    shown = await track.genuine(hall.reader, secret, "en-HK")
    assert shown is not None
    assert (shown.number, shown.content_hash) == (receipt.number, receipt.content_hash)
    assert [await track.genuine(hall.reader, other, "en-HK") for other in (receipt.check_hash, "", "x" * 43)] == [
        None
    ] * 3


def printed(hall: Hall) -> ReceiptPaper:
    assert isinstance(hall.desk.printer, FakePrinter)
    return hall.desk.printer.drawn[-1]
