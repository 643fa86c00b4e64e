"""The catalogue: each version of each item, kept for good."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Row, Select, func, insert, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from desk.model import retention
from desk.model.items import Choice, Field, FieldKind, Item, Law, Paper, Patience
from desk.model.origins import Origin, Place, Proof
from desk.model.quality import Picture
from desk.model.recordings import Rule
from desk.store.rows import one
from desk.store.tables import items
from desk.store.unit import Unit

FRESH_MINUTES = 120
"""How long a sign-in is fresh where an item does not say: a long wait and a meeting."""


async def add(
    unit: Unit,
    code: str,
    version: int,
    effective_from: datetime,
    definition: dict[str, Any],
    effective_until: datetime | None = None,
) -> None:
    """Keeps one version of an item, as it was imported."""
    await unit.connection.execute(
        insert(items).values(
            code=code,
            version=version,
            effective_from=effective_from,
            effective_until=effective_until,
            skill=definition["skill"],
            definition=definition,
        )
    )


async def get(connection: AsyncConnection, code: str, version: int) -> Item:
    """That very version. Raises Missing."""
    return _item(await one(connection, select(items).where(items.c.code == code, items.c.version == version), "item"))


async def current(connection: AsyncConnection, code: str, now: datetime) -> Item:
    """The version in force. Raises Missing."""
    query = _in_force(now).where(items.c.code == code)
    return _item(await one(connection, query, "item"))


async def of_skill(connection: AsyncConnection, skill: str, now: datetime) -> str:
    """The code of the first item in force that asks for this skill; empty where there is none."""
    query = _in_force(now).where(items.c.skill == skill).order_by(items.c.code).limit(1)
    row = (await connection.execute(query)).one_or_none()
    return row.code if row else ""


async def catalogue(connection: AsyncConnection, now: datetime) -> list[Item]:
    """The version in force of every item, by code."""
    return [_item(row) for row in (await connection.execute(_in_force(now).order_by(items.c.code))).all()]


async def newest(connection: AsyncConnection, code: str) -> tuple[int, dict[str, Any]] | None:
    """The newest version of an item, in force or not yet, and what was imported."""
    query = select(items.c.version, items.c.definition).where(items.c.code == code)
    row = (await connection.execute(query.order_by(items.c.version.desc()).limit(1))).one_or_none()
    return (row.version, row.definition) if row else None


def _in_force(now: datetime) -> Select[Any]:
    newest = (
        select(items.c.code, func.max(items.c.version).label("version"))
        .where(items.c.effective_from <= now)
        .group_by(items.c.code)
        .subquery()
    )
    return (
        select(items)
        .join(newest, (items.c.code == newest.c.code) & (items.c.version == newest.c.version))
        .where(or_(items.c.effective_until.is_(None), items.c.effective_until > now))
    )


def _item(row: Row[Any]) -> Item:
    it = row.definition
    return Item(
        code=row.code,
        version=row.version,
        effective_from=row.effective_from,
        department=it["department"],
        department_name=it["department_name"],
        skill=it["skill"],
        letter=it["business"],
        assurance=it["assurance"],
        assurance_within=it.get("assurance_within", FRESH_MINUTES),
        documents=tuple(it["documents"]),
        picture=Picture(it.get("picture", Picture.FACE)),
        recording=Rule(it.get("recording", Rule.WISHED)),
        retention=retention.periods(it.get("retention", {})),
        patience=Patience(**it.get("patience", {})),
        fee_amount=Decimal(it["fee"]["amount"]),
        fee_currency=it["fee"]["currency"],
        statutory_days=it["time_limit_days"]["statutory"],
        promised_days=it["time_limit_days"]["promised"],
        title=it["title"],
        summary=it["summary"],
        who=it["who"],
        keywords={language: tuple(words) for language, words in it["keywords"].items()},
        laws={language: _laws(laws) for language, laws in it["legal_basis"].items()},
        papers=tuple(_paper(part) for part in it["materials"]),
        form=tuple(_field(part) for part in it["form"]),
        effective_until=row.effective_until,
        enterprise=it.get("enterprise", False),
        refusals=tuple(it.get("refusals", ())),
        everyday={language: tuple(words) for language, words in it.get("everyday", {}).items()},
        terms=tuple(it.get("terms", ())),
    )


def _laws(laws: list[dict[str, str]]) -> tuple[Law, ...]:
    return tuple(Law(name=law["name"], article=law.get("article", "")) for law in laws)


def _paper(part: dict[str, Any]) -> Paper:
    return Paper(
        code=part["code"],
        name=part["name"],
        note=part.get("note", {}),
        required=part["required"],
        still=part["still"],
        origins=tuple(_origin(place, rule) for place, rule in part.get("origins", {}).items()),
        licence=part.get("licence", ""),
    )


def _origin(place: str, rule: dict[str, Any]) -> Origin:
    return Origin(place=Place(place), proof=Proof(rule["proof"]), follows=rule.get("follows", False))


def _field(part: dict[str, Any]) -> Field:
    return Field(
        name=part["name"],
        label=part["label"],
        hint=part.get("hint", {}),
        by=part["by"],
        kind=FieldKind(part["kind"]),
        required=part["required"],
        max_length=part["max_length"],
        choices=tuple(Choice(value=one["value"], label=one["label"]) for one in part.get("choices", ())),
        key=part.get("key", False),
        rules=part.get("schema", {}),
    )
