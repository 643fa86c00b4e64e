"""Decisions on cases as the store keeps them: their words are sealed, and kept to the code point."""

from typing import Any

from sqlalchemy import Row, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from desk.model.cases.cases import Move
from desk.model.cases.decisions import Decision
from desk.model.visits import State as VisitState
from desk.store.rows import fields, one, values
from desk.store.tables import cases, decisions, visits
from desk.store.unit import Unit
from identity.vault import Place, Vault


async def add(unit: Unit, decision: Decision) -> None:
    """Keeps a decision."""
    sealed = unit.vault.seal_text(decision.words, _place(decision.id)) if decision.words else None
    await unit.connection.execute(insert(decisions).values(**values(decision) | {"words": sealed}))


async def of_case(connection: AsyncConnection, vault: Vault, case_id: str) -> tuple[Decision, ...]:
    """The case's decisions, the oldest first."""
    query = select(decisions).where(decisions.c.case_id == case_id).order_by(decisions.c.decided_at, decisions.c.id)
    return tuple(_decision(row, vault) for row in (await connection.execute(query)).all())


async def get(connection: AsyncConnection, vault: Vault, decision_id: str) -> Decision:
    """One decision. Raises Missing."""
    return _decision(await one(connection, select(decisions).where(decisions.c.id == decision_id), "decision"), vault)


async def by_file(connection: AsyncConnection, sha256: str) -> str:
    """The id of the case of the letter that, as it was issued, has this SHA-256, erased or not; empty for none."""
    query = select(decisions.c.case_id).where(decisions.c.sealed_sha256 == sha256).limit(1)
    return (await connection.execute(query)).scalar_one_or_none() or ""


async def is_signed(connection: AsyncConnection, sha256: str) -> bool:
    """Whether the seal of one of our letters covers just this."""
    query = select(decisions.c.id).where(decisions.c.signed_sha256 == sha256).limit(1)
    return (await connection.execute(query)).one_or_none() is not None


async def cases_here(connection: AsyncConnection, visit_id: str) -> frozenset[str]:
    """Every case of the applicant of this visit, by id; none before they showed who they are, nor once it is over."""
    query = (
        select(cases.c.id)
        .join(visits, visits.c.applicant_id == cases.c.applicant_id)
        .where(visits.c.id == visit_id, visits.c.applicant_id != "", visits.c.state != VisitState.CLOSED.value)
    )
    return frozenset((await connection.execute(query)).scalars())


def _decision(row: Row[Any], vault: Vault) -> Decision:
    words = vault.open_text(row.words, _place(row.id)) if row.words else ""
    return Decision(**fields(row, Decision) | {"words": words, "move": Move(row.move)})


def _place(decision_id: str) -> Place:
    return Place(table="decisions", column="words", row=decision_id)
