"""A store in which somebody has two appointments for one item: the first stays theirs, and no place is lost."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncEngine

from desk.store import schema
from desk.store.tables import appointments
from tests.desk.store.old import Add, left_at
from tests.desk.world import vault

WHEN = datetime(2026, 11, 1, 9, 30, tzinfo=UTC)
OF = {"a": ("p", "booked"), "b": ("p", "booked"), "c": ("p", "cancelled"), "d": ("q", "booked")}
"""Whose each appointment is, and how it stands; one day apart."""


@pytest.fixture
async def old(store_url: str) -> AsyncIterator[AsyncEngine]:
    """A store as the step before left it."""
    async with left_at(store_url, "0018", _fill) as made:
        yield made


def _fill(add: Add) -> None:
    place = {"name": {}, "place": {}, "jurisdiction": "MO", "timezone": "Asia/Macau", "currency": "MOP"}
    add("zones", id="z", code="macao", **place, openings={}, rules={})
    add("corners", id="k", zone_id="z", code="MO-01", name={}, key_hash="", browser_hash="", help_asked=False)
    told = {"language": "pt-MO", "item_code": "X", "item_version": 1, "applicant_id": "", "state": "closed"}
    add("visits", id="v", corner_id="k", zone_id="z", began_at=WHEN, **told)
    for day, (name, (person, state)) in enumerate(OF.items()):
        at = {"starts_at": WHEN + timedelta(days=day), "ends_at": WHEN, "booked_at": WHEN, "moved_at": WHEN}
        line = {"item_code": "X", "skill": "s", "speech": "pt", "language": "pt-MO", "line": "z/s/pt"}
        times = {"day": WHEN.date(), "taken_at": WHEN, "stands_at": WHEN, "moved_at": WHEN, "priority": 1}
        add("tickets", id=name, zone_id="z", number=f"A-{day}", state="booked", **line, **times)
        which = {"zone_id": "z", "ticket_id": name, "visit_id": "v", "applicant_id": person, "state": state}
        kept = {"skill": "s", "item_code": "X", "language": "pt-MO", "revision": 0, "reminded": 0}
        add("appointments", id=name, secret_hash=name, **which, **kept, **at)


async def test_the_later_of_two_is_known_by_its_slip_alone(old: AsyncEngine) -> None:
    await schema.migrate(old, vault())
    async with old.connect() as connection:
        query = sa.select(appointments.c.id, appointments.c.applicant_id).order_by(appointments.c.id)
        whose = {row.id: row.applicant_id for row in await connection.execute(query)}
    assert whose == {"a": "p", "b": None, "c": "p", "d": "q"}
