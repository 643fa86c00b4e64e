"""Which applicant a document number belongs to: found by keyed index, under every key of the ring.

Numbers that a mainland provider alone vouched for are not kept: their row seals an empty text, so that it still tells
under which key its index was made. Once that key is gone the row is nothing, and is replaced at the next sign-in.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from desk.model.bindings import Binding
from desk.model.bindings import Kind as Side
from desk.model.holders import Holder
from desk.store.rows import fields
from desk.store.tables import holders
from desk.store.unit import Unit
from identity import documents
from identity.documents import Document, Kind
from identity.errors import KeyMissing
from identity.linking import Known, Number, linking
from identity.vault import Place, Vault

INDEX = "documents.number"
"""The vault's purpose for the keyed index of a document number, the same wherever numbers are kept."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Touched:
    """The numbers that came with a recognition, each with its document, and what is kept that they touch."""

    came: Mapping[Number, Document]
    known: Known


async def touched(
    connection: AsyncConnection, vault: Vault, papers: Iterable[Document], *, account: str | None, also: str = ""
) -> Touched:
    """What `identity.linking` decides by. `account`: whose account it is; `also`: another applicant to look at."""
    came = {_number(vault, paper): paper for paper in linking(papers)}
    same = {index: number for number, paper in came.items() for index in _indexes(vault, paper)}
    found = (await connection.execute(select(holders).where(holders.c.number_index.in_(list(same))))).all()
    persons = {row.applicant_id for row in found} | {person for person in (account, also) if person}
    held: dict[str, set[Number]] = {person: set() for person in persons}
    for row in (await connection.execute(select(holders).where(holders.c.applicant_id.in_(persons)))).all():
        if _opened(row, vault) is not None:
            plain = Number(kind=Kind(row.kind), key=row.number_index)
            held[row.applicant_id].add(same.get(row.number_index, plain))
    known = Known(account=account, persons={person: frozenset(numbers) for person, numbers in held.items()})
    return Touched(came=came, known=known)


async def hold(unit: Unit, binding: Binding, came: Mapping[Number, Document], add: Collection[Number]) -> None:
    """The numbers that came are the applicant's, by this account. Raises Stale when another hand was first."""
    for number, paper in came.items():
        if number in add:
            await _add(unit, binding, paper)
        else:
            await _refresh(unit, binding, paper)


async def of_applicant(connection: AsyncConnection, applicant_id: str) -> list[Holder]:
    """The numbers of an applicant, as they may be shown."""
    query = select(holders).where(holders.c.applicant_id == applicant_id).order_by(holders.c.kind)
    return [Holder(**fields(row, Holder)) for row in (await connection.execute(query)).all()]


async def agrees(connection: AsyncConnection, vault: Vault, applicant_id: str, paper: Document) -> bool | None:
    """Whether this is the applicant's number of its kind; None where no such number of theirs is known."""
    query = select(holders).where(holders.c.applicant_id == applicant_id, holders.c.kind == paper.kind)
    row = (await connection.execute(query)).one_or_none()
    if row is None or _opened(row, vault) is None:
        return None
    return row.number_index in _indexes(vault, paper)


async def _add(unit: Unit, binding: Binding, paper: Document) -> None:
    """A number not held yet; a row of its kind that no key opens any more makes way."""
    gone = (holders.c.applicant_id == binding.applicant_id) & (holders.c.kind == paper.kind)
    await unit.connection.execute(delete(holders).where(gone))
    holder = Holder(
        id=unit.chance.id(),
        applicant_id=binding.applicant_id,
        binding_id=binding.id,
        kind=paper.kind,
        masked=paper.masked,
        edition=paper.edition,
        linked_at=unit.now,
    )
    kept = paper.canonical if binding.kind is Side.ZONE else ""
    row = {name: getattr(holder, name) for name in Holder.__slots__} | _number_columns(
        unit.vault, holder.id, kept, paper
    )
    await unit.connection.execute(insert(holders).values(**row))


async def _refresh(unit: Unit, binding: Binding, paper: Document) -> None:
    """A number held already: its newest edition, its index under the current key; a zone's word goes first."""
    ours = (holders.c.applicant_id == binding.applicant_id) & (holders.c.kind == paper.kind)
    row = (await unit.connection.execute(select(holders).where(ours))).one()
    before = _opened(row, unit.vault) or ""
    zone = binding.kind is Side.ZONE
    kept = max(before, paper.canonical, key=len) if zone or before else ""
    changed = {
        "edition": paper.edition or row.edition,
        "binding_id": binding.id if zone and not before else row.binding_id,
    }
    columns = _number_columns(unit.vault, row.id, kept, paper)
    await unit.connection.execute(update(holders).where(holders.c.id == row.id).values(**changed, **columns))


def _number_columns(vault: Vault, holder_id: str, kept: str, paper: Document) -> dict[str, Any]:
    sealed = vault.seal_text(kept, place(holder_id))
    return {"number": sealed, "number_index": _index(vault, paper.kind, kept or paper.canonical)}


def place(holder_id: str) -> Place:
    """Where a number is sealed."""
    return Place(table="holders", column="number", row=holder_id)


def _opened(row: Row[Any], vault: Vault) -> str | None:
    """The number, empty where it is not kept; None where its key is gone."""
    try:
        return vault.open_text(row.number, place(row.id))
    except KeyMissing:
        return None


def _number(vault: Vault, paper: Document) -> Number:
    return Number(kind=paper.kind, key=_index(vault, paper.kind, paper.canonical))


def _index(vault: Vault, kind: str, canonical: str) -> str:
    return vault.index(INDEX, f"{kind}:{canonical}").hex()


def _indexes(vault: Vault, paper: Document) -> set[str]:
    """Under every key, and as whoever knew more or less of the number may have kept it."""
    written = documents.spellings(paper.kind, paper.canonical)
    return {index.hex() for each in written for index in vault.indexes(INDEX, f"{paper.kind}:{each}")}
