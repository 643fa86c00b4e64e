"""What the desk keeps about a person, whole: for the copy that they may ask for.

Sources: PDPO (Cap. 486) data protection principle 6; Macao Law 8/2005 article 11; PIPL articles 45 and 55; the right
is to a copy of their own data, so other people (clerks, helpers) stand in it by their office, never by name.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, Table, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from desk.model.turns.order import Priority
from desk.store import follow_ups, people, ratings
from desk.store.cases import cases as kept_cases
from desk.store.materials import materials as kept_materials
from desk.store.meetings import chat, sendings
from desk.store.tables import (
    appointments,
    bindings,
    cases,
    confirmations,
    consents,
    contacts,
    documents,
    holders,
    ledger,
    materials,
    receipts,
    recognitions,
    segments,
    sessions,
    tickets,
    visits,
    zones,
)
from desk.store.unit import Store
from identity.documents import Document, spellings

EXTENSIONS = {"application/pdf": "pdf", "image/jpeg": "jpg", "image/png": "png", "image/webp": "webp"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Copy:
    """`contents` is JSON; `files` are kept files by their name in the copy (SHA-256), `recordings` paths below the
    folder of recordings. `visits` are the ids of all that was looked at."""

    contents: Mapping[str, Any]
    files: Mapping[str, str]
    recordings: tuple[str, ...]
    visits: tuple[str, ...]


async def by_document(store: Store, document: Document) -> list[str]:
    """Ids of the applicants who showed, or are vouched to hold, this number, however much of it they told."""
    kind, written = document.kind, spellings(document.kind, document.canonical)
    wanted = [index.hex() for each in written for index in store.vault.indexes("documents.number", f"{kind}:{each}")]
    shown = select(documents.c.applicant_id).where(documents.c.number_index.in_(wanted))
    held = select(holders.c.applicant_id).where(holders.c.number_index.in_(wanted))
    async with store.read() as connection:
        return sorted((await connection.scalars(shown.union(held))).all())


async def by_phone(store: Store, phone: str) -> list[str]:
    """Ids of the applicants whose visits gave this mobile number (E.164)."""
    wanted = [index.hex() for index in store.vault.indexes("phone", phone)]
    query = (
        select(visits.c.applicant_id)
        .join(contacts, contacts.c.visit_id == visits.c.id)
        .where(contacts.c.phone_index.in_(wanted), visits.c.applicant_id != "")
        .distinct()
    )
    async with store.read() as connection:
        return list((await connection.scalars(query)).all())


async def copy(store: Store, applicant_id: str) -> Copy:
    """All that is kept of one applicant. Raises Missing."""
    files: dict[str, str] = {}
    async with store.read() as connection:
        person = await people.applicant(connection, store.vault, applicant_id)
        rows = (await connection.execute(_of(visits, visits.c.applicant_id == applicant_id, "began_at"))).all()
        known = await _known_by(connection, applicant_id)
        booked = await _booked(connection, applicant_id)
        stays = [await _visit(store, connection, row, files) for row in rows]
        recordings = [path for row in rows for path in await _recordings(connection, row.id)]
    contents = {
        "made_at": store.clock().isoformat(),
        "person": {
            "id": person.id,
            "names": [{"text": name.text, "language": name.language, "source": name.source} for name in person.names],
            **known,
        },
        "appointments": booked,
        "visits": stays,
    }
    return Copy(contents=contents, files=files, recordings=tuple(recordings), visits=tuple(row.id for row in rows))


async def _known_by(connection: AsyncConnection, applicant_id: str) -> dict[str, Any]:
    """Accounts and numbers by which the person is known again; those of the mainland masked, for no more is kept."""
    mine, own = bindings.c, holders.c
    accounts = select(mine.kind, mine.provider, mine.bound_at, mine.unbound_at).where(mine.applicant_id == applicant_id)
    numbers = select(own.kind, own.masked, own.edition, own.linked_at).where(own.applicant_id == applicant_id)
    return {
        "accounts": await _plain(connection, accounts.order_by(mine.bound_at)),
        "known_by": await _plain(connection, numbers.order_by(own.kind)),
    }


async def _booked(connection: AsyncConnection, applicant_id: str) -> list[dict[str, Any]]:
    """What they booked, kept or not, with the number called out; never the secret by which its page is found."""
    own, turn = appointments.c, tickets.c
    told = (own.item_code, own.state, own.starts_at, own.ends_at, own.booked_at, own.moved_at, own.language)
    query = (
        select(turn.number, zones.c.code.label("zone"), *told, own.reminded)
        .join(tickets, turn.id == own.ticket_id)
        .join(zones, zones.c.id == own.zone_id)
        .join(visits, visits.c.id == own.visit_id)
        .where(or_(own.applicant_id == applicant_id, visits.c.applicant_id == applicant_id))
    )
    return await _plain(connection, query.order_by(own.starts_at, own.id))


async def _turn(connection: AsyncConnection, visit_id: str) -> list[dict[str, Any]]:
    """The turn the visit waited with: its class and why, what was spoken, and why they left if they told."""
    own = tickets.c
    told = (own.number, own.item_code, own.speech, own.state, own.priority, own.reason, own.taken_at, own.left)
    found = await _plain(connection, select(*told).where(own.visit_id == visit_id))
    return [one | {"priority": Priority(one["priority"]).name.lower()} for one in found]


async def _visit(store: Store, connection: AsyncConnection, row: Row[Any], files: dict[str, str]) -> dict[str, Any]:
    contact = await people.contact(connection, store.vault, row.id)
    shown = await people.documents_of(connection, store.vault, row.id)
    own = await kept_cases.every_of_visit(connection, row.id)
    return {
        "id": row.id,
        "began_at": row.began_at.isoformat(),
        "language": row.language,
        "item": row.item_code,
        "telephone": contact.phone if contact else None,
        "documents": [{"kind": one.kind, "number": one.number, "checked": one.checked} for one in shown],
        "recognised": await _plain(connection, _of(recognitions, recognitions.c.visit_id == row.id, "recorded_at")),
        "consents": await _plain(connection, _of(consents, consents.c.visit_id == row.id, "given_at")),
        "rating": await _rating(store, connection, row.id),
        "follow_ups": await _follow_ups(store, connection, row.id),
        "turn": await _turn(connection, row.id),
        "meetings": await _plain(connection, _of(sessions, sessions.c.visit_id == row.id, "rung_at")),
        "written": await _written(store, connection, row.id),
        "sent_on": [
            {"note": one.note, "to": one.target.kind.value, "at": one.sent_at.isoformat()}
            for one in await sendings.of_visit(connection, store.vault, row.id)
        ],
        "case": await _case(store, connection, own[0].id, files) if own else None,
        "further_cases": [await _case(store, connection, case.id, files) for case in own[1:]],
        "events": await _events(connection, row.id),
    }


async def _rating(store: Store, connection: AsyncConnection, visit_id: str) -> dict[str, Any] | None:
    """What they thought of the visit, in their own words."""
    given = await ratings.of_visit(connection, store.vault, visit_id)
    if given is None:
        return None
    told = {"level": given.level, "reasons": list(given.reasons), "given_at": given.given_at.isoformat()}
    return told | {"comment": asdict(given.comment) if given.comment else None}


async def _follow_ups(store: Store, connection: AsyncConnection, visit_id: str) -> list[dict[str, Any]]:
    """How they were spoken with afterwards, and what was written down of it."""
    return [
        {
            "kind": one.kind,
            "state": one.state,
            "opened_at": one.opened_at.isoformat(),
            "due_at": one.due_at.isoformat(),
            "means": one.means,
            "outcome": one.outcome,
            "note": one.note.text if one.note else None,
        }
        for one in await follow_ups.of_visit(connection, store.vault, visit_id)
    ]


async def _written(store: Store, connection: AsyncConnection, visit_id: str) -> list[dict[str, str]]:
    """What was written in the visit's meetings, and on which side."""
    return [
        {"text": line.text, "language": line.language, "by": line.by.value, "at": line.at.isoformat()}
        for line in await chat.of_visit(connection, store.vault, visit_id)
    ]


