"""What is held, what will be erased, and what was: for those who answer for personal data."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from desk.boards.reader import Reader
from desk.model.errors import Missing
from desk.store import holds
from desk.store.keepings import HELD
from desk.store.tables import cases, keepings, receipts, staff

SOON = timedelta(days=30)
MOST = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class HoldLine:
    """One hold that stands; `number` is the case's, or empty where the visit came to none."""

    id: str
    number: str
    reason: str
    set_by: str
    set_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ErasureLine:
    """One erasure that was done, by case number (empty where the visit came to none): `kind` and `reason` are those of
    `model.retention`."""

    at: datetime
    kind: str
    reason: str
    number: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RetentionBoard:
    """`soon`: how much of each kind is to be erased within thirty days; `overdue`: what waits although nothing holds
    it (the chore has not come to it yet)."""

    holds: tuple[HoldLine, ...]
    soon: Mapping[str, int]
    overdue: int
    erased: tuple[ErasureLine, ...]


async def board(reader: Reader) -> RetentionBoard:
    """The whole page."""
    async with reader.connection() as connection:
        standing = await holds.standing(connection, reader.vault, MOST)
        numbers = await _numbers(connection, [hold.visit_id for hold in standing])
        people = await _logins(connection, [hold.set_by for hold in standing])
        return RetentionBoard(
            holds=tuple(
                HoldLine(
                    id=hold.id,
                    number=numbers.get(hold.visit_id, ""),
                    reason=hold.reason,
                    set_by=people.get(hold.set_by, ""),
                    set_at=hold.set_at,
                )
                for hold in standing
            ),
            soon=await _soon(connection, reader.now()),
            overdue=await _overdue(connection, reader.now()),
            erased=await _erased(connection),
        )


async def visit_of(reader: Reader, number: str) -> str:
    """The visit behind a case's or a receipt's number, as it is printed. Raises Missing."""
    wanted = number.strip().upper()
    query = (
        select(cases.c.visit_id)
        .outerjoin(receipts, receipts.c.case_id == cases.c.id)
        .where(or_(cases.c.number == wanted, receipts.c.number == wanted))
    )
    async with reader.connection() as connection:
        found = (await connection.execute(query)).scalar_one_or_none()
    if found is None:
        raise Missing("case")
    return str(found)


async def _soon(connection: AsyncConnection, now: datetime) -> dict[str, int]:
    query = (
        select(keepings.c.kind, func.count())
        .where(keepings.c.erased_at.is_(None), keepings.c.due_at.between(now, now + SOON), ~HELD)
        .group_by(keepings.c.kind)
        .order_by(keepings.c.kind)
    )
    return {row[0]: row[1] for row in (await connection.execute(query)).all()}


async def _overdue(connection: AsyncConnection, now: datetime) -> int:
    query = select(func.count()).select_from(keepings)
    query = query.where(keepings.c.erased_at.is_(None), keepings.c.due_at < now - timedelta(days=1), ~HELD)
    return int((await connection.execute(query)).scalar_one())


async def _erased(connection: AsyncConnection) -> tuple[ErasureLine, ...]:
    query = select(keepings).where(keepings.c.erased_at.is_not(None)).order_by(keepings.c.erased_at.desc())
    rows = (await connection.execute(query.limit(MOST))).all()
    numbers = await _numbers(connection, [row.visit_id for row in rows])
    return tuple(
        ErasureLine(at=row.erased_at, kind=row.kind, reason=row.reason, number=numbers.get(row.visit_id, ""))
        for row in rows
    )


async def _numbers(connection: AsyncConnection, visit_ids: list[str]) -> dict[str, str]:
    query = select(cases.c.visit_id, cases.c.number).where(cases.c.visit_id.in_(visit_ids))
    return {row.visit_id: row.number for row in (await connection.execute(query.order_by(cases.c.number.desc()))).all()}


async def _logins(connection: AsyncConnection, staff_ids: list[str]) -> dict[str, str]:
    query = select(staff.c.id, staff.c.login).where(staff.c.id.in_(staff_ids))
    return {row.id: row.login for row in (await connection.execute(query)).all()}
