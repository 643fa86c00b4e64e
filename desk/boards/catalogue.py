"""The corner's pages before the ticket: the catalogue, a guide, the consent notice, the place."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from desk.boards.reader import Reader
from desk.boards.search import Index
from desk.model.catalogue.enquiries import SKILL
from desk.model.catalogue.words import Words
from desk.model.notices import Purpose
from desk.model.origins import Origin
from desk.store import corners, items, notices, zones

PAGE = 30
"""Items on a page of one department."""
FIRST = 8
"""Items shown of each department, where all are shown."""
MOST_GROUPS = 60


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
    """Items of one department (corner/items.html), and how many it has. `of`: one of its items, which names it."""

    name: str
    items: tuple[ItemLine, ...]
    count: int
    of: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Browsed:
    """A page of the catalogue: of every department the first items, or a page of the department that `of` names."""

    groups: tuple[Group, ...]
    of: str = ""
    page: int = 0
    more: bool = False


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


async def browse(reader: Reader, index: Index, language: str, of: str = "", page: int = 0) -> Browsed:
    """The first items in force of each department, in the order of their codes; or a page of one department's.

    `of`: an item whose department is meant. Nothing is read that the index does not hold already.
    """
    groups: dict[tuple[str, ...], list[Words]] = {}
    built = await index.built(reader)
    for item in built.items.values():
        groups.setdefault(tuple(item.department.values()), []).append(item)
    wanted = next((found for found in groups.values() if any(item.code == of for item in found)), None) if of else None
    if wanted is not None:
        end = (page + 1) * PAGE
        group = _group(wanted, wanted[end - PAGE : end], language)
        return Browsed(groups=(group,), of=of, page=page, more=len(wanted) > end)
    every = [_group(found, found[:FIRST], language) for found in list(groups.values())[:MOST_GROUPS]]
    return Browsed(groups=tuple(every))


async def search(reader: Reader, index: Index, language: str, query: str) -> tuple[ItemLine, ...]:
    """The items that hold the query in any language, either script, or by its sound; the nearest first."""
    return tuple(_named(item, language) for item in await index.find(reader, query))


async def listened(reader: Reader, index: Index, language: str, said: str) -> tuple[ItemLine, ...]:
    """What somebody may mean, sure or not, and what a search finds: for staff, who judge themselves."""
    built, listener = await index.listener(reader)
    guessed = [guess.version for guess in listener.answer(said).guesses if guess.version in built.items]
    found = [(item.code, item.version) for item in await index.find(reader, said)]
    return tuple(_named(built.items[version], language) for version in list(dict.fromkeys([*guessed, *found]))[:PAGE])


async def answers_enquiries(reader: Reader) -> bool:
    """Whether there is a turn for who does not know their item."""
    async with reader.connection() as connection:
        return bool(await items.of_skill(connection, SKILL, reader.now()))


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


def _group(every: Sequence[Words], shown: Sequence[Words], language: str) -> Group:
    return Group(
        name=every[0].department[language],
        items=tuple(_named(item, language) for item in shown),
        count=len(every),
        of=every[0].code,
    )