async def _case(store: Store, connection: AsyncConnection, case_id: str, files: dict[str, str]) -> dict[str, Any]:
    row = (await connection.execute(select(cases).where(cases.c.id == case_id))).one()
    answers = await kept_cases.answers_of(connection, store.vault, case_id)
    done = await _transaction(store, connection, case_id)
    asked = await _plain(connection, _of(materials, materials.c.case_id == case_id, "code"))
    pictures = await _pages(connection, case_id, row.number, files)
    papers = await _plain(connection, _of(receipts, receipts.c.case_id == case_id, "issued_at"))
    signed = await _plain(connection, _of(confirmations, confirmations.c.case_id == case_id, "signed_at"))
    files.update({f"receipts/{paper['number']}.pdf": paper["paper_sha256"] for paper in papers})
    files.update({f"signatures/{row.number}.json": each["strokes_sha256"] for each in signed})
    return {
        "number": row.number,
        "state": row.state,
        "opened_at": row.opened_at.isoformat(),
        "answers": [
            {
                "field": answer.field,
                "text": answer.text,
                "language": answer.language,
                "script": answer.script,
                "written_by": answer.hand.value,
                "written_at": answer.written_at.isoformat(),
            }
            for answer in answers.values()
        ],
        "transaction": done,
        "materials": asked,
        "pages": pictures,
        "signature": signed,
        "receipts": papers,
    }


