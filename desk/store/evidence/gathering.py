"""Gathers what a meeting left behind, as entries: only what does not change, so that its digests hold for good.

What changes later is an entry of its own: that consent was withdrawn, that a code confirmed what had been signed.
"""

import json
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, Select, select
from sqlalchemy.ext.asyncio import AsyncConnection

from desk.model import chain, forms
from desk.model.cases.statements import State as Standing
from desk.model.evidence.entries import Entry, File, Kind
from desk.model.sessions import Session
from desk.store import consents as consent_rows
from desk.store import items, ratings
from desk.store.cases import cases, statements
from desk.store.evidence import corner_codes, decided, device_keys, read_back, together
from desk.store.materials import materials
from desk.store.meetings import chat
from desk.store.tables import documents, receipts, recognitions, segments, sessions, visits
from identity.vault import Vault

RECORDING, STROKES, PAPER = "video/x-matroska", "application/json", "application/pdf"


async def of_session(connection: AsyncConnection, vault: Vault, session: Session) -> list[Entry]:
    """The meeting's own entries, and those of its visit and its case."""
    return [
        *await _recordings(connection, session.id),
        *await _codes(connection, session.id),
        *[entry for entry in await _chat(connection, vault, session.visit_id) if entry.session_id == session.id],
        *await _of_visit(connection, vault, session.visit_id),
        *await _of_cases(connection, vault, await together.of_meeting(connection, session)),
    ]


async def of_case(connection: AsyncConnection, vault: Vault, case_id: str) -> list[Entry]:
    """The entries of all meetings, and of all visits, of a case. Raises Missing."""
    case = await cases.get(connection, case_id)
    found = await sessions_of(connection, case_id)
    of_visits = dict.fromkeys([case.visit_id, *(row.visit_id for row in found)])
    every = await _of_cases(connection, vault, await together.beside(connection, case.visit_id))
    for row in found:
        every += await _recordings(connection, row.id)
        every += await _codes(connection, row.id)
    for visit_id in of_visits:
        every += await _chat(connection, vault, visit_id)
        every += await _of_visit(connection, vault, visit_id)
    return every


async def sessions_of(connection: AsyncConnection, case_id: str) -> Sequence[Row[Any]]:
    """The rows of a case's meetings, the first one first: those of its visit were about each of its cases."""
    query = select(sessions).where(together.about(case_id)).order_by(sessions.c.rung_at, sessions.c.id)
    return list((await connection.execute(query)).all())


async def recording_paths(connection: AsyncConnection, case_id: str) -> dict[str, str]:
    """Where each recording's file is, below the folder of recordings, by the id of its segment."""
    of_case = select(sessions.c.id).where(together.about(case_id))
    rows = await connection.execute(select(segments.c.id, segments.c.path).where(segments.c.session_id.in_(of_case)))
    return {row.id: row.path for row in rows.all()}


async def _of_cases(connection: AsyncConnection, vault: Vault, case_ids: Sequence[str]) -> list[Entry]:
    return [entry for case_id in case_ids for entry in await _of_case(connection, vault, case_id)]


async def _recordings(connection: AsyncConnection, session_id: str) -> list[Entry]:
    return [
        Entry(
            at=row.began_at,
            kind=Kind.RECORDING,
            subject=row.id,
            session_id=session_id,
            content={"ended_at": chain.instant(row.ended_at), "seats": sorted(row.seats)},
            file=File(sha256=row.sha256, media_type=RECORDING),
        )
        for row in await _rows(connection, select(segments).where(segments.c.session_id == session_id))
    ]


async def _codes(connection: AsyncConnection, session_id: str) -> list[Entry]:
    """What the corner showed in its picture, slot by slot, with the key it was signed by."""
    found = []
    for code in await corner_codes.of_session(connection, session_id):
        key = await device_keys.by_key_id(connection, code.corner_id, code.key_id)
        content = {
            "before": code.before,
            "corner": code.corner_id,
            "public": key.public if key else "",
            "signature": code.signature,
            "slot": code.slot,
        }
        entry = Entry(at=code.kept_at, kind=Kind.CODE, subject=code.id, session_id=session_id, content=content)
        found.append(entry)
    return found


