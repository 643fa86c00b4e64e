"""Statements on cases, their texts sealed, as the store keeps them."""

from typing import Any

from sqlalchemy import Row, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from desk.model.cases.cases import Hand
from desk.model.cases.statements import Kind, Source, State, Statement
from desk.model.errors import Missing
from desk.store.rows import fields, swap, values
from desk.store.tables import statements
from desk.store.unit import Unit
from identity.vault import Place, Vault


async def add(unit: Unit, statement: Statement) -> None:
    """Keeps a new statement."""
    sealed = unit.vault.seal_text(statement.text, _place(statement.id))
    await unit.connection.execute(insert(statements).values(**values(statement) | {"text": sealed}))


async def change(unit: Unit, before: Statement, after: Statement) -> None:
    """Writes `after` while the statement still stands as in `before`; its text is not touched. Raises Stale."""
    stands = (statements.c.id == before.id) & (statements.c.state == before.state)
    await swap(unit.connection, statements, stands, {"state": after.state, "moved_at": after.moved_at})


async def known(connection: AsyncConnection, statement_id: str) -> tuple[str, str] | None:
    """On which case, and by whom, a statement of this id was written; None when there is none."""
    query = select(statements.c.case_id, statements.c.author_id).where(statements.c.id == statement_id)
    row = (await connection.execute(query)).one_or_none()
    return (row.case_id, row.author_id) if row else None


async def get(connection: AsyncConnection, vault: Vault, case_id: str, statement_id: str) -> Statement:
    """One statement of this case. Raises Missing."""
    found = [each for each in await of_case(connection, vault, case_id) if each.id == statement_id]
    if not found:
        raise Missing("statement")
    return found[0]


async def of_case(connection: AsyncConnection, vault: Vault, case_id: str) -> list[Statement]:
    """Every statement of a case, those that were struck too, in the order in which they were made."""
    query = select(statements).where(statements.c.case_id == case_id).order_by(statements.c.made_at, statements.c.id)
    return [_statement(row, vault) for row in (await connection.execute(query)).all()]


def _statement(row: Row[Any], vault: Vault) -> Statement:
    told = fields(row, Statement) | {
        "kind": Kind(row.kind),
        "speaker": Hand(row.speaker),
        "source": Source(row.source),
        "hand": Hand(row.hand),
        "state": State(row.state),
        "text": vault.open_text(row.text, _place(row.id)),
    }
    return Statement(**told)


def _place(statement_id: str) -> Place:
    return Place(table="statements", column="text", row=statement_id)
