"""What corners stated of their meetings, as the store keeps it; what a statement speaks of is sealed."""

import json
from datetime import datetime
from typing import Any

from sqlalchemy import Row, exists, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from desk.model import chain
from desk.model.evidence.entries import Kind
from desk.model.evidence.statements import Cover, Covers, Statement
from desk.model.sessions import OPEN, Session
from desk.store import sessions
from desk.store.rows import fields, one, swap, values
from desk.store.tables import corner_statements, visits
from desk.store.tables import sessions as meetings
from desk.store.unit import Unit
from identity.vault import Place, Vault

OVER = meetings.c.state.not_in([state.value for state in OPEN])


async def add(unit: Unit, statement: Statement) -> None:
    """Keeps what stood fixed. Another of the same session makes it Stale."""
    row = values(statement)
    if statement.covers is not None:
        row["covers"] = unit.vault.seal_text(_written(statement.covers), _place(statement.id))
    await unit.connection.execute(insert(corner_statements).values(**row))


async def get(connection: AsyncConnection, vault: Vault, statement_id: str) -> Statement:
    """One statement. Raises Missing."""
    query = select(corner_statements).where(corner_statements.c.id == statement_id)
    return _statement(await one(connection, query, "statement"), vault)


async def of_session(connection: AsyncConnection, vault: Vault, session_id: str) -> Statement | None:
    """What was stated of a session."""
    query = select(corner_statements).where(corner_statements.c.session_id == session_id)
    row = (await connection.execute(query)).one_or_none()
    return _statement(row, vault) if row else None


async def unsigned(connection: AsyncConnection, vault: Vault, corner_id: str, since: datetime) -> list[Statement]:
    """What a corner has still to sign, of what was fixed after `since`."""
    recent = select(visits.c.id).where(visits.c.corner_id == corner_id, visits.c.began_at > since)
    query = (
        select(corner_statements)
        .join(meetings, meetings.c.id == corner_statements.c.session_id)
        .where(meetings.c.visit_id.in_(recent), corner_statements.c.signature == "")
        .order_by(corner_statements.c.gathered_at)
    )
    return [_statement(row, vault) for row in (await connection.execute(query)).all()]


async def unfixed(connection: AsyncConnection, corner_id: str, since: datetime, before: datetime) -> list[Session]:
    """Sessions of visits that began at the corner after `since`, were over by `before`, and stand fixed by nothing."""
    recent = select(visits.c.id).where(visits.c.corner_id == corner_id, visits.c.began_at > since)
    fixed = exists().where(corner_statements.c.session_id == meetings.c.id)
    query = select(meetings.c.id).where(meetings.c.visit_id.in_(recent), OVER, meetings.c.moved_at < before, ~fixed)
    ids = (await connection.execute(query.order_by(meetings.c.moved_at))).scalars().all()
    return [await sessions.get(connection, each) for each in ids]


async def sign(unit: Unit, statement: Statement, key_id: str, signature: str) -> None:
    """The corner signed it. Raises Stale where it was signed before."""
    waits = (corner_statements.c.id == statement.id) & (corner_statements.c.signature == "")
    signed = {"key_id": key_id, "signature": signature, "signed_at": unit.now}
    await swap(unit.connection, corner_statements, waits, signed)


def _written(covers: Covers) -> str:
    listed = [[cover.kind.value, cover.subject, cover.digest] for cover in covers.every]
    return chain.canonical({"covers": listed, "salt": covers.salt}).decode()


def _read(text: str) -> Covers:
    told = json.loads(text)
    every = (Cover(kind=Kind(kind), subject=subject, digest=digest) for kind, subject, digest in told["covers"])
    return Covers(salt=told["salt"], every=tuple(every))


def _statement(row: Row[Any], vault: Vault) -> Statement:
    covers = None if row.covers is None else _read(vault.open_text(row.covers, _place(row.id)))
    return Statement(**fields(row, Statement) | {"covers": covers})


def _place(statement_id: str) -> Place:
    return Place(table="corner_statements", column="covers", row=statement_id)
