"""Challenges of one-time codes: kept as keyed hashes, changed by compare-and-set, so that one code is used once."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, insert, select
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


async def add(unit: Unit, subject: str, phone_index: str, challenge: codes.Challenge) -> None:
    """Keeps a new challenge for a subject (a visit, a case, a receipt); it supersedes the subject's older ones."""
    challenge_id = unit.chance.id()
    await unit.connection.execute(
        insert(challenges).values(
            id=challenge_id,
            subject=subject,
            purpose=challenge.purpose,
            phone_index=phone_index,
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


async def sent_since(
    connection: AsyncConnection, phone_index: str, purpose: str, since: datetime
) -> tuple[int, datetime | None]:
    """How many codes for one purpose went to a number since then, and when the last one did."""
    query = select(func.count(), func.max(challenges.c.issued_at)).where(
        challenges.c.phone_index == phone_index, challenges.c.purpose == purpose, challenges.c.issued_at > since
    )
    row = (await connection.execute(query)).one()
    return int(row[0]), row[1]


def _place(challenge_id: str) -> Place:
    return Place(table="challenges", column="value", row=challenge_id)
