"""Opens what is sealed of many cases at once: how their applicants are called, and what their transactions say."""

import json
from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from desk.model.people import Name
from desk.store import people
from desk.store.tables import applicants, transactions
from identity.vault import Place, Vault


async def names(
    connection: AsyncConnection, vault: Vault, applicant_ids: Collection[str]
) -> Mapping[str, Sequence[str]]:
    """Every spelling of each applicant."""
    known = await called(connection, vault, applicant_ids)
    return {person: [name.text for name in each] for person, each in known.items()}


async def called(
    connection: AsyncConnection, vault: Vault, applicant_ids: Collection[str]
) -> Mapping[str, tuple[Name, ...]]:
    """The names of each applicant."""
    if not applicant_ids:
        return {}
    rows = (await connection.execute(select(applicants).where(applicants.c.id.in_(sorted(applicant_ids))))).all()
    return {row.id: people.opened(vault, row.id, row.names) for row in rows}


async def texts(connection: AsyncConnection, vault: Vault, case_ids: Collection[str]) -> Mapping[str, Sequence[str]]:
    """The answers of each case's transaction, as they were written; of none that was erased or not submitted."""
    if not case_ids:
        return {}
    t = transactions.c
    query = select(t.id, t.case_id, t.content).where(t.case_id.in_(sorted(case_ids)))
    rows = (await connection.execute(query)).all()
    return {row.case_id: _said(vault.open_text(row.content, _place(row.id))) for row in rows}


def _said(content: str) -> list[str]:
    return [answer["text"] for answer in json.loads(content)["answers"] if answer["text"]]


def _place(transaction_id: str) -> Place:
    return Place(table="transactions", column="content", row=transaction_id)
