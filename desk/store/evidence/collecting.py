"""Collects all that a bundle of a case holds: its entries with what speaks of them, and what is there no more."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from desk.model import chain
from desk.model.cases.cases import Case
from desk.model.errors import Missing
from desk.model.evidence import entries
from desk.model.evidence.entries import Entry, Kind
from desk.model.evidence.manifests import Absent
from desk.model.evidence.statements import Statement
from desk.store import ledger
from desk.store.cases import cases
from desk.store.evidence import device_keys, gathering, statements
from desk.store.tables import cases as case_rows
from desk.store.tables import ledger as ledger_rows
from desk.store.tables import ledger_seals
from identity.vault import Vault

PAGE = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Collected:
    """What a bundle of the case holds. `recordings`: where their files are, by the entry's subject, below the folder
    of recordings."""

    case: Case
    entries: tuple[Entry, ...]
    absent: tuple[Absent, ...]
    recordings: dict[str, str]


async def find(connection: AsyncConnection, named: str) -> Case:
    """The case of this number, or of this id. Raises Missing."""
    query = select(case_rows.c.id).where(or_(case_rows.c.number == named, case_rows.c.id == named))
    case_id = (await connection.execute(query)).scalar_one_or_none()
    if case_id is None:
        raise Missing("case")
    return await cases.get(connection, case_id)


async def of_case(connection: AsyncConnection, vault: Vault, case: Case) -> Collected:
    """All of one case, as it stands at this moment of the store."""
    found = await gathering.of_case(connection, vault, case.id)
    stated = [
        statement
        for row in await gathering.sessions_of(connection, case.id)
        if (statement := await statements.of_session(connection, vault, row.id)) is not None
    ]
    events = await _events(connection, case, found)
    told = [*found, *events, *await _seals(connection, events)]
    told += [await _stated(connection, one) for one in stated]
    return Collected(
        case=case,
        entries=tuple(entries.in_order(told)),
        absent=tuple(_absent(stated, found)),
        recordings=await gathering.recording_paths(connection, case.id),
    )


async def _events(connection: AsyncConnection, case: Case, found: Iterable[Entry]) -> list[Entry]:
    """The ledger's entries of the case and its visits, each with the hash before it, so that it can be hashed again."""
    visits = {row.visit_id for row in await gathering.sessions_of(connection, case.id)} | {case.visit_id}
    own = or_(ledger_rows.c.case_id == case.id, ledger_rows.c.visit_id.in_(sorted(visits)))
    positions = (await connection.execute(select(ledger_rows.c.seq).where(own).order_by(ledger_rows.c.seq))).scalars()
    return [entry for position in positions for entry in await _event(connection, position)]


async def _event(connection: AsyncConnection, position: int) -> list[Entry]:
    before = await ledger.links(connection, max(0, position - 2), 1) if position > 1 else []
    [row] = await ledger.links(connection, position - 1, 1)
    content = {
        "actor": row.entry.actor,
        "before": before[0].hash if before else chain.GENESIS,
        "case_id": row.entry.case_id,
        "data": dict(row.entry.data),
        "hash": row.hash,
        "position": position,
        "subject": row.entry.subject,
        "tag": row.entry.tag,
        "visit_id": row.entry.visit_id,
        "zone_id": row.entry.zone_id,
    }
    return [Entry(at=row.entry.at, kind=Kind.EVENT, subject=f"{position:012}", content=content)]


async def _seals(connection: AsyncConnection, events: Sequence[Entry]) -> list[Entry]:
    """The seals that speak of these events."""
    found: dict[int, Entry] = {}
    last = 0
    for event in events:
        position = int(event.subject)
        if position <= last:
            continue
        query = select(ledger_seals).where(ledger_seals.c.position >= position).order_by(ledger_seals.c.position)
        row = (await connection.execute(query.limit(1))).one_or_none()
        if row is None:
            break
        last = row.position
        content = {
            "hash": row.hash,
            "key_id": row.key_id,
            "position": row.position,
            "prints": row.prints,
            "signature": row.signature,
        }
        found[last] = Entry(at=row.sealed_at, kind=Kind.SEAL, subject=f"{last:012}", content=content)
    return list(found.values())


async def _stated(connection: AsyncConnection, one: Statement) -> Entry:
    """A corner's statement with what it speaks of, and the public key."""
    key = await device_keys.by_key_id(connection, one.corner_id, one.key_id) if one.key_id else None
    content = {
        "content": one.content_hash,
        "corner": one.corner_id,
        "covers": [[cover.kind.value, cover.subject, cover.digest] for cover in one.covers.every] if one.covers else [],
        "erased": one.covers is None,
        "key_id": one.key_id,
        "public": key.public if key else "",
        "salt": one.covers.salt if one.covers else "",
        "signature": one.signature,
        "signed_at": chain.instant(one.signed_at) if one.signed_at else "",
    }
    return Entry(at=one.gathered_at, kind=Kind.STATEMENT, subject=one.id, session_id=one.session_id, content=content)


def _absent(stated: Iterable[Statement], found: Iterable[Entry]) -> list[Absent]:
    """What a statement speaks of and is not there as it was: given again since, taken away, or erased."""
    standing = {(entry.kind, entry.subject): entries.digest(entry) for entry in found}
    gone: dict[tuple[Kind, str, str], Absent] = {}
    for statement in stated:
        for cover in statement.covers.every if statement.covers else ():
            now = standing.get((cover.kind, cover.subject), "")
            if now != cover.digest:
                why = "replaced" if now else "gone"
                gone[cover.kind, cover.subject, cover.digest] = Absent(
                    kind=cover.kind, subject=cover.subject, digest=cover.digest, why=why
                )
    return list(gone.values())
