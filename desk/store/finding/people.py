"""Finds applicants by what is sealed: by a part of a name, by a whole document number, by a whole telephone number."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from desk.model.visits import State
from desk.store import names as kept_names
from desk.store import people
from desk.store.rows import one
from desk.store.tables import contacts, documents, holders, visits
from identity import documents as papers
from identity import names
from identity.documents import Document
from identity.names import Fold
from identity.vault import Place, Vault

MOST = 20
"""So many are given; who is looked for among more has to be looked for by more."""
CANDIDATES = 200
"""So many are opened and looked at: pieces of a name may be scattered."""
GAVE_A_NUMBER = tuple(state for state in State if state not in {State.CHOOSING, State.CONSENTED, State.RECOGNISED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """A sealed value, whose it is, and in which visit it was given (empty: in none alone)."""

    text: str
    applicant_id: str
    visit_id: str


async def by_name(connection: AsyncConnection, vault: Vault, fold: Fold, query: str) -> list[str]:
    """Ids of those called so, the newest first; nobody for a query that is too short."""
    wanted = names.wanted(fold, query)
    if not wanted:
        return []
    found = []
    for applicant_id in await kept_names.having(connection, vault, wanted, CANDIDATES):
        called = await people.applicant(connection, vault, applicant_id)
        if names.holds(fold, query, (name.text for name in called.names)):
            found.append(applicant_id)
        if len(found) == MOST:
            break
    return found


async def by_document(connection: AsyncConnection, vault: Vault, document: Document) -> list[str]:
    """Ids of those who showed or hold this number, as whoever knew more or less of it may have kept it."""
    written = papers.spellings(document.kind, document.canonical)
    wanted = _hex(hashed for each in written for hashed in vault.indexes("documents.number", f"{document.kind}:{each}"))
    shown = select(documents.c.applicant_id).where(documents.c.number_index.in_(wanted)).limit(CANDIDATES)
    held = select(holders.c.applicant_id).where(holders.c.number_index.in_(wanted)).limit(CANDIDATES)
    ids = {row[0] for query in (shown, held) for row in (await connection.execute(query)).all()}
    return sorted(ids, reverse=True)[:MOST]


async def by_phone(connection: AsyncConnection, vault: Vault, e164: str) -> list[str]:
    """Ids of those who gave this number in a visit, and came to confirm it or were about to."""
    wanted = _hex(vault.indexes("phone", e164))
    query = (
        select(visits.c.applicant_id)
        .join(contacts, contacts.c.visit_id == visits.c.id)
        .where(contacts.c.phone_index.in_(wanted), visits.c.state.in_(GAVE_A_NUMBER), visits.c.applicant_id != "")
        .distinct()
        .limit(CANDIDATES)
    )
    ids = {row[0] for row in (await connection.execute(query)).all()}
    return sorted(ids, reverse=True)[:MOST]


async def document(connection: AsyncConnection, vault: Vault, document_id: str) -> Opened:
    """A document number as it was shown in a visit. Raises Missing."""
    row = await one(connection, select(documents).where(documents.c.id == document_id), "document")
    number = vault.open_text(row.number, Place(table="documents", column="number", row=row.id))
    return Opened(text=number, applicant_id=row.applicant_id, visit_id=row.visit_id)


async def phone(connection: AsyncConnection, vault: Vault, visit_id: str) -> Opened:
    """The number given in a visit. Raises Missing."""
    query = (
        select(contacts.c.phone, visits.c.applicant_id)
        .join(visits, visits.c.id == contacts.c.visit_id)
        .where(contacts.c.visit_id == visit_id)
    )
    row = await one(connection, query, "phone")
    number = vault.open_text(row.phone, Place(table="contacts", column="phone", row=visit_id))
    return Opened(text=number, applicant_id=row.applicant_id, visit_id=visit_id)


async def name(connection: AsyncConnection, vault: Vault, applicant_id: str) -> Opened:
    """Every spelling of a name, each once. Raises Missing."""
    called = await people.applicant(connection, vault, applicant_id)
    spelt = " · ".join(dict.fromkeys(each.text for each in called.names))
    return Opened(text=spelt, applicant_id=applicant_id, visit_id="")


def _hex(hashed: Iterable[bytes]) -> list[str]:
    return [each.hex() for each in hashed]
