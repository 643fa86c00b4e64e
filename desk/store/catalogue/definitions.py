"""Brings definitions of items into the store, each change as a new version with its day, and tells what it holds.

A case keeps the version it began with: versions are added, never changed.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from desk.model.catalogue import days
from desk.model.catalogue.findings import Entry, Kept
from desk.model.catalogue.lint import fresh
from desk.store.tables import items, staff
from desk.store.unit import Unit

T = TypeVar("T")
AT_ONCE = 500
"""Codes asked for, and rows written, in one statement."""


async def kept(connection: AsyncConnection, codes: Iterable[str]) -> dict[str, tuple[Kept, ...]]:
    """Every version of each of these items, the oldest first."""
    found: dict[str, list[Kept]] = defaultdict(list)
    for some in _pieces(sorted(set(codes))):
        query = select(items.c.code, items.c.version, items.c.effective_from, items.c.definition)
        query = query.where(items.c.code.in_(some)).order_by(items.c.code, items.c.version)
        for row in (await connection.execute(query)).all():
            version = Kept(version=row.version, effective_from=row.effective_from, definition=row.definition)
            found[row.code].append(version)
    return {code: tuple(versions) for code, versions in found.items()}


async def bring(unit: Unit, entries: Sequence[Entry]) -> int:
    """Adds what the store lacks, several versions of one item by their days; how many were added.

    The entries were found sound by the linter; nothing is judged here.
    """
    known = await kept(unit.connection, (entry["code"] for entry in entries))
    rows = []
    for entry in sorted(entries, key=lambda entry: (entry["code"], entry.get("effective_from") or "")):
        before = known.get(entry["code"], ())
        if fresh(entry, before):
            begins = days.first(entry) or unit.now
            version = Kept(
                version=before[-1].version + 1 if before else 1, effective_from=begins, definition=dict(entry)
            )
            known[entry["code"]] = (*before, version)
            rows.append(_row(entry, version))
    for some in _pieces(rows):
        await unit.connection.execute(insert(items), some)
    return len(rows)


async def departments(connection: AsyncConnection) -> dict[str, Any]:
    """The names of every department that an item of the store belongs to."""
    query = select(items.c.definition["department"].as_string(), items.c.definition["department_name"].as_json())
    return {row[0]: row[1] for row in (await connection.execute(query.order_by(items.c.version))).all()}


async def skills(connection: AsyncConnection) -> frozenset[str]:
    """Every skill that an item asks for or somebody of the staff has."""
    asked = (await connection.execute(select(items.c.skill).distinct())).scalars().all()
    held = (await connection.execute(select(staff.c.skills))).scalars().all()
    return frozenset(asked) | {skill for of_one in held for skill in of_one}


async def titles(connection: AsyncConnection, now: datetime) -> dict[tuple[str, str], str]:
    """Whose each title is, by language and folded words, among the newest version of items that have not ended."""
    query = select(items.c.code, items.c.definition["title"].as_json(), items.c.effective_until)
    found: dict[str, Any] = {}
    for code, title, until in (await connection.execute(query.order_by(items.c.code, items.c.version))).all():
        found[code] = title if until is None or until > now else {}
    return {
        (tag, " ".join(words.split()).casefold()): code for code, title in found.items() for tag, words in title.items()
    }


def _row(entry: Entry, version: Kept) -> dict[str, Any]:
    return {
        "code": entry["code"],
        "version": version.version,
        "effective_from": version.effective_from,
        "effective_until": days.end(entry),
        "skill": entry["skill"],
        "definition": entry,
    }


def _pieces(things: Sequence[T]) -> Iterator[list[T]]:
    return (list(things[start : start + AT_ONCE]) for start in range(0, len(things), AT_ONCE))
