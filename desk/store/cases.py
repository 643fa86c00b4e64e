"""Cases 辦件, their answers, confirmations and transactions. Texts are sealed, and kept to the code point."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from desk.model.cases import Answer, Case, Hand, State
from desk.model.errors import Missing
from desk.store.rows import fields, one, swap, upsert, values
from desk.store.tables import answers, cases, confirmations, transactions
from desk.store.unit import Unit
from identity.vault import Place, Vault


@dataclass(frozen=True, slots=True, kw_only=True)
class Confirmation:
    """What the applicant signed, and when they confirmed it by code (None until then)."""

    case_id: str
    content_hash: str
    strokes_sha256: str
    signed_at: datetime
    confirmed_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Transaction:
    """What was done, frozen at submission: `content` is canonical JSON of every answer as written."""

    id: str
    case_id: str
    content_hash: str
    content: str
    clerk_id: str
    submitted_at: datetime


async def get(connection: AsyncConnection, case_id: str) -> Case:
    """One case. Raises Missing."""
    return _case(await one(connection, select(cases).where(cases.c.id == case_id), "case"))


async def of_visit(connection: AsyncConnection, visit_id: str) -> Case | None:
    """The case of a visit."""
    row = (await connection.execute(select(cases).where(cases.c.visit_id == visit_id))).one_or_none()
    return _case(row) if row else None


async def change(unit: Unit, before: Case, after: Case) -> None:
    """Writes `after` while the case still stands as in `before`. Raises Stale."""
    stands = (cases.c.id == before.id) & (cases.c.state == before.state)
    await swap(unit.connection, cases, stands, values(after))


async def answers_of(connection: AsyncConnection, vault: Vault, case_id: str) -> dict[str, Answer]:
    """What stands in each field, by field name."""
    rows = (await connection.execute(select(answers).where(answers.c.case_id == case_id))).all()
    return {row.field: _answer(row, vault) for row in rows}


async def write_answer(unit: Unit, answer: Answer) -> None:
    """Writes a field if its revision is still the one before this answer's. Raises Stale.

    An insert that meets another's first insert raises IntegrityError inside the caller's transaction; the caller has
    read the field in the same unit, and on both dialects the row of the case is locked by then.
    """
    sealed = unit.vault.seal_text(answer.text, _place(answer.case_id, answer.field))
    row = values(answer) | {"text": sealed}
    if answer.revision == 1:
        await unit.connection.execute(insert(answers).values(**row))
        return
    stands = (
        (answers.c.case_id == answer.case_id)
        & (answers.c.field == answer.field)
        & (answers.c.revision == answer.revision - 1)
    )
    await swap(unit.connection, answers, stands, row)


async def lock(unit: Unit, case_id: str) -> Case:
    """One case, its row held until the commit: hands on one case take turns. Raises Missing."""
    query = select(cases).where(cases.c.id == case_id).with_for_update()
    return _case(await one(unit.connection, query, "case"))


async def sign(unit: Unit, confirmation: Confirmation) -> None:
    """Keeps a signature over a content hash, in place of any earlier one."""
    await unit.connection.execute(upsert(unit.connection, confirmations, values(confirmation)))


async def confirm(unit: Unit, case_id: str) -> None:
    """The signature of the case was confirmed by code now."""
    statement = update(confirmations).where(confirmations.c.case_id == case_id)
    await unit.connection.execute(statement.values(confirmed_at=unit.now))


async def confirmation_of(connection: AsyncConnection, case_id: str) -> Confirmation | None:
    """The case's signature."""
    query = select(confirmations).where(confirmations.c.case_id == case_id)
    row = (await connection.execute(query)).one_or_none()
    return Confirmation(**fields(row, Confirmation)) if row else None


async def add_transaction(unit: Unit, transaction: Transaction) -> None:
    """Keeps what was done, for good."""
    place = Place(table="transactions", column="content", row=transaction.id)
    row = values(transaction) | {"content": unit.vault.seal_text(transaction.content, place)}
    await unit.connection.execute(insert(transactions).values(**row))


async def transaction_of(connection: AsyncConnection, vault: Vault, case_id: str) -> Transaction:
    """The case's transaction. Raises Missing."""
    found = await find_transaction(connection, vault, case_id)
    if found is None:
        raise Missing("transaction")
    return found


async def find_transaction(connection: AsyncConnection, vault: Vault, case_id: str) -> Transaction | None:
    """The case's transaction; None before it is submitted, and after it was erased."""
    row = (await connection.execute(select(transactions).where(transactions.c.case_id == case_id))).one_or_none()
    if row is None:
        return None
    place = Place(table="transactions", column="content", row=row.id)
    return Transaction(**fields(row, Transaction) | {"content": vault.open_text(row.content, place)})


def _place(case_id: str, field: str) -> Place:
    return Place(table="answers", column="text", row=f"{case_id}/{field}")


def _case(row: Row[Any]) -> Case:
    return Case(**fields(row, Case) | {"state": State(row.state)})


def _answer(row: Row[Any], vault: Vault) -> Answer:
    text = vault.open_text(row.text, _place(row.case_id, row.field))
    return Answer(**fields(row, Answer) | {"text": text, "hand": Hand(row.hand)})
