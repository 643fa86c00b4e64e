"""The corner's pages before the ticket: the catalogue, a guide, the consent notice, the place."""

from dataclasses import dataclass
from decimal import Decimal

from desk.boards.reader import Reader
from desk.boards.search import Index
from desk.model.catalogue.words import Words
from desk.model.items import Item
from desk.model.notices import Purpose
from desk.model.origins import Origin
from desk.store import corners, items, notices, zones


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
    """One material the guide asks for. `origins`: what it needs by the place it was made in."""

    name: str
    note: str
    required: bool
    origins: tuple[Origin, ...] = ()


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
    return tuple(_named(item, language) for item in await index.find(reader, query))


async def suggest(reader: Reader, index: Index, language: str, said: str) -> Suggestions:
    """What somebody may mean by their own words; nothing when that is not sure enough, and a person should help."""
    built, listener = await index.listener(reader)
    answer = listener.answer(said)
    if not answer.is_sure:
        return Suggestions(items=())
    return Suggestions(
        items=tuple(
            Suggested(item=_named(built.items[guess.version], language), because=listener.quoted(said, guess.because))
            for guess in answer.guesses
            if guess.version in built.items
        )
    )


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
            GuideMaterial(
                name=paper.name[language],
                note=paper.note.get(language, ""),
                required=paper.required,
                origins=paper.origins,
            )
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


def _named(item: Words, language: str) -> ItemLine:
    return ItemLine(
        code=item.code,
        title=item.titles[language],
        summary=item.summaries[language],
        department=item.department[language],
        promised_days=item.promised_days,
    )


def _line(item: Item, language: str) -> ItemLine:
    return ItemLine(
        code=item.code,
        title=item.title[language],
        summary=item.summary[language],
        department=item.department_name[language],
        promised_days=item.promised_days,
    )
