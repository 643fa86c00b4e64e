"""Staff accounts and their signed-in sessions, as the store keeps them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, case, delete, insert, literal, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from desk.model.errors import SignInNeeded
from desk.model.staff import Role, Staff
from desk.store.corners import digest
from desk.store.rows import fields, one, values
from desk.store.tables import staff, staff_sessions
from desk.store.unit import Unit
from identity.vault import Place, Vault


@dataclass(frozen=True, slots=True, kw_only=True)
class Credentials:
    """What a sign-in is checked against. `totp_step` is the last step used; `failures` counts those in a row."""

    staff: Staff
    password_hash: str
    totp_secret: str
    totp_step: int
    failures: int
    locked_until: datetime | None


async def add(unit: Unit, person: Staff, password_hash: str, totp_secret: str) -> None:
    """Keeps a new account; the TOTP secret is sealed."""
    sealed = unit.vault.seal_text(totp_secret, _place(person.id))
    row = values(person) | {
        "zone_id": person.zone_id or None,
        "skills": list(person.skills),
        "password_hash": password_hash,
        "totp_secret": sealed,
        "totp_step": 0,
        "failures": 0,
    }
    await unit.connection.execute(insert(staff).values(**row))


async def set_secrets(unit: Unit, staff_id: str, password_hash: str, totp_secret: str) -> None:
    """A new password and authenticator for an account that is there."""
    sealed = unit.vault.seal_text(totp_secret, _place(staff_id))
    statement = update(staff).where(staff.c.id == staff_id)
    await unit.connection.execute(
        statement.values(password_hash=password_hash, totp_secret=sealed, totp_step=0, failures=0, locked_until=None)
    )


async def get(connection: AsyncConnection, staff_id: str) -> Staff:
    """One person. Raises Missing."""
    return _staff(await one(connection, select(staff).where(staff.c.id == staff_id), "staff"))


async def every(connection: AsyncConnection) -> list[Staff]:
    """Everyone, by login."""
    return [_staff(row) for row in (await connection.execute(select(staff).order_by(staff.c.login))).all()]


async def credentials(connection: AsyncConnection, vault: Vault, login: str) -> Credentials | None:
    """What a sign-in under this login is checked against."""
    row = (await connection.execute(select(staff).where(staff.c.login == login))).one_or_none()
    if row is None:
        return None
    return Credentials(
        staff=_staff(row),
        password_hash=row.password_hash,
        totp_secret=vault.open_text(row.totp_secret, _place(row.id)),
        totp_step=row.totp_step,
        failures=row.failures,
        locked_until=row.locked_until,
    )


async def use_step(unit: Unit, staff_id: str, step: int) -> bool:
    """Marks a TOTP step used, once: false when it, or a later one, was used, or the account is locked by now."""
    unlocked = staff.c.locked_until.is_(None) | (staff.c.locked_until <= unit.now)
    statement = (
        update(staff)
        .where(staff.c.id == staff_id, staff.c.totp_step < step, unlocked)
        .values(totp_step=step, failures=0, locked_until=None)
    )
    return (await unit.connection.execute(statement)).rowcount == 1


async def count_failure(unit: Unit, staff_id: str, free: int, locked_until: datetime) -> None:
    """One failed sign-in more, counted by the store however many come at once; the `free`th and each later one locks
    the account until then."""
    until = literal(locked_until, staff.c.locked_until.type)
    locked = case((staff.c.failures + 1 >= free, until), else_=staff.c.locked_until)
    statement = update(staff).where(staff.c.id == staff_id)
    await unit.connection.execute(statement.values(failures=staff.c.failures + 1, locked_until=locked))


async def set_language(unit: Unit, staff_id: str, language: str) -> None:
    """The language of this person's screens."""
    await unit.connection.execute(update(staff).where(staff.c.id == staff_id).values(language=language))


async def open_session(unit: Unit, staff_id: str, secret: str) -> None:
    """The browser with this secret is signed in as that person."""
    row = {"token_hash": digest(secret), "staff_id": staff_id, "began_at": unit.now, "seen_at": unit.now}
    await unit.connection.execute(insert(staff_sessions).values(**row))


async def signed_in(connection: AsyncConnection, secret: str, idle_since: datetime) -> tuple[Staff, datetime]:
    """Who is signed in with this secret and was seen after `idle_since`, and when last. Raises SignInNeeded."""
    query = (
        select(staff, staff_sessions.c.seen_at)
        .join(staff_sessions, staff_sessions.c.staff_id == staff.c.id)
        .where(staff_sessions.c.token_hash == digest(secret), staff_sessions.c.seen_at > idle_since)
    )
    row = (await connection.execute(query)).one_or_none()
    if row is None:
        raise SignInNeeded("no such session, or idle too long")
    return _staff(row), row.seen_at


async def touch_session(unit: Unit, secret: str) -> None:
    """The browser was active now."""
    statement = update(staff_sessions).where(staff_sessions.c.token_hash == digest(secret))
    await unit.connection.execute(statement.values(seen_at=unit.now))


async def close_session(unit: Unit, secret: str) -> None:
    """Signs the browser out."""
    await unit.connection.execute(delete(staff_sessions).where(staff_sessions.c.token_hash == digest(secret)))


def _place(staff_id: str) -> Place:
    return Place(table="staff", column="totp_secret", row=staff_id)


def _staff(row: Row[Any]) -> Staff:
    more = {"role": Role(row.role), "zone_id": row.zone_id or "", "skills": tuple(row.skills)}
    return Staff(**fields(row, Staff) | more)
