"""A store of before turns stood in lines keeps their order, and its staff may serve what they served."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from desk.model.turns.order import Priority, Reason, Rules
from desk.model.turns.routing import Speech
from desk.model.turns.tickets import Source, Ticket
from desk.store import schema, staff, zones
from desk.store.turns import tickets
from tests.desk.store.old import Add, left_at
from tests.desk.world import vault

WHEN = datetime(2026, 11, 1, 9, 30, tzinfo=UTC)
WAITED = {"t1": 2, "t2": 2, "t3": 0}
"""The class of each turn as it was kept before: 0 for one that returned, 2 for the others."""
LANGUAGES = {"t1": "zh-Hans-CN", "t2": "pt-MO", "t3": "zh-Hant-HK"}


@pytest.fixture
async def old(store_url: str) -> AsyncIterator[AsyncEngine]:
    """A store as the step before left it, with a zone, a clerk and three turns, taken a minute apart."""
    async with left_at(store_url, "0011", _fill) as made:
        yield made


def _fill(add: Add) -> None:
    add("zones", id="z", code="macao", name={}, place={}, jurisdiction="MO", timezone="Asia/Macau", currency="MOP")
    add("corners", id="k", zone_id="z", code="MO-01", name={}, key_hash="", browser_hash="", help_asked=False)
    person = {"login": "c", "name": "C", "role": "clerk", "language": "zh-Hans-CN", "window": "A01", "skills": ["s"]}
    add("staff", id="c", password_hash="", totp_secret=b"", totp_step=0, **person)
    for place, (ticket, priority) in enumerate(WAITED.items()):
        began = WHEN + timedelta(minutes=place)
        told = {"language": LANGUAGES[ticket], "state": "closed", "item_code": "X", "item_version": 1}
        add("visits", id=f"v-{ticket}", corner_id="k", zone_id="z", applicant_id="", began_at=began, **told)
        at = {"day": WHEN.date(), "taken_at": began, "moved_at": began, "priority": priority, "state": "waiting"}
        names = {"number": f"A-00{place + 1}", "item_code": "X", "skill": "s", "language": LANGUAGES[ticket]}
        add("tickets", id=ticket, zone_id="z", visit_id=f"v-{ticket}", **names, **at)


async def kept(old: AsyncEngine) -> dict[str, Ticket]:
    """The turns after the step."""
    await schema.migrate(old, vault())
    async with old.connect() as connection:
        return {ticket: await tickets.get(connection, ticket) for ticket in WAITED}


async def test_who_was_to_be_first_stays_first(old: AsyncEngine) -> None:
    after = await kept(old)
    assert sorted(after, key=lambda ticket: after[ticket].stands_at) == ["t3", "t1", "t2"]


async def test_who_returned_stands_a_head_start_before_all(old: AsyncEngine) -> None:
    after = (await kept(old))["t3"]
    stands = WHEN + timedelta(minutes=2) - Rules().head_starts[Priority.RETURNING]
    assert (after.priority, after.reason, after.stands_at) == (Priority.RETURNING, Reason.BROKEN, stands)


async def test_the_others_stand_where_they_came(old: AsyncEngine) -> None:
    after = (await kept(old))["t2"]
    came = WHEN + timedelta(minutes=1)
    assert (after.priority, after.reason, after.stands_at) == (Priority.ORDINARY, Reason.NONE, came)


async def test_everybody_is_taken_to_speak_what_they_read(old: AsyncEngine) -> None:
    after = await kept(old)
    assert [ticket.speech for ticket in after.values()] == [Speech.PUTONGHUA, Speech.PORTUGUESE, Speech.CANTONESE]
    assert [ticket.line for ticket in after.values()] == ["z/s/cmn", "z/s/pt", "z/s/yue"]


async def test_every_turn_of_before_came_from_a_corner(old: AsyncEngine) -> None:
    assert {ticket.source for ticket in (await kept(old)).values()} == {Source.CORNER}


async def test_staff_may_serve_everybody_they_served(old: AsyncEngine) -> None:
    await schema.migrate(old, vault())
    async with old.connect() as connection:
        clerk = await staff.get(connection, "c")
    assert (set(clerk.speaks), clerk.serves, clerk.most_a_day) == (set(Speech), (), 0)


async def test_a_zone_of_before_has_the_usual_rules(old: AsyncEngine) -> None:
    await schema.migrate(old, vault())
    async with old.connect() as connection:
        assert await zones.rules(connection, "z") == Rules()