async def _chat(connection: AsyncConnection, vault: Vault, visit_id: str) -> list[Entry]:
    return [
        Entry(
            at=line.at,
            kind=Kind.CHAT,
            subject=line.id,
            session_id=line.session_id,
            content={
                "author": line.author_id,
                "by": line.by.value,
                "language": line.language,
                "script": line.script,
                "text": line.text,
            },
        )
        for line in await chat.of_visit(connection, vault, visit_id)
    ]


async def _of_visit(connection: AsyncConnection, vault: Vault, visit_id: str) -> list[Entry]:
    """Consents, by which means the person was known, and which documents they showed (masked)."""
    known = await _rows(connection, select(recognitions).where(recognitions.c.visit_id == visit_id))
    return [
        *await _consents(connection, visit_id),
        *await _shown(connection, visit_id),
        *[
            Entry(
                at=row.recorded_at,
                kind=Kind.RECOGNITION,
                subject=row.id,
                content={
                    "factors": list(row.factors),
                    "level": row.level,
                    "method": row.method,
                    "proofing": row.proofing,
                    "provider": row.provider,
                    "verified_at": chain.instant(row.verified_at),
                },
            )
            for row in known
        ],
        *await _rating(connection, vault, visit_id),
    ]


async def _rating(connection: AsyncConnection, vault: Vault, visit_id: str) -> list[Entry]:
    """The judgement that stands, with its reasons and words; one that is changed within its short time is replaced."""
    given = await ratings.of_visit(connection, vault, visit_id)
    if given is None:
        return []
    words = given.comment
    content = {
        "language": words.language if words else "",
        "level": given.level,
        "reasons": [why.value for why in given.reasons],
        "script": words.script if words else "",
        "text": words.text if words else "",
    }
    return [Entry(at=given.changed_at, kind=Kind.RATING, subject=visit_id, content=content)]


async def _shown(connection: AsyncConnection, visit_id: str) -> list[Entry]:
    """The documents shown, masked. When is not kept: they stand at the beginning of their visit."""
    query = select(documents, visits.c.began_at).join(visits, visits.c.id == documents.c.visit_id)
    return [
        Entry(
            at=row.began_at,
            kind=Kind.DOCUMENT,
            subject=row.id,
            content={"checked": row.checked, "kind": row.kind, "masked": row.masked},
        )
        for row in await _rows(connection, query.where(documents.c.visit_id == visit_id))
    ]


async def _consents(connection: AsyncConnection, visit_id: str) -> list[Entry]:
    found = []
    for one in await consent_rows.of_visit(connection, visit_id):
        content = {
            "agreed": list(one.agreed),
            "jurisdiction": one.jurisdiction,
            "language": one.language,
            "notice": one.notice_id,
            "number": one.number,
            "purpose": one.purpose.value,
            "sha256": one.sha256,
            "text": one.text,
            "version": one.notice_version,
        }
        found.append(Entry(at=one.given_at, kind=Kind.CONSENT, subject=one.id, content=content))
        if one.withdrawn_at is not None:
            found.append(Entry(at=one.withdrawn_at, kind=Kind.WITHDRAWAL, subject=one.id))
    return found


async def _of_case(connection: AsyncConnection, vault: Vault, case_id: str) -> list[Entry]:
    return [
        *await _form(connection, case_id),
        *await _answers(connection, vault, case_id),
        *await _stated(connection, vault, case_id),
        *await _stills(connection, case_id),
        *await read_back.of_case(connection, vault, case_id),
        *await _signature(connection, case_id),
        *await _outcome(connection, vault, case_id),
        *await decided.of_case(connection, vault, case_id),
    ]


