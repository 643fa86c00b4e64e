"""Staff accounts, as the store keeps them: who somebody is, and what their sign-in is checked against."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from desk.model.staff import Role, Staff, State
from desk.model.turns.routing import Speech
from desk.store.rows import fields, one, swap, values
from desk.store.tables import staff
from desk.store.unit import Unit
from identity.vault import Place, Vault


@dataclass(frozen=True, slots=True, kw_only=True)
class Credentials:
    """What a sign-in is checked against. `totp_step` is the last step used; `pardons` how often locks were lifted.

    Hash and secret are empty until an invitation was taken up.
    """

    staff: Staff
    state: State
    password_hash: str
    totp_secret: str
    totp_step: int
    pardons: int

    def __repr__(self) -> str:
        return f"Credentials(staff={self.staff.id!r}, state={self.state!r})"


async def add(unit: Unit, person: Staff, password_hash: str = "", totp_secret: str = "") -> None:
    """Keeps a new account; without secrets it is invited only. The TOTP secret is sealed."""
    row = _told(person) | {
        "password_hash": password_hash,
        "totp_secret": unit.vault.seal_text(totp_secret, _place(person.id)),
        "totp_step": 0,
        "pardons": 0,
        "state": (State.ACTIVE if password_hash else State.INVITED).value,
    }
    await unit.connection.execute(insert(staff).values(**row))


async def change(unit: Unit, person: Staff) -> None:
    """What an account says of its person, anew; the login stays."""
    row = _told(person)
    del row["id"], row["login"]
    await unit.connection.execute(update(staff).where(staff.c.id == person.id).values(**row))


async def set_secrets(unit: Unit, staff_id: str, password_hash: str, totp_secret: str, totp_step: int = 0) -> None:
    """A new password and authenticator; `totp_step` is the step that proved it."""
    await set_password(unit, staff_id, password_hash)
    await set_authenticator(unit, staff_id, totp_secret, totp_step)


async def set_password(unit: Unit, staff_id: str, password_hash: str) -> None:
    """A new password; empty for none."""
    await unit.connection.execute(update(staff).where(staff.c.id == staff_id).values(password_hash=password_hash))


async def set_authenticator(unit: Unit, staff_id: str, totp_secret: str, totp_step: int) -> None:
    """A new authenticator; empty for none."""
    sealed = unit.vault.seal_text(totp_secret, _place(staff_id))
    statement = update(staff).where(staff.c.id == staff_id)
    await unit.connection.execute(statement.values(totp_secret=sealed, totp_step=totp_step))


async def rehash(unit: Unit, staff_id: str, before: str, after: str) -> None:
    """The same password under stronger parameters, unless it was changed meanwhile."""
    statement = update(staff).where(staff.c.id == staff_id, staff.c.password_hash == before)
    await unit.connection.execute(statement.values(password_hash=after))


async def move(unit: Unit, staff_id: str, before: State, after: State) -> None:
    """The account's next state. Raises Stale."""
    await swap(unit.connection, staff, (staff.c.id == staff_id) & (staff.c.state == before), {"state": after.value})


async def hold_role(unit: Unit, role: Role) -> int:
    """How many active accounts have this role, none of which another unit of work may change before this one is
    over: whoever counts administrators before taking one away must not be overtaken by another who does."""
    query = select(staff.c.id).where(staff.c.role == role, staff.c.state == State.ACTIVE).order_by(staff.c.id)
    return len((await unit.connection.execute(query.with_for_update())).all())


async def get(connection: AsyncConnection, staff_id: str) -> Staff:
    """One person. Raises Missing."""
    return _staff(await one(connection, select(staff).where(staff.c.id == staff_id), "staff"))


async def every(connection: AsyncConnection) -> list[Staff]:
    """Everyone, by login."""
    return [_staff(row) for row in (await connection.execute(select(staff).order_by(staff.c.login))).all()]


async def credentials(connection: AsyncConnection, vault: Vault, login: str) -> Credentials | None:
    """What a sign-in under this login is checked against."""
    row = (await connection.execute(select(staff).where(staff.c.login == login))).one_or_none()
    return None if row is None else _credentials(row, vault)


async def credentials_of(connection: AsyncConnection, vault: Vault, staff_id: str) -> Credentials:
    """What this person's own acts are checked against. Raises Missing."""
    return _credentials(await one(connection, select(staff).where(staff.c.id == staff_id), "staff"), vault)


async def use_step(unit: Unit, staff_id: str, step: int) -> bool:
    """Marks a TOTP step used, once: false when it, or a later one, was used, or the account is not active by now."""
    statement = (
        update(staff)
        .where(staff.c.id == staff_id, staff.c.totp_step < step, staff.c.state == State.ACTIVE)
        .values(totp_step=step)
    )
    return (await unit.connection.execute(statement)).rowcount == 1


async def pardon(unit: Unit, staff_id: str) -> None:
    """What was counted against this person by address counts no more: it is counted under another name from now."""
    await unit.connection.execute(update(staff).where(staff.c.id == staff_id).values(pardons=staff.c.pardons + 1))


async def set_language(unit: Unit, staff_id: str, language: str) -> None:
    """The language of this person's screens."""
    await unit.connection.execute(update(staff).where(staff.c.id == staff_id).values(language=language))


def _place(staff_id: str) -> Place:
    return Place(table="staff", column="totp_secret", row=staff_id)


def _credentials(row: Row[Any], vault: Vault) -> Credentials:
    return Credentials(
        staff=_staff(row),
        state=State(row.state),
        password_hash=row.password_hash,
        totp_secret=vault.open_text(row.totp_secret, _place(row.id)),
        totp_step=row.totp_step,
        pardons=row.pardons,
    )


def _told(person: Staff) -> dict[str, Any]:
    lists = {"skills": list(person.skills), "speaks": list(person.speaks), "serves": list(person.serves)}
    return values(person) | {"zone_id": person.zone_id or None} | lists


def _staff(row: Row[Any]) -> Staff:
    more = {
        "role": Role(row.role),
        "zone_id": row.zone_id or "",
        "skills": tuple(row.skills),
        "speaks": tuple(Speech(speech) for speech in row.speaks),
        "serves": tuple(row.serves),
    }
    return Staff(**fields(row, Staff) | more)
