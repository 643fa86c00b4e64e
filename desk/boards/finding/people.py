"""Who was found: masked names and numbers, and when they were last here, so that they can be told apart."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from desk.boards import titles
from desk.boards.reader import Reader
from desk.store import people as applicants
from desk.store import tables
from identity import names

MOST_VISITS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class MaskedName:
    """A name's first characters, and the language it is in."""

    text: str
    lang: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MaskedNumber:
    """A masked number by the id under which the whole one may be asked for; `kind` and `check` of documents only."""

    id: str
    masked: str
    kind: str = ""
    check: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitLine:
    """One visit of somebody found."""

    began_at: datetime
    item_title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """One applicant (office/people.html)."""

    id: str
    names: tuple[MaskedName, ...]
    documents: tuple[MaskedNumber, ...]
    phones: tuple[MaskedNumber, ...]
    visits: tuple[VisitLine, ...]


async def found(reader: Reader, ids: Sequence[str], language: str) -> tuple[Found, ...]:
    """These applicants, in this order."""
    async with reader.connection() as connection:
        return tuple([await _one(reader, connection, each, language) for each in ids])


async def _one(reader: Reader, connection: AsyncConnection, applicant_id: str, language: str) -> Found:
    called = await applicants.applicant(connection, reader.vault, applicant_id)
    hidden = dict.fromkeys(MaskedName(text=names.masked(name.text), lang=name.language) for name in called.names)
    return Found(
        id=applicant_id,
        names=tuple(hidden),
        documents=await _documents(connection, applicant_id),
        phones=await _phones(connection, applicant_id),
        visits=await _visits(connection, applicant_id, language),
    )


async def _documents(connection: AsyncConnection, applicant_id: str) -> tuple[MaskedNumber, ...]:
    """Each number once, as it was shown last."""
    d = tables.documents.c
    query = select(d.id, d.kind, d.masked, d.checked).where(d.applicant_id == applicant_id).order_by(d.id)
    newest = {
        (row.kind, row.masked): MaskedNumber(id=row.id, masked=row.masked, kind=row.kind, check=row.checked)
        for row in (await connection.execute(query)).all()
    }
    return tuple(newest.values())


async def _phones(connection: AsyncConnection, applicant_id: str) -> tuple[MaskedNumber, ...]:
    query = (
        select(tables.contacts.c.visit_id, tables.contacts.c.masked, tables.contacts.c.phone_index)
        .join(tables.visits, tables.visits.c.id == tables.contacts.c.visit_id)
        .where(tables.visits.c.applicant_id == applicant_id)
        .order_by(tables.visits.c.began_at)
    )
    newest = {
        row.phone_index: MaskedNumber(id=row.visit_id, masked=row.masked)
        for row in (await connection.execute(query)).all()
    }
    return tuple(newest.values())


async def _visits(connection: AsyncConnection, applicant_id: str, language: str) -> tuple[VisitLine, ...]:
    v = tables.visits.c
    query = (
        select(v.began_at, v.item_code, v.item_version)
        .where(v.applicant_id == applicant_id)
        .order_by(v.began_at.desc())
        .limit(MOST_VISITS)
    )
    rows = (await connection.execute(query)).all()
    called = await titles.of_versions(connection, {(row.item_code, row.item_version) for row in rows}, language)
    return tuple(
        VisitLine(began_at=row.began_at, item_title=called.get((row.item_code, row.item_version), "")) for row in rows
    )
