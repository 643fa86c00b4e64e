"""What items are called, read without opening their whole definitions."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from desk.model.catalogue.words import Words
from desk.store.tables import items

Version = tuple[str, int]
"""An item's code and version."""
State = tuple[int, int, datetime | None]
"""How many versions are in force or were, how many have ended, and when the newest came into force."""

AT_ONCE = 400
"""Versions asked for in one statement: SQLite takes no more than some thousands of values."""


async def state(connection: AsyncConnection, now: datetime) -> State:
    """What tells one state of the catalogue from another: versions are added and never changed."""
    ended = func.count().filter(items.c.effective_until <= now)
    query = select(func.count(), ended, func.max(items.c.effective_from)).where(items.c.effective_from <= now)
    begun, over, newest = (await connection.execute(query)).one()
    return begun, over, newest


async def in_force(connection: AsyncConnection, now: datetime) -> list[Version]:
    """Each item's version in force, by code."""
    begun = items.c.effective_from <= now
    newest = select(items.c.code, func.max(items.c.version).label("version")).where(begun).group_by(items.c.code)
    of_each = newest.subquery()
    query = (
        select(items.c.code, items.c.version)
        .join(of_each, (items.c.code == of_each.c.code) & (items.c.version == of_each.c.version))
        .where(or_(items.c.effective_until.is_(None), items.c.effective_until > now))
    )
    return [(row.code, row.version) for row in (await connection.execute(query.order_by(items.c.code))).all()]


async def of(connection: AsyncConnection, versions: Sequence[Version]) -> list[Words]:
    """The words of each of these versions, in any order."""
    it = items.c.definition
    query = select(
        items.c.code,
        items.c.version,
        it["title"].label("title"),
        it["keywords"].label("keywords"),
        it["everyday"].label("everyday"),
        it["summary"].label("summary"),
        it["department_name"].label("department"),
        it["time_limit_days"]["promised"].as_integer().label("promised_days"),
        items.c.skill,
    )
    departments: dict[tuple[str, ...], Mapping[str, str]] = {}
    found: list[Words] = []
    for begin in range(0, len(versions), AT_ONCE):
        wanted = set(versions[begin : begin + AT_ONCE])
        rows = (await connection.execute(query.where(among(wanted)))).all()
        for row in rows:
            if (row.code, row.version) in wanted:
                department = departments.setdefault(tuple(row.department.values()), row.department)
                found.append(_words(*row[:-3], department, row.promised_days, row.skill))
    return found


def among(versions: Collection[Version]) -> ColumnElement[bool]:
    """Rows of these codes and of versions like these, found by the key: SQLite reads all rows for pairs of values.

    A few versions more may match, where several of one code were asked for.
    """
    codes, numbers = sorted({code for code, _ in versions}), sorted({version for _, version in versions})
    return items.c.code.in_(codes) & items.c.version.in_(numbers)


def _words(
    code: str,
    version: int,
    title: Mapping[str, str],
    keywords: Mapping[str, list[str]] | None,
    everyday: Mapping[str, list[str]] | None,
    summary: Mapping[str, str],
    department: Mapping[str, str],
    promised_days: int,
    skill: str,
) -> Words:
    said, sought = everyday or {}, keywords or {}
    called = {tag: (*said.get(tag, ()), *sought.get(tag, ())) for tag in {**said, **sought}}
    return Words(
        code=code,
        version=version,
        titles=title,
        called=called,
        summaries=summary,
        department=department,
        promised_days=promised_days,
        skill=skill,
    )
