"""A business, open or closed now."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from desk.model.turns.businesses import Business, Why

NOW = datetime(2026, 11, 23, 2, tzinfo=UTC)
CLOSED = Business(zone_id="z", skill="tax", why=Why.FAULT, until=None, by_id="s", moved_at=NOW)


def test_a_business_that_was_opened_again_is_open() -> None:
    assert not replace(CLOSED, why=None).is_closed(NOW)


def test_closed_without_a_time_it_stays_closed() -> None:
    assert CLOSED.is_closed(NOW + timedelta(days=30))


def test_closed_until_a_time_it_opens_by_itself_then() -> None:
    closed = replace(CLOSED, until=NOW + timedelta(hours=1))
    assert (closed.is_closed(NOW + timedelta(minutes=59)), closed.is_closed(NOW + timedelta(hours=1))) == (True, False)
