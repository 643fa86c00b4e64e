"""Receipts 回執, and the short-lived grants by which a receipt's holder tracks the case."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from desk.model.errors import ReceiptUnknown, SignInNeeded
from desk.model.receipts import Level, Receipt
from desk.store.corners import digest
from desk.store.rows import fields, upsert, values
from desk.store.tables import receipts, seal_keys, track_grants
from desk.store.unit import Unit


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    """What a browser tracks: what was typed, by its index, and the receipt of that number, if there is one."""

    asked: str
    receipt: Receipt | None
    opened: bool


async def add(unit: Unit, receipt: Receipt) -> None:
    """Keeps a receipt."""
    await unit.connection.execute(insert(receipts).values(**values(receipt)))


async def of_case(connection: AsyncConnection, case_id: str) -> Receipt | None:
    """The case's receipt."""
    row = (await connection.execute(select(receipts).where(receipts.c.case_id == case_id))).one_or_none()
    return _receipt(row) if row else None


async def by_number(connection: AsyncConnection, number: str) -> Receipt:
    """The receipt of that number. Raises ReceiptUnknown."""
    row = (await connection.execute(select(receipts).where(receipts.c.number == number))).one_or_none()
    if row is None:
        raise ReceiptUnknown("no receipt of this number")
    return _receipt(row)


async def by_check(connection: AsyncConnection, secret: str) -> Receipt | None:
    """The receipt whose QR code holds this secret; None says it is not one of ours."""
    query = select(receipts).where(receipts.c.check_hash == digest(secret))
    row = (await connection.execute(query)).one_or_none()
    return _receipt(row) if row else None


async def by_files(connection: AsyncConnection, hashes: Collection[str]) -> Receipt | None:
    """The receipt whose PDF, as it was issued, has one of these SHA-256; also when we have erased it since."""
    query = select(receipts).where(receipts.c.sealed_sha256.in_(hashes)).limit(1)
    row = (await connection.execute(query)).one_or_none()
    return _receipt(row) if row else None


async def is_signed(connection: AsyncConnection, sha256: str) -> bool:
    """Whether one of our seals covers just this."""
    query = select(receipts.c.id).where(receipts.c.signed_sha256 == sha256).limit(1)
    return (await connection.execute(query)).one_or_none() is not None


async def know_key(unit: Unit, key_id: str, certificate: str) -> None:
    """Keeps the certificate (PEM) of a key that seals; known already, nothing changes."""
    known = select(seal_keys.c.id).where(seal_keys.c.id == key_id)
    if (await unit.connection.execute(known)).one_or_none() is None:
        row = {"id": key_id, "certificate": certificate, "since": unit.now}
        await unit.connection.execute(upsert(unit.connection, seal_keys, row))


async def key_ids(connection: AsyncConnection) -> frozenset[str]:
    """Every key that ever sealed a paper of ours."""
    return frozenset((await connection.execute(select(seal_keys.c.id))).scalars())


async def begin_grant(unit: Unit, secret: str, asked: str, receipt_id: str | None) -> None:
    """A browser asks to track what was typed (`asked`, its blind index), be there such a receipt or not; it opens by
    one-time code."""
    row = {"token_hash": digest(secret), "asked": asked, "receipt_id": receipt_id, "opened": False}
    await unit.connection.execute(insert(track_grants).values(**row, began_at=unit.now))


async def open_grant(unit: Unit, secret: str) -> None:
    """The one-time code was right."""
    statement = update(track_grants).where(track_grants.c.token_hash == digest(secret))
    await unit.connection.execute(statement.values(opened=True))


async def grant(connection: AsyncConnection, secret: str, since: datetime) -> Grant:
    """What a browser asked to track after `since`. Raises SignInNeeded."""
    query = (
        select(track_grants.c.asked, track_grants.c.opened, receipts)
        .join(receipts, track_grants.c.receipt_id == receipts.c.id, isouter=True)
        .where(track_grants.c.token_hash == digest(secret), track_grants.c.began_at > since)
    )
    row = (await connection.execute(query)).one_or_none()
    if row is None:
        raise SignInNeeded("no such grant, or it is over")
    receipt = _receipt(row) if row.id is not None else None
    return Grant(asked=row.asked, receipt=receipt, opened=row.opened)


def _receipt(row: Row[Any]) -> Receipt:
    return Receipt(**fields(row, Receipt) | {"seal_level": Level(row.seal_level)})
