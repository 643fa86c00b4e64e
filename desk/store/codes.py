"""Challenges of one-time codes: kept as keyed hashes, changed by compare-and-set, so that one code is used once."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from desk.store.rows import swap
from desk.store.tables import challenges
from desk.store.unit import Unit
from identity import codes
from identity.vault import Place, Vault


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A challenge as it stands in the store."""

    id: str
    challenge: codes.Challenge


@dataclass(frozen=True, slots=True, kw_only=True)
class Sender:
    """From where a code was asked for: a registered device, an address; each empty where there is none."""

    device: str = ""
    origin: str = ""


async def add(unit: Unit, challenge: codes.Challenge, phone: str, sender: Sender) -> None:
    """Keeps a new challenge for a subject (a visit, a case, a receipt); it supersedes the subject's older ones.

    `phone` is empty where nothing is sent. Number and address are kept as keyed indexes alone.
    """
    challenge_id = unit.chance.id()
    await unit.connection.execute(
        insert(challenges).values(
            id=challenge_id,
            subject=challenge.subject,
            purpose=challenge.purpose,
            phone_index=_index(unit.vault, "phone", phone),
            device=sender.device,
            origin_index=_index(unit.vault, "origin", sender.origin),
            value=unit.vault.seal_text(codes.dump(challenge), _place(challenge_id)),
            revision=challenge.version,
            issued_at=unit.now,
        )
    )


async def newest(connection: AsyncConnection, vault: Vault, subject: str, purpose: str) -> Kept | None:
    """The standing challenge of a subject for a purpose."""
    query = (
        select(challenges)
        .where(challenges.c.subject == subject, challenges.c.purpose == purpose)
        .order_by(challenges.c.issued_at.desc(), challenges.c.id.desc())
        .limit(1)
    )
    row = (await connection.execute(query)).one_or_none()
    if row is None:
        return None
    return Kept(id=row.id, challenge=codes.load(vault.open_text(row.value, _place(row.id))))


async def change(unit: Unit, kept: Kept, after: codes.Challenge) -> None:
    """Writes what became of the challenge, if nobody else did since. Raises Stale."""
    stands = (challenges.c.id == kept.id) & (challenges.c.revision == kept.challenge.version)
    sealed = unit.vault.seal_text(codes.dump(after), _place(kept.id))
    await swap(unit.connection, challenges, stands, {"value": sealed, "revision": after.version})


async def last_to(connection: AsyncConnection, vault: Vault, purpose: tuple[str, str], phone: str) -> datetime | None:
    """When the last code for this subject and use went to a number; an empty one finds those that went nowhere."""
    subject, use = purpose
    query = select(func.max(challenges.c.issued_at)).where(
        challenges.c.subject == subject,
        challenges.c.purpose == use,
        challenges.c.phone_index.in_(_indexes(vault, "phone", phone)),
    )
    last: datetime | None = (await connection.execute(query)).scalar_one()
    return last


async def nth_for(connection: AsyncConnection, subject: str, use: str, nth: int) -> datetime | None:
    """When the nth-last code for this subject and use was issued."""
    return await _nth(connection, (challenges.c.subject == subject) & (challenges.c.purpose == use), nth)


async def nth_to(connection: AsyncConnection, vault: Vault, phone: str, nth: int) -> datetime | None:
    """When the nth-last code went to a number, for whatever use."""
    return await _nth(connection, challenges.c.phone_index.in_(_indexes(vault, "phone", phone)), nth)


async def nth_at(connection: AsyncConnection, device: str, nth: int) -> datetime | None:
    """When the nth-last code was asked for at a device."""
    return await _nth(connection, challenges.c.device == device, nth)


async def nth_from(
    connection: AsyncConnection, vault: Vault, origin: str, nth: int, *, registered: bool
) -> datetime | None:
    """When the nth-last code was asked for from an address, by registered devices or by anybody else."""
    device = challenges.c.device != "" if registered else challenges.c.device == ""
    return await _nth(connection, challenges.c.origin_index.in_(_indexes(vault, "origin", origin)) & device, nth)


async def _nth(connection: AsyncConnection, counted: ColumnElement[bool], nth: int) -> datetime | None:
    query = select(challenges.c.issued_at).where(counted).order_by(challenges.c.issued_at.desc())
    return (await connection.execute(query.offset(nth - 1).limit(1))).scalar_one_or_none()


def _index(vault: Vault, kind: str, value: str) -> str:
    return vault.index(kind, value).hex() if value else ""


def _indexes(vault: Vault, kind: str, value: str) -> list[str]:
    return [index.hex() for index in vault.indexes(kind, value)] if value else [""]


def _place(challenge_id: str) -> Place:
    return Place(table="challenges", column="value", row=challenge_id)
