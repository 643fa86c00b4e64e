"""Enrolments of staff: invitations, authenticators not yet proved, and recovery codes, all of them used once."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from desk.model.errors import InvitationUnknown
from desk.store.corners import digest
from desk.store.rows import upsert
from desk.store.tables import staff_enrolments, staff_invitations, staff_recovery_codes
from desk.store.unit import Unit
from identity.vault import Place, Vault

PURPOSE = "staff:recovery"


@dataclass(frozen=True, slots=True, kw_only=True)
class Remaining:
    """How many recovery codes there were made, and how many of them are left."""

    made: int
    left: int


async def invite(unit: Unit, staff_id: str, secret: str, lasts: timedelta) -> None:
    """Whoever shows this secret within that time is that person; an earlier invitation is void."""
    row = {
        "staff_id": staff_id,
        "secret_hash": digest(secret),
        "made_at": unit.now,
        "expires_at": unit.now + lasts,
    }
    await unit.connection.execute(upsert(unit.connection, staff_invitations, row))


async def invited(connection: AsyncConnection, secret: str, now: datetime) -> str:
    """Whom this secret invites, by id. Raises InvitationUnknown."""
    query = select(staff_invitations.c.staff_id).where(
        staff_invitations.c.secret_hash == digest(secret), staff_invitations.c.expires_at > now
    )
    found: str | None = (await connection.execute(query)).scalar_one_or_none()
    if found is None:
        raise InvitationUnknown("no such invitation")
    return found


async def take_up(unit: Unit, secret: str) -> str:
    """Uses the invitation, once; whom it invited. Raises InvitationUnknown."""
    standing = (staff_invitations.c.secret_hash == digest(secret)) & (staff_invitations.c.expires_at > unit.now)
    statement = delete(staff_invitations).where(standing).returning(staff_invitations.c.staff_id)
    found: str | None = (await unit.connection.execute(statement)).scalar_one_or_none()
    if found is None:
        raise InvitationUnknown("no such invitation")
    return found


async def expires_at(connection: AsyncConnection, staff_id: str) -> datetime | None:
    """Until when an invitation of this person stands, if there is one."""
    query = select(staff_invitations.c.expires_at).where(staff_invitations.c.staff_id == staff_id)
    found: datetime | None = (await connection.execute(query)).scalar_one_or_none()
    return found


async def withdraw(unit: Unit, staff_id: str) -> None:
    """No invitation, no half enrolled authenticator and no recovery code of this person stands any more."""
    for table in (staff_invitations, staff_enrolments, staff_recovery_codes):
        await unit.connection.execute(delete(table).where(table.c.staff_id == staff_id))


async def begin(unit: Unit, staff_id: str, totp_secret: str) -> None:
    """An authenticator that is being enrolled, sealed until it was proved."""
    sealed = unit.vault.seal_text(totp_secret, _place(staff_id))
    row = {"staff_id": staff_id, "totp_secret": sealed, "begun_at": unit.now}
    await unit.connection.execute(upsert(unit.connection, staff_enrolments, row))


async def begun(connection: AsyncConnection, vault: Vault, staff_id: str, since: datetime) -> str:
    """The secret being enrolled since then; empty where there is none."""
    query = select(staff_enrolments.c.totp_secret).where(
        staff_enrolments.c.staff_id == staff_id, staff_enrolments.c.begun_at > since
    )
    sealed = (await connection.execute(query)).scalar_one_or_none()
    return "" if sealed is None else vault.open_text(sealed, _place(staff_id))


async def finish(unit: Unit, staff_id: str) -> bool:
    """Takes the half enrolled authenticator out, once: false when somebody else did."""
    statement = delete(staff_enrolments).where(staff_enrolments.c.staff_id == staff_id)
    return (await unit.connection.execute(statement)).rowcount == 1


async def keep_codes(unit: Unit, staff_id: str, codes: tuple[str, ...]) -> None:
    """These recovery codes, and none of those before, each as a keyed hash."""
    table = staff_recovery_codes
    await unit.connection.execute(delete(table).where(table.c.staff_id == staff_id))
    rows = [
        {"staff_id": staff_id, "code_hash": unit.vault.index(PURPOSE, code).hex(), "made_at": unit.now}
        for code in codes
    ]
    await unit.connection.execute(insert(table), rows)


async def use_code(unit: Unit, staff_id: str, code: str) -> bool:
    """Marks a recovery code used, once: false when it was, or is none."""
    table = staff_recovery_codes
    hashes = [index.hex() for index in unit.vault.indexes(PURPOSE, code)]
    mine = (table.c.staff_id == staff_id) & table.c.code_hash.in_(hashes) & table.c.used_at.is_(None)
    return (await unit.connection.execute(update(table).where(mine).values(used_at=unit.now))).rowcount == 1


async def remaining(connection: AsyncConnection, staff_id: str) -> Remaining:
    """How many codes this person has left."""
    table = staff_recovery_codes
    query = select(func.count(), func.count(table.c.used_at)).where(table.c.staff_id == staff_id)
    made, used = (await connection.execute(query)).one()
    return Remaining(made=made, left=made - used)


def _place(staff_id: str) -> Place:
    return Place(table="staff_enrolments", column="totp_secret", row=staff_id)