async def _pages(connection: AsyncConnection, case_id: str, number: str, files: dict[str, str]) -> list[dict[str, Any]]:
    """Each page of the case's materials as it came; what is shown of it is drawn from that, and no other data."""
    told = []
    for code, material in sorted((await kept_materials.of_case(connection, case_id)).items()):
        for at, page in enumerate(material.pages, start=1):
            extension = EXTENSIONS.get(page.picture.media_type, "bin")
            name = f"materials/{number}-{code}-{at}.{extension}"
            files[name] = page.picture.sha256
            grades = asdict(page.grades) if page.grades else None
            told.append({"file": name, "source": page.source, "kept_at": page.kept_at.isoformat(), "grades": grades})
    return told


async def _transaction(store: Store, connection: AsyncConnection, case_id: str) -> Any:
    found = await kept_cases.find_transaction(connection, store.vault, case_id)
    if found is None:
        return None
    content = json.loads(found.content)
    for answer in content["answers"]:
        # Whose hand it was stays; which clerk's is about the clerk.
        del answer["author"]
    for reading in content.get("read", ()):
        del reading["clerk"]
    return content


async def _recordings(connection: AsyncConnection, visit_id: str) -> list[str]:
    query = (
        select(segments.c.path)
        .join(sessions, sessions.c.id == segments.c.session_id)
        .where(sessions.c.visit_id == visit_id)
    )
    return list((await connection.scalars(query.order_by(segments.c.began_at))).all())


async def _events(connection: AsyncConnection, visit_id: str) -> list[dict[str, str]]:
    """What happened, by the office of who did it."""
    query = select(ledger.c.at, ledger.c.tag, ledger.c.actor).where(ledger.c.visit_id == visit_id)
    rows = (await connection.execute(query.order_by(ledger.c.seq))).all()
    return [{"at": row.at.isoformat(), "what": row.tag, "by": row.actor.partition(":")[0]} for row in rows]


SECRETS = frozenset({"check_hash", "clerk_id", "window", "consent_id", "applicant_id", "visit_id", "case_id"})
"""Columns that are about somebody else, prove possession, or only repeat where the row stands."""


def _of(table: Table, chosen: Any, order: str) -> Select[Any]:
    columns = [column for column in table.c if column.name not in SECRETS]
    return select(*columns).where(chosen).order_by(table.c[order])


async def _plain(connection: AsyncConnection, query: Select[Any]) -> list[dict[str, Any]]:
    """Rows as JSON takes them."""
    rows = (await connection.execute(query)).mappings().all()
    return [{name: _json(value) for name, value in row.items()} for row in rows]


def _json(value: object) -> object:
    return value.isoformat() if isinstance(value, datetime) else value
