"""The corner's pages before the ticket: the catalogue, a guide, the consent notice, the place."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import select, tuple_

from desk.boards.reader import Reader
from desk.boards.search import Index
from desk.model.items import Item
from desk.model.notices import Purpose
from desk.store import corners, items, notices, zones
from desk.store.tables import items as table


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemLine:
    """One item of a list. `promised_days` are working days; 0 means on the spot."""

    code: str
    title: str
    summary: str
    department: str
    promised_days: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggested:
    """One item that may be meant, and the applicant's own words that speak for it."""

    item: ItemLine
    because: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestions:
    """What is offered to somebody who told their wish in their own words; none when a person should help."""

    items: tuple[Suggested, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """The items of one department (corner/items.html)."""

    name: str
    items: tuple[ItemLine, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class GuideMaterial:
    """One material the guide asks for."""

    name: str
    note: str
    required: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Fee:
    """What the item costs; an amount of 0 means free of charge."""

    amount: Decimal
    currency: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Basis:
    """One legal basis: the law's name and its article, which may be empty."""

    name: str
    article: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Guide:
    """An item's guide (corner/guide.html). Days are working days; `documents` are kinds of identity document."""

    code: str
    title: str
    summary: str
    department: str
    who: str
    materials: tuple[GuideMaterial, ...]
    fee: Fee
    promised_days: int
    statutory_days: int
    legal_basis: tuple[Basis, ...]
    documents: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticePart:
    """One part of a notice."""

    key: str
    heading: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """One sentence to agree to."""

    key: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeView:
    """The consent notice of the zone's jurisdiction (corner/consent.html)."""

    id: str
    version: int
    title: str
    sections: tuple[NoticePart, ...]
    statements: tuple[Statement, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a corner stands. `jurisdiction` is HK or MO."""

    zone_name: str
    corner_name: str
    jurisdiction: str


async def browse(reader: Reader, language: str) -> tuple[Group, ...]:
    """Every item in force, by department; the departments in the order of their first item's code."""
    async with reader.connection() as connection:
        every = await items.catalogue(connection, reader.now())
    groups: dict[str, list[Item]] = {}
    for item in every:
        groups.setdefault(item.department, []).append(item)
    return tuple(
        Group(name=found[0].department_name[language], items=tuple(_line(item, language) for item in found))
        for found in groups.values()
    )


async def search(reader: Reader, index: Index, language: str, query: str) -> tuple[ItemLine, ...]:
    """The items that hold the query in any language, either script, or by its sound; the nearest first."""
    found = await index.find(reader, query)
    return await lines(reader, language, found.versions)


async def suggest(reader: Reader, index: Index, language: str, said: str) -> Suggestions:
    """What somebody may mean by their own words; nothing when that is not sure enough, and a person should help."""
    listener = (await index.built(reader)).listener
    answer = listener.answer(said)
    if not answer.is_sure:
        return Suggestions(items=())
    found = await lines(reader, language, [guess.version for guess in answer.guesses])
    because = {guess.version[0]: listener.quoted(said, guess.because) for guess in answer.guesses}
    return Suggestions(items=tuple(Suggested(item=line, because=because[line.code]) for line in found))


async def lines(reader: Reader, language: str, versions: Sequence[tuple[str, int]]) -> tuple[ItemLine, ...]:
    """These versions as lines of a list, in this order, without opening their whole definitions."""
    it = table.c.definition
    query = select(
        table.c.code,
        table.c.version,
        it["title"][language].as_string().label("title"),
        it["summary"][language].as_string().label("summary"),
        it["department_name"][language].as_string().label("department"),
        it["time_limit_days"]["promised"].as_integer().label("promised_days"),
    ).where(tuple_(table.c.code, table.c.version).in_(versions))
    async with reader.connection() as connection:
        rows = (await connection.execute(query)).all() if versions else ()
    known = {
        (row.code, row.version): ItemLine(
            code=row.code,
            title=row.title,
            summary=row.summary,
            department=row.department,
            promised_days=row.promised_days,
        )
        for row in rows
    }
    return tuple(known[version] for version in versions if version in known)


async def guide(reader: Reader, language: str, code: str) -> Guide:
    """The guide of the version in force. Raises Missing."""
    async with reader.connection() as connection:
        item = await items.current(connection, code, reader.now())
    return Guide(
        code=item.code,
        title=item.title[language],
        summary=item.summary[language],
        department=item.department_name[language],
        who=item.who[language],
        materials=tuple(
            GuideMaterial(name=paper.name[language], note=paper.note.get(language, ""), required=paper.required)
            for paper in item.papers
        ),
        fee=Fee(amount=item.fee_amount, currency=item.fee_currency),
        promised_days=item.promised_days,
        statutory_days=item.statutory_days,
        legal_basis=tuple(Basis(name=law.name, article=law.article) for law in item.laws[language]),
        documents=item.documents,
    )


async def notice(reader: Reader, zone_id: str, language: str, purpose: Purpose = Purpose.VISIT) -> NoticeView:
    """The newest notice of the zone's jurisdiction for this purpose. Raises Missing."""
    async with reader.connection() as connection:
        zone = await zones.get(connection, zone_id)
        found = await notices.current(connection, zone.jurisdiction, purpose)
    return NoticeView(
        id=found.id,
        version=found.version,
        title=found.title[language],
        sections=tuple(
            NoticePart(key=part.key, heading=part.heading[language], text=part.text[language])
            for part in found.sections
        ),
        statements=tuple(Statement(key=key, text=words[language]) for key, words in found.statements),
    )


async def place(reader: Reader, corner_id: str, language: str) -> Place:
    """Where this corner stands. Raises Missing."""
    async with reader.connection() as connection:
        corner = await corners.get(connection, corner_id)
        zone = await zones.get(connection, corner.zone_id)
    return Place(zone_name=zone.name[language], corner_name=corner.name[language], jurisdiction=zone.jurisdiction)


def _line(item: Item, language: str) -> ItemLine:
    return ItemLine(
        code=item.code,
        title=item.title[language],
        summary=item.summary[language],
        department=item.department_name[language],
        promised_days=item.promised_days,
    )