async def _answers(connection: AsyncConnection, vault: Vault, case_id: str) -> list[Entry]:
    return [
        Entry(
            at=answer.written_at,
            kind=Kind.ANSWER,
            subject=f"{case_id}.{answer.field}",
            content={
                "author": answer.author_id,
                "field": answer.field,
                "hand": answer.hand.value,
                "language": answer.language,
                "revision": answer.revision,
                "script": answer.script,
                "text": answer.text,
            },
        )
        for answer in (await cases.answers_of(connection, vault, case_id)).values()
    ]


async def _form(connection: AsyncConnection, case_id: str) -> list[Entry]:
    """The form as it was declared in the version of the item that the case began with."""
    case = await cases.get(connection, case_id)
    item = await items.get(connection, case.item_code, case.item_version)
    content = {
        "hints": json.dumps(forms.hints(item), ensure_ascii=False, sort_keys=True),
        "item": item.code,
        "schema": json.dumps(forms.document(item), ensure_ascii=False, sort_keys=True),
        "version": item.version,
    }
    return [Entry(at=case.opened_at, kind=Kind.FORM, subject=case_id, content=content)]


async def _stated(connection: AsyncConnection, vault: Vault, case_id: str) -> list[Entry]:
    """What was declared and said; that it was struck is an entry of its own."""
    found = []
    for one in await statements.of_case(connection, vault, case_id):
        content = {
            "author": one.author_id,
            "hand": one.hand.value,
            "kind": one.kind.value,
            "language": one.language,
            "script": one.script,
            "source": one.source.value,
            "speaker": one.speaker.value,
            "text": one.text,
        }
        found.append(Entry(at=one.made_at, kind=Kind.SAID, subject=one.id, content=content))
        if one.state is Standing.STRUCK:
            found.append(Entry(at=one.moved_at, kind=Kind.UNSAID, subject=one.id))
    return found


async def _stills(connection: AsyncConnection, case_id: str) -> list[Entry]:
    """The pages of every material, each by itself; their order and what is asked for again may change."""
    return [
        Entry(
            at=page.kept_at,
            kind=Kind.STILL,
            subject=page.id,
            content={
                "by": page.by,
                "code": code,
                "height": page.picture.height,
                "source": page.source.value,
                "width": page.picture.width,
            },
            file=File(sha256=page.picture.sha256, media_type=page.picture.media_type),
        )
        for code, material in (await materials.of_case(connection, case_id)).items()
        for page in material.pages
    ]


async def _signature(connection: AsyncConnection, case_id: str) -> list[Entry]:
    signed = await cases.confirmation_of(connection, case_id)
    if signed is None or not signed.strokes_sha256:
        return []
    told = {"content_hash": signed.content_hash}
    strokes = File(sha256=signed.strokes_sha256, media_type=STROKES)
    found = [Entry(at=signed.signed_at, kind=Kind.SIGNATURE, subject=case_id, content=told, file=strokes)]
    if signed.confirmed_at is not None:
        found.append(Entry(at=signed.confirmed_at, kind=Kind.CONFIRMATION, subject=case_id, content=told))
    return found


async def _outcome(connection: AsyncConnection, vault: Vault, case_id: str) -> list[Entry]:
    """The transaction as it was frozen, and the receipt."""
    done, found = await cases.find_transaction(connection, vault, case_id), []
    if done is not None:
        content = {"clerk": done.clerk_id, "content": json.loads(done.content), "content_hash": done.content_hash}
        found.append(Entry(at=done.submitted_at, kind=Kind.TRANSACTION, subject=done.id, content=content))
    kept = (receipts.c.case_id == case_id) & (receipts.c.paper_sha256 != "")
    for row in await _rows(connection, select(receipts).where(kept)):
        content = {"content_hash": row.content_hash, "language": row.language, "number": row.number}
        paper = File(sha256=row.paper_sha256, media_type=PAPER)
        found.append(Entry(at=row.issued_at, kind=Kind.RECEIPT, subject=row.id, content=content, file=paper))
    return found


async def _rows(connection: AsyncConnection, query: Select[Any]) -> Sequence[Row[Any]]:
    return list((await connection.execute(query)).all())
