"""Themes 一件事 as they are shown: at the corner to be chosen, and how far each part of one has come."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from desk.boards import titles
from desk.boards.catalogue import GuideMaterial
from desk.boards.reader import Reader
from desk.model.catalogue.themes import Opening, Step, Theme, asked
from desk.model.items import Item
from desk.store import items, tables
from desk.store.catalogue import themes

MOST = 12
"""Themes shown at once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ThemeLine:
    """One theme to choose."""

    code: str
    title: str
    summary: str
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ThemeItem:
    """One item of a theme's guide. `after`: titles of those that have to be done before."""

    code: str
    title: str
    department: str
    promised_days: int
    after: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperOnce:
    """A material that is asked for once. `used_by`: titles of the items that take it."""

    material: GuideMaterial
    used_by: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ThemeGuide:
    """A theme's guide (corner/theme.html). `documents`: kinds of identity document that every item accepts."""

    code: str
    title: str
    summary: str
    items: tuple[ThemeItem, ...]
    papers: tuple[PaperOnce, ...]
    documents: tuple[str, ...]

    @property
    def spared(self) -> int:
        """How many papers fewer than one by one."""
        return sum(len(paper.used_by) - 1 for paper in self.papers)


@dataclass(frozen=True, slots=True, kw_only=True)
class PartLine:
    """One part of an opened theme. `state`: waiting, open, done, skipped, failed, blocked, and `reason` why it failed.

    `case_state` and `receipt` are of its case, which may be decided since; `here`: the meeting is about it now.
    `after`: titles of those it waits for.
    """

    item_code: str
    title: str
    state: str
    reason: str
    case_id: str
    case_number: str
    case_state: str
    receipt: str
    here: bool
    after: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ThemeView:
    """A theme that a visit opened (components/theme.html). `state`: open, done, partly, failed."""

    title: str
    state: str
    parts: tuple[PartLine, ...]

    @property
    def done(self) -> int:
        """How many parts are done."""
        return sum(part.state == Step.DONE for part in self.parts)


async def lines(reader: Reader, language: str) -> tuple[ThemeLine, ...]:
    """The themes in force, by code."""
    async with reader.connection() as connection:
        found = await themes.in_force(connection, reader.now())
    return tuple(_line(theme, language) for theme in found[:MOST])


async def search(reader: Reader, language: str, query: str) -> tuple[ThemeLine, ...]:
    """The themes that hold the query in any language, either script: in a title, a keyword or the summary."""
    wanted = reader.scripts.fold(query)
    async with reader.connection() as connection:
        found = await themes.in_force(connection, reader.now())
    held = [theme for theme in found if wanted and any(wanted in reader.scripts.fold(text) for text in _texts(theme))]
    return tuple(_line(theme, language) for theme in held[:MOST])


async def guide(reader: Reader, language: str, code: str) -> ThemeGuide:
    """The guide of the version in force, its items in theirs. Raises Missing."""
    async with reader.connection() as connection:
        theme = await themes.current(connection, code, reader.now())
        every = [await items.current(connection, each, reader.now()) for each in theme.items]
    called = {item.code: item.title[language] for item in every}
    return ThemeGuide(
        code=theme.code,
        title=theme.title[language],
        summary=theme.summary[language],
        items=tuple(
            ThemeItem(
                code=item.code,
                title=called[item.code],
                department=item.department_name[language],
                promised_days=item.promised_days,
                after=tuple(called[before] for before in theme.needs.get(item.code, ())),
            )
            for item in every
        ),
        papers=tuple(
            PaperOnce(
                material=GuideMaterial(
                    name=one.paper.name[language],
                    note=one.paper.note.get(language, ""),
                    required=one.paper.required,
                    origins=one.paper.origins,
                ),
                used_by=tuple(called[each] for each in one.used_by),
            )
            for one in asked(every)
        ),
        documents=tuple(kind for kind in every[0].documents if all(kind in item.documents for item in every)),
    )


async def with_papers(connection: AsyncConnection, visit_id: str, item: Item) -> Item:
    """The item; where it is of a theme that the visit opened, with the papers of all its items, each once."""
    opening = await themes.find(connection, visit_id)
    if opening is None:
        return item
    every = [await items.get(connection, part.item_code, part.item_version) for part in opening.parts]
    return replace(item, papers=tuple(one.paper for one in asked(every)))


async def of_visit(connection: AsyncConnection, visit_id: str, language: str) -> ThemeView | None:
    """How far each part has come; None where the visit chose an item alone."""
    opening = await themes.find(connection, visit_id)
    if opening is None:
        return None
    theme = await themes.get(connection, opening.theme_code, opening.theme_version)
    known = await _cases(connection, visit_id)
    versions = [(part.item_code, part.item_version) for part in opening.parts]
    called = {code: title for (code, _), title in (await titles.of_versions(connection, versions, language)).items()}
    about = await connection.scalar(select(tables.visits.c.item_code).where(tables.visits.c.id == visit_id))
    return ThemeView(
        title=theme.title[language],
        state=opening.state.value,
        parts=tuple(
            PartLine(
                item_code=part.item_code,
                title=called[part.item_code],
                state=part.state.value,
                reason=part.reason.value,
                case_id=part.case_id,
                case_number=known[part.item_code][0] if part.item_code in known else "",
                case_state=known[part.item_code][1] if part.item_code in known else "",
                receipt=known[part.item_code][2] if part.item_code in known else "",
                here=part.item_code == about,
                after=_awaited(theme, opening, part.item_code, called),
            )
            for part in opening.parts
        ),
    )


def _awaited(theme: Theme, opening: Opening, code: str, called: dict[str, str]) -> tuple[str, ...]:
    done = {part.item_code for part in opening.parts if part.state in (Step.DONE, Step.SKIPPED)}
    return tuple(called[before] for before in theme.needs.get(code, ()) if before not in done)


async def _cases(connection: AsyncConnection, visit_id: str) -> dict[str, tuple[str, str, str]]:
    """Number, state and receipt of each case of the visit, by its item."""
    c, r = tables.cases.c, tables.receipts.c
    query = (
        select(c.item_code, c.number, c.state, r.number.label("receipt"))
        .outerjoin(tables.receipts, r.case_id == c.id)
        .where(c.visit_id == visit_id)
    )
    rows = (await connection.execute(query)).all()
    return {row.item_code: (row.number, row.state, row.receipt or "") for row in rows}


def _texts(theme: Theme) -> Sequence[str]:
    said = (text for words in theme.keywords.values() for text in words)
    return [*theme.title.values(), *theme.summary.values(), *said, theme.code]


def _line(theme: Theme, language: str) -> ThemeLine:
    return ThemeLine(
        code=theme.code,
        title=theme.title[language],
        summary=theme.summary[language],
        count=len(theme.items),
    )
