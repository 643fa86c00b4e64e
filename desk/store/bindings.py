"""Accounts of applicants: the provider's subject sealed, found by keyed index, and forgotten once unbound."""

from typing import Any

from sqlalchemy import Row, delete, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from desk.model.bindings import Binding, Kind
from desk.store.rows import fields, one, swap, values
from desk.store.tables import bindings, holders
from desk.store.unit import Unit
from identity.vault import Place, Vault

INDEX = "bindings.subject"
"""The vault's purpose for the keyed index of an account."""


async def add(unit: Unit, binding: Binding, subject: str) -> None:
    """Binds an account. Raises Stale when it, or another mainland one of theirs, was bound a moment before."""
    row = values(binding) | {
        "subject": unit.vault.seal_text(subject, Place(table="bindings", column="subject", row=binding.id)),
        "subject_index": unit.vault.index(INDEX, _account(binding.provider, subject)).hex(),
    }
    await unit.connection.execute(insert(bindings).values(**row))


async def get(connection: AsyncConnection, binding_id: str) -> Binding:
    """One binding, standing or undone. Raises Missing."""
    return _binding(await one(connection, select(bindings).where(bindings.c.id == binding_id), "binding"))


async def of_account(connection: AsyncConnection, vault: Vault, provider: str, subject: str) -> Binding | None:
    """Whose account this is, while it is bound; found under every key of the ring."""
    indexes = [index.hex() for index in vault.indexes(INDEX, _account(provider, subject))]
    query = select(bindings).where(bindings.c.subject_index.in_(indexes), bindings.c.unbound_at.is_(None))
    row = (await connection.execute(query)).one_or_none()
    return _binding(row) if row else None


async def mainland_of(connection: AsyncConnection, applicant_id: str) -> Binding | None:
    """The mainland account of an applicant, while it is bound."""
    query = select(bindings).where(
        bindings.c.applicant_id == applicant_id, bindings.c.kind == Kind.MAINLAND, bindings.c.unbound_at.is_(None)
    )
    row = (await connection.execute(query)).one_or_none()
    return _binding(row) if row else None


async def has_any(connection: AsyncConnection, applicant_id: str) -> bool:
    """Whether any provider ever recognised this applicant, by an account that stands or one undone since."""
    query = select(bindings.c.id).where(bindings.c.applicant_id == applicant_id).limit(1)
    return (await connection.execute(query)).first() is not None


async def of_consent(connection: AsyncConnection, consent_id: str) -> Binding | None:
    """The binding that rests on this receipt of consent, while it stands."""
    query = select(bindings).where(bindings.c.consent_id == consent_id, bindings.c.unbound_at.is_(None))
    row = (await connection.execute(query)).one_or_none()
    return _binding(row) if row else None


async def undo(unit: Unit, binding: Binding) -> None:
    """Forgets the account, and the numbers known through a mainland one alone. Raises Stale when it was undone."""
    stands = (bindings.c.id == binding.id) & bindings.c.unbound_at.is_(None)
    await swap(unit.connection, bindings, stands, {"subject": None, "subject_index": None, "unbound_at": unit.now})
    if binding.kind is Kind.MAINLAND:
        await unit.connection.execute(delete(holders).where(holders.c.binding_id == binding.id))


def _account(provider: str, subject: str) -> str:
    return f"{provider}:{subject}"


def _binding(row: Row[Any]) -> Binding:
    return Binding(**fields(row, Binding) | {"kind": Kind(row.kind)})
