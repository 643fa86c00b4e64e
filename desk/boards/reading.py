"""The reading back of a case as one person sees it: each key fact in the reader's script, and how it stands.

Law: names and numbers are shown as they stand; what else is shown in another script says so, its original beside it.
"""

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncConnection

from desk.boards.parts import FactLine, FieldLine, Piece, ReadingView, Text
from desk.boards.reader import Reader
from desk.model.cases.cases import State
from desk.model.cases.readings import DOCUMENT, ITEM, NAMES, KeyFact, Standing, short
from desk.model.items import FieldKind
from desk.store.cases import readings
from desk.store.cases.contents import Contents
from i18n import languages

FIELDS = "field"


async def reading_view(
    reader: Reader, connection: AsyncConnection, holds: Contents, fields: Sequence[FieldLine], language: str
) -> ReadingView:
    """The key facts of this case for a reader of this language; `fields` is its form as the same reader sees it."""
    of_form = {field.name: field for field in fields}
    facts = tuple(_fact(reader, holds, fact, of_form.get(fact.field), language) for fact in holds.facts)
    marked, _ = await readings.marked(connection, holds.case.id)
    at = next((fact for fact in facts if fact.key == marked), None) if holds.case.state is State.READING else None
    place = facts.index(at) if at else -1
    turned = [*facts[place + 1 :], *facts[: max(place, 0)]]
    digest = holds.digest
    return ReadingView(
        facts=facts,
        at=at,
        place=place + 1,
        open=len(holds.unread),
        onward=next((fact.key for fact in turned if fact.standing != Standing.RIGHT), ""),
        back=facts[place - 1].key if place > 0 else "",
        stands=digest,
        content=short(digest),
    )


def _fact(reader: Reader, holds: Contents, fact: KeyFact, field: FieldLine | None, language: str) -> FactLine:
    return FactLine(
        key=fact.key,
        kind=FIELDS if fact.field else fact.key,
        label=field.label if field else "",
        is_name=field is not None and field.kind == FieldKind.NAME,
        pieces=(Piece(text=field.text),) if field else _pieces(holds, fact.key, language),
        standing=holds.standing(fact),
        said=_said(reader, holds, fact, language),
        shown=fact.sha256,
        field=field,
    )


def _pieces(holds: Contents, key: str, language: str) -> tuple[Piece, ...]:
    if key == ITEM:
        return (Piece(text=_as_it_is(holds.item.title[language], language)),)
    if key == NAMES:
        return tuple(Piece(text=_as_it_is(name.text, name.language), what=name.form or "") for name in holds.names)
    if key == DOCUMENT:
        return tuple(Piece(text=_as_it_is(one.masked, language), what=one.kind) for one in holds.documents)
    return tuple(
        Piece(
            text=_as_it_is(paper.name[language], language),
            pages=_pages(holds, paper.code),
            promised=paper.code in holds.to_follow,
        )
        for paper in holds.item.papers
        if _pages(holds, paper.code) or paper.code in holds.to_follow
    )


def _pages(holds: Contents, code: str) -> int:
    return len(holds.kept[code].pages) if code in holds.kept else 0


def _said(reader: Reader, holds: Contents, fact: KeyFact, language: str) -> Text | None:
    """What they wrote of the fact as it stands now."""
    last = holds.answered.get(fact.key)
    if last is None or not last.said or holds.standing(fact) is Standing.RIGHT:
        return None
    view = reader.scripts.shown(last.said, languages.get(last.language).script, languages.get(language))
    return Text(
        shown=view.text,
        lang=language if view.converted else last.language,
        converted=view.converted,
        original=last.said,
        original_lang=last.language,
    )


def _as_it_is(text: str, language: str) -> Text:
    return Text(shown=text, lang=language, converted=False, original=text, original_lang=language)
