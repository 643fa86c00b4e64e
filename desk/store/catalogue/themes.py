"""Themes 一件事: every version of each, kept for good, and what visits opened of them."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, delete, func, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from desk.model.catalogue import days
from desk.model.catalogue.findings import Entry, Kept
from desk.model.catalogue.lint import fresh
from desk.model.catalogue.themes import Opening, Outcome, Part, Step, Theme, Why
from desk.model.errors import Missing
from desk.store.rows import one, swap
from desk.store.tables import theme_openings, theme_steps, themes
from desk.store.unit import Unit


async def bring(unit: Unit, entries: Sequence[Entry]) -> int:
    """Adds what the store lacks, each change as a new version; how many were added."""
    added = 0
    for entry in sorted(entries, key=lambda entry: (entry["code"], entry.get("effective_from") or "")):
        before = await kept(unit.connection, entry["code"])
        if fresh(entry, before):
            row = {
                "code": entry["code"],
                "version": before[-1].version + 1 if before else 1,
                "effective_from": days.first(entry) or unit.now,
                "effective_until": days.end(entry),
                "definition": entry,
            }
            await unit.connection.execute(insert(themes).values(**row))
            added += 1
    return added


async def kept(connection: AsyncConnection, code: str) -> tuple[Kept, ...]:
    """Every version of a theme, the oldest first."""
    query = select(themes).where(themes.c.code == code).order_by(themes.c.version)
    return tuple(
        Kept(version=row.version, effective_from=row.effective_from, definition=row.definition)
        for row in (await connection.execute(query)).all()
    )


async def get(connection: AsyncConnection, code: str, version: int) -> Theme:
    """That very version. Raises Missing."""
    query = select(themes).where(themes.c.code == code, themes.c.version == version)
    return _theme(await one(connection, query, "theme"))


async def current(connection: AsyncConnection, code: str, now: datetime) -> Theme:
    """The version in force. Raises Missing."""
    return _theme(await one(connection, _in_force(now).where(themes.c.code == code), "theme"))


async def in_force(connection: AsyncConnection, now: datetime) -> list[Theme]:
    """Every theme in force, by code."""
    return [_theme(row) for row in (await connection.execute(_in_force(now).order_by(themes.c.code))).all()]


async def open_(unit: Unit, opening: Opening) -> None:
    """Keeps what a visit opened. A visit opens one theme: the store itself holds it."""
    head = {name: getattr(opening, name) for name in HEAD}
    await unit.connection.execute(insert(theme_openings).values(**head))
    rows = [{"opening_id": opening.id, "position": n, **_values(part)} for n, part in enumerate(opening.parts)]
    await unit.connection.execute(insert(theme_steps), rows)


async def of_visit(connection: AsyncConnection, visit_id: str) -> Opening:
    """What a visit opened. Raises Missing."""
    row = await one(connection, select(theme_openings).where(theme_openings.c.visit_id == visit_id), "theme opening")
    steps = select(theme_steps).where(theme_steps.c.opening_id == row.id).order_by(theme_steps.c.position)
    head = {name: getattr(row, name) for name in HEAD} | {"state": Outcome(row.state)}
    return Opening(**head, parts=tuple(_part(step) for step in (await connection.execute(steps)).all()))


async def find(connection: AsyncConnection, visit_id: str) -> Opening | None:
    """What a visit opened; None where it chose an item alone."""
    try:
        return await of_visit(connection, visit_id)
    except Missing:
        return None


async def forget(unit: Unit, visit_id: str) -> None:
    """The visit chooses anew: what it opened before anything began is gone."""
    mine = select(theme_openings.c.id).where(theme_openings.c.visit_id == visit_id)
    await unit.connection.execute(delete(theme_steps).where(theme_steps.c.opening_id.in_(mine)))
    await unit.connection.execute(delete(theme_openings).where(theme_openings.c.visit_id == visit_id))


async def carry(unit: Unit, held: str, visit_id: str) -> None:
    """What the visit `held` opened goes on with this one, which opened nothing else."""
    await forget(unit, visit_id)
    moved = update(theme_openings).where(theme_openings.c.visit_id == held)
    await unit.connection.execute(moved.values(visit_id=visit_id))


async def change(unit: Unit, before: Opening, after: Opening) -> None:
    """Each step that moved, while it still stands as it was read. Raises Stale when somebody was first."""
    stands = (theme_openings.c.id == before.id) & (theme_openings.c.revision == before.revision)
    head = {"state": after.state, "moved_at": after.moved_at, "revision": after.revision}
    await swap(unit.connection, theme_openings, stands, head)
    for position, (was, now) in enumerate(zip(before.parts, after.parts, strict=True)):
        if was != now:
            stands = (theme_steps.c.opening_id == before.id) & (theme_steps.c.position == position)
            await swap(unit.connection, theme_steps, stands & (theme_steps.c.state == was.state), _values(now))


HEAD = ("id", "visit_id", "theme_code", "theme_version", "state", "opened_at", "moved_at", "revision")


def _in_force(now: datetime) -> Select[Any]:
    begun = select(themes.c.code, func.max(themes.c.version).label("version")).where(themes.c.effective_from <= now)
    newest = begun.group_by(themes.c.code).subquery()
    return (
        select(themes)
        .join(newest, (themes.c.code == newest.c.code) & (themes.c.version == newest.c.version))
        .where(or_(themes.c.effective_until.is_(None), themes.c.effective_until > now))
    )


def _theme(row: Row[Any]) -> Theme:
    it = row.definition
    return Theme(
        code=row.code,
        version=row.version,
        effective_from=row.effective_from,
        effective_until=row.effective_until,
        title=it["title"],
        summary=it["summary"],
        items=tuple(it["items"]),
        needs={code: tuple(needed) for code, needed in it.get("needs", {}).items()},
        keywords={tag: tuple(words) for tag, words in it.get("keywords", {}).items()},
    )


def _values(part: Part) -> dict[str, Any]:
    """A step's columns; no case is NULL, so that the key to cases holds."""
    told = {name: getattr(part, name) for name in ("item_code", "item_version", "state", "reason", "moved_at")}
    return told | {"case_id": part.case_id or None}


def _part(row: Row[Any]) -> Part:
    part = Part(
        item_code=row.item_code,
        item_version=row.item_version,
        state=Step(row.state),
        moved_at=row.moved_at,
        reason=Why(row.reason),
    )
    return replace(part, case_id=row.case_id or "")
