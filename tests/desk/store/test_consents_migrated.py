"""A store of before consents had purposes keeps each receipt, and what refers to it."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncEngine

from desk.model.consents import fingerprint, number_of
from desk.model.notices import Purpose
from desk.store import consents, schema
from identity.vault import Place
from tests.desk.store.old import Add, left_at
from tests.desk.world import vault

WHEN = datetime(2026, 11, 1, 9, 30, tzinfo=UTC)
TEXT = "Título\n\n☑ Li."
NOTICE = {"title": {}, "sections": [], "statements": [{"key": "read", "text": {}}, {"key": "recording", "text": {}}]}


@pytest.fixture
async def old(store_url: str) -> AsyncIterator[AsyncEngine]:
    """A store as the first version left it: a consent that stands, on which a session rests, and one withdrawn."""
    async with left_at(store_url, "0004", _fill) as made:
        await schema.migrate(made, vault())
        yield made


def _fill(add: Add) -> None:
    add("zones", id="z", code="macao", name={}, place={}, jurisdiction="MO", timezone="Asia/Macau", currency="MOP")
    add("corners", id="k", zone_id="z", code="MO-01", name={}, key_hash="", browser_hash="", help_asked=False)
    add("notices", id="consent-macao", version=1, jurisdiction="MO", definition=NOTICE)
    for visit, withdrawn in (("v1", None), ("v2", WHEN)):
        visit_row = {"language": "pt-MO", "state": "closed", "item_code": "X", "item_version": 1, "applicant_id": "a"}
        add("visits", id=visit, corner_id="k", zone_id="z", began_at=WHEN, **visit_row)
        notice = {"notice_id": "consent-macao", "notice_version": 1, "jurisdiction": "MO", "language": "pt-MO"}
        add("consents", id=f"c-{visit}", visit_id=visit, text=TEXT, given_at=WHEN, withdrawn_at=withdrawn, **notice)
    _meet(add)


def _meet(add: Add) -> None:
    """A session that refers to the first receipt."""
    names = vault().seal_text("[]", Place(table="applicants", column="names", row="a"))
    add("applicants", id="a", provider="macao", subject="s", names=names, assurance="high", recognised_at=WHEN)
    secrets = {"password_hash": "", "totp_secret": b"", "totp_step": 0, "failures": 0}
    who = {"login": "x", "name": "x", "role": "clerk", "language": "zh-Hans-CN", "window": "1", "skills": []}
    add("staff", id="s", **who, **secrets)
    turn = {"number": "A-001", "day": WHEN.date(), "item_code": "X", "skill": "x", "language": "pt-MO", "priority": 1}
    add("tickets", id="t", zone_id="z", visit_id="v1", state="done", taken_at=WHEN, moved_at=WHEN, **turn)
    case = {"number": "JM202600000001", "applicant_id": "a", "item_code": "X", "item_version": 1, "state": "drafting"}
    add("cases", id="f", zone_id="z", visit_id="v1", opened_at=WHEN, moved_at=WHEN, **case)
    meeting = {"ticket_id": "t", "visit_id": "v1", "case_id": "f", "zone_id": "z", "clerk_id": "s", "window": "1"}
    add("sessions", id="m", consent_id="c-v1", state="ended", rung_at=WHEN, moved_at=WHEN, **meeting)


async def test_what_was_agreed_to_was_the_whole_base_notice(old: AsyncEngine) -> None:
    async with old.connect() as connection:
        kept = await consents.standing(connection, "v1", Purpose.VISIT)
    assert kept is not None
    assert (kept.id, kept.agreed, kept.sha256) == ("c-v1", ("read", "recording"), fingerprint(TEXT))


async def test_each_receipt_has_its_number(old: AsyncEngine) -> None:
    async with old.connect() as connection:
        kept = await consents.by_number(connection, number_of("c-v1"))
    assert (kept.id, kept.given_at, kept.text) == ("c-v1", WHEN, TEXT)


async def test_what_was_withdrawn_stays_withdrawn(old: AsyncEngine) -> None:
    async with old.connect() as connection:
        assert await consents.standing(connection, "v2") is None
        assert [one.withdrawn_at for one in await consents.of_visit(connection, "v2")] == [WHEN]


async def test_a_session_still_refers_to_its_receipt(old: AsyncEngine) -> None:
    async with old.connect() as connection:
        query = "SELECT count(*) FROM sessions JOIN consents ON consents.id = sessions.consent_id"
        assert (await connection.execute(sa.text(query))).scalar_one() == 1
