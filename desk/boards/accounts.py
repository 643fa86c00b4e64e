"""What the office sees of staff: accounts, where each stands, its sessions, and what has to be chosen for one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from desk.boards.reader import Reader
from desk.model.staff import Staff, StaffSession, State
from desk.store import enrolments, staff, staff_sessions, tables, zones


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountLine:
    """One account of the list (office/staff.html). `sessions`: how many browsers are signed in."""

    id: str
    login: str
    name: str
    role: str
    zone_name: str
    window: str
    state: str
    sessions: int
    seen_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountFile:
    """All that the office sees of one account (office/staff-member.html). `invited_until`: if an invitation stands.

    `serves`: names of the zones whose turns they take; empty for every zone.
    """

    person: Staff
    state: str
    zone_name: str
    skills: tuple[tuple[str, str], ...]
    serves: tuple[str, ...]
    sessions: tuple[StaffSession, ...]
    invited_until: datetime | None
    codes_left: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """What an account's form offers: zones and skills, each a key and its name."""

    zones: tuple[tuple[str, str], ...]
    skills: tuple[tuple[str, str], ...]


async def accounts(reader: Reader, language: str, *, words: str, role: str, state: str) -> tuple[AccountLine, ...]:
    """The accounts by login, of one role and state if told, whose login or name has these words in it."""
    now = reader.now()
    async with reader.connection() as connection:
        names = {zone.id: zone.name[language] for zone in await zones.every(connection)}
        rows = (await connection.execute(select(tables.staff).order_by(tables.staff.c.login))).all()
        seen: dict[str, list[datetime]] = {}
        for session in await staff_sessions.every(connection, now):
            seen.setdefault(session.staff_id, []).append(session.seen_at)
    folded = words.strip().casefold()
    return tuple(
        AccountLine(
            id=row.id,
            login=row.login,
            name=row.name,
            role=row.role,
            zone_name=names.get(row.zone_id, ""),
            window=row.window,
            state=row.state,
            sessions=len(seen.get(row.id, ())),
            seen_at=max(seen.get(row.id, ()), default=None),
        )
        for row in rows
        if role in ("", row.role) and state in ("", row.state) and folded in f"{row.login} {row.name}".casefold()
    )


async def account(reader: Reader, staff_id: str, language: str) -> AccountFile:
    """One account. Raises Missing."""
    async with reader.connection() as connection:
        known = await staff.credentials_of(connection, reader.vault, staff_id)
        offered = await _choices(connection, language)
        until = await enrolments.expires_at(connection, staff_id)
        return AccountFile(
            person=known.staff,
            state=known.state.value,
            zone_name=dict(offered.zones).get(known.staff.zone_id, ""),
            skills=_named(offered.skills, known.staff.skills),
            serves=tuple(name for _, name in _named(offered.zones, known.staff.serves)),
            sessions=tuple(await staff_sessions.of(connection, staff_id, reader.now())),
            invited_until=until if known.state is State.INVITED else None,
            codes_left=(await enrolments.remaining(connection, staff_id)).left,
        )


async def choices(reader: Reader, language: str) -> Choices:
    """What an account's form offers."""
    async with reader.connection() as connection:
        return await _choices(connection, language)


async def _choices(connection: AsyncConnection, language: str) -> Choices:
    found = await zones.every(connection)
    definitions = (await connection.execute(select(tables.items.c.definition))).scalars()
    skills = {each["skill"]: str(each["department_name"][language]) for each in definitions}
    return Choices(
        zones=tuple((zone.id, zone.name[language]) for zone in found),
        skills=tuple(sorted(skills.items(), key=lambda each: each[1])),
    )


def _named(offered: Sequence[tuple[str, str]], skills: Sequence[str]) -> tuple[tuple[str, str], ...]:
    names = dict(offered)
    return tuple((skill, names.get(skill, skill)) for skill in skills)
