"""A business, open or closed now."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from desk.model.turns.businesses import Business, Why

MACAO = ZoneInfo("Asia/Macau")
HOUR = timedelta(hours=1)
NOW = datetime(2026, 11, 23, 2, tzinfo=UTC)
CLOSED = Business(zone_id="z", skill="tax", why=Why.FAULT, until=None, by_id="s", moved_at=NOW)


def test_a_business_that_was_opened_again_is_open() -> None:
    assert not replace(CLOSED, why=None).is_closed(NOW)


def test_closed_without_a_time_it_stays_closed() -> None:
    assert CLOSED.is_closed(NOW + timedelta(days=30))


def test_closed_until_a_time_it_opens_by_itself_then() -> None:
    closed = replace(CLOSED, until=NOW + timedelta(hours=1))
    assert (closed.is_closed(NOW + timedelta(minutes=59)), closed.is_closed(NOW + timedelta(hours=1))) == (True, False)


def test_full_it_serves_who_is_expected_and_otherwise_nobody() -> None:
    assert [why for why in Why if replace(CLOSED, why=why).serves(NOW)] == [Why.FULL]


@pytest.mark.parametrize(
    ("closed", "since"),
    [
        (CLOSED, None),
        (replace(CLOSED, why=None), NOW),
        (replace(CLOSED, until=NOW - HOUR), NOW - HOUR),
        (replace(CLOSED, until=NOW + HOUR), None),
    ],
    ids=["closed", "opened", "opened-by-itself", "closed-until"],
)
def test_it_knows_since_when_it_is_open_again(closed: Business, since: datetime | None) -> None:
    assert closed.open_since(NOW) == since


@pytest.mark.parametrize(
    ("closed", "first"),
    [
        (replace(CLOSED, why=None), NOW),
        (CLOSED, datetime(2026, 11, 24, tzinfo=MACAO)),
        (replace(CLOSED, until=NOW + 30 * HOUR), NOW + 30 * HOUR),
    ],
    ids=["open", "nobody-knows-until-when", "closed-until"],
)
def test_what_is_closed_is_booked_from_when_it_opens(closed: Business, first: datetime) -> None:
    assert closed.books_from(NOW, MACAO) == first
