"""Postings of results as the store keeps them: the address is sealed."""

from dataclasses import replace
from typing import Any

from sqlalchemy import Row, select
from sqlalchemy.ext.asyncio import AsyncConnection

from desk.model.cases.postings import Posting
from desk.store.rows import fields, swap, upsert, values
from desk.store.tables import postings
from desk.store.unit import Unit
from identity.vault import Place, Vault


async def ask(unit: Unit, posting: Posting) -> None:
    """Keeps an address, in place of an older one; its case is locked by the caller, and nothing is posted yet."""
    sealed = unit.vault.seal_text(posting.address, _place(posting.case_id))
    await unit.connection.execute(upsert(unit.connection, postings, values(posting) | {"address": sealed}))


async def post(unit: Unit, before: Posting, courier: str, reference: str, staff_id: str) -> Posting:
    """It was posted now. Raises Stale."""
    after = replace(before, courier=courier, reference=reference, posted_by=staff_id, posted_at=unit.now)
    stands = (postings.c.case_id == before.case_id) & postings.c.posted_at.is_(None)
    written = {name: value for name, value in values(after).items() if name != "address"}
    await swap(unit.connection, postings, stands, written)
    return after


async def of_case(connection: AsyncConnection, vault: Vault, case_id: str) -> Posting | None:
    """The posting of the case's result, if one was asked for."""
    row: Row[Any] | None = (
        await connection.execute(select(postings).where(postings.c.case_id == case_id))
    ).one_or_none()
    if row is None:
        return None
    address = vault.open_text(row.address, _place(case_id)) if row.address else ""
    return Posting(**fields(row, Posting) | {"address": address})


def _place(case_id: str) -> Place:
    return Place(table="postings", column="address", row=case_id)
