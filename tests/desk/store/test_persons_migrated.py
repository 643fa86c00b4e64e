"""A store of before applicants were persons keeps what it knew: accounts, numbers, how each visit was recognised."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncEngine

from desk.store import bindings, holders, people, recognitions, schema
from identity import documents
from identity.assurance import Level
from identity.documents import Check, Document, Kind, RawNumber
from identity.vault import Place
from tests.desk.store.old import Add, left_at
from tests.desk.world import vault

WHEN = datetime(2026, 11, 1, 9, 30, tzinfo=UTC)
ITEM = {"language": "pt-MO", "state": "closed", "item_code": "X", "item_version": 1}


@pytest.fixture
async def old(store_url: str) -> AsyncIterator[AsyncEngine]:
    """A store as the step before left it, with one applicant, two visits and two documents."""
    async with left_at(store_url, "0005", _fill) as made:
        yield made


def _fill(add: Add) -> None:
    add("zones", id="z", code="macao", name={}, place={}, jurisdiction="MO", timezone="Asia/Macau", currency="MOP")
    add("corners", id="k", zone_id="z", code="MO-01", name={}, key_hash="", browser_hash="", help_asked=False)
    names = vault().seal_text('[["李叶", "zh-Hant-MO", "macao"]]', Place(table="applicants", column="names", row="a"))
    add("applicants", id="a", provider="macao", subject="s", names=names, assurance="high", recognised_at=WHEN)
    for visit in ("v1", "v2"):
        add("visits", id=visit, corner_id="k", zone_id="z", applicant_id="a", began_at=WHEN, **ITEM)
        _document(add, f"d-{visit}", visit, Kind.MACAO_BIR, "5234567(1)", "provider")
    _document(add, "d-typed", "v1", Kind.HOME_RETURN_PERMIT, "M12345678", "shape")


def _document(add: Add, document_id: str, visit_id: str, kind: Kind, number: str, checked: str) -> None:
    sealed = vault().seal_text(number, Place(table="documents", column="number", row=document_id))
    index = vault().index("documents.number", f"{kind}:{number}").hex()
    known = {"number": sealed, "number_index": index, "masked": "5234***(*)", "checked": checked}
    add("documents", id=document_id, applicant_id="a", visit_id=visit_id, kind=kind, **known)


def paper(kind: Kind, number: str) -> Document:
    """As a provider vouches for it."""
    read = documents.parse(kind, RawNumber(number))
    return Document(kind=kind, canonical=read.canonical, masked=read.masked, checked=Check.PROVIDER)


async def test_an_account_is_found_by_its_subject(old: AsyncEngine) -> None:
    await schema.migrate(old, vault())
    async with old.connect() as connection:
        bound = await bindings.of_account(connection, vault(), "macao", "s")
    assert bound is not None
    assert (bound.applicant_id, bound.kind, bound.bound_at) == ("a", "zone", WHEN)


async def test_a_vouched_number_is_held_and_a_typed_one_is_not(old: AsyncEngine) -> None:
    await schema.migrate(old, vault())
    async with old.connect() as connection:
        held = await holders.of_applicant(connection, "a")
    assert [(one.kind, one.masked) for one in held] == [("macao-bir", "5234***(*)")]


async def test_a_held_number_is_found_again(old: AsyncEngine) -> None:
    await schema.migrate(old, vault())
    async with old.connect() as connection:
        came = [paper(Kind.MACAO_BIR, "5234567(1)")]
        found = await holders.touched(connection, vault(), came, account=None)
    assert set(found.known.persons) == {"a"}


async def test_each_visit_keeps_how_it_was_recognised(old: AsyncEngine) -> None:
    await schema.migrate(old, vault())
    async with old.connect() as connection:
        kept = [await recognitions.newest(connection, visit) for visit in ("v1", "v2")]
    assert [(one.level, one.provider, one.verified_at) for one in kept if one] == [(Level.HIGH, "macao", WHEN)] * 2


async def test_names_still_open(old: AsyncEngine) -> None:
    await schema.migrate(old, vault())
    async with old.connect() as connection:
        kept = await people.applicant(connection, vault(), "a")
    assert [name.text for name in kept.names] == ["李叶"]


async def test_without_keys_the_step_is_not_taken(old: AsyncEngine) -> None:
    with pytest.raises(RuntimeError):
        await schema.migrate(old)
    async with old.connect() as connection:
        assert (await connection.execute(sa.text("SELECT subject FROM applicants"))).scalar_one() == "s"
