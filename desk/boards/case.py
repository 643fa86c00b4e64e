"""A case as one person sees it: what each hand wrote, in the reader's script, with the original beside it.

Law: a name is never converted; a choice is shown by its label; any other text may be shown in the reader's script,
labelled, and is kept to the code point.
"""

from collections.abc import Collection, Mapping

from sqlalchemy.ext.asyncio import AsyncConnection

from desk.boards import shown
from desk.boards.materials.pages import ALONE, Around, around, material_line
from desk.boards.parts import CaseView, ChoiceLine, FieldLine, MaterialLine, ReceiptLine, StatementLine, Text
from desk.boards.reader import Reader
from desk.boards.reading import reading_view
from desk.model.cases.cases import LODGED, Answer, Case, Hand, State
from desk.model.cases.statements import State as Standing
from desk.model.cases.statements import Statement
from desk.model.forms import schema_of
from desk.model.items import EITHER, Field, FieldKind, Item, Paper
from desk.model.materials.materials import Material
from desk.model.materials.materials import State as MaterialState
from desk.model.receipts import Receipt
from desk.store import receipts
from desk.store.cases import cases, contents
from i18n.scripts import Scripts

OVER = LODGED | {State.WITHDRAWN}
"""States in which nobody writes any more."""


async def case_view(
    reader: Reader, connection: AsyncConnection, case: Case, *, hand: Hand | None, language: str
) -> CaseView:
    """The case for a reader of this hand (None: one who only looks on), in the language of this tag."""
    holds = await contents.of_case(connection, reader.vault, case)
    item, answers, kept = holds.item, holds.answers, holds.kept
    signed = await cases.confirmation_of(connection, case.id)
    beside = await around(connection, case, kept)
    writing = None if case.state in OVER else hand
    fields = tuple(
        _field(reader.scripts, item, field, answers.get(field.name), mine=_is_mine(field, writing), language=language)
        for field in item.form
    )
    return CaseView(
        id=case.id,
        number=case.number,
        state=case.state,
        item_title=item.title[language],
        fields=fields,
        materials=material_lines(item, kept, case.id, language, beside),
        missing=_missing(item, answers, kept, language, beside.to_follow),
        content_hash=signed.content_hash if signed else "",
        statements=tuple(_statement(reader.scripts, item, one, writing, language) for one in holds.stated),
        reading=await reading_view(reader, connection, holds, fields, language) if case.state not in OVER else None,
    )


def material_lines(
    item: Item,
    kept: Mapping[str, Material],
    case_id: str,
    language: str,
    beside: Around = ALONE,
) -> tuple[MaterialLine, ...]:
    """The materials taken by the corner's camera, and any other that was asked for. `kept` has the case's, by code."""
    wanted = [paper for paper in item.papers if paper.still or paper.code in kept or paper.code in beside.promised]
    return tuple(material_line(paper, kept.get(paper.code), case_id, language, beside) for paper in wanted)


async def receipt_line(connection: AsyncConnection, case_id: str) -> ReceiptLine | None:
    """The case's receipt, once there is one."""
    receipt = await receipts.of_case(connection, case_id)
    return receipt_line_of(receipt) if receipt else None


def receipt_line_of(receipt: Receipt) -> ReceiptLine:
    """A receipt. The secret in its QR code is not kept, so there is no address to check it by."""
    return ReceiptLine(
        number=receipt.number,
        pdf_url=f"/receipts/{receipt.number}.pdf",
        check_url="",
        issued_at=receipt.issued_at,
    )


def _field(
    scripts: Scripts, item: Item, field: Field, answer: Answer | None, *, mine: bool, language: str
) -> FieldLine:
    return FieldLine(
        name=field.name,
        label=field.label[language],
        hint=field.hint.get(language, ""),
        kind=field.kind,
        required=field.required,
        max_length=field.max_length,
        choices=tuple(ChoiceLine(value=one.value, label=one.label[language]) for one in field.choices),
        text=_text(scripts, item, field, answer, language),
        hand=answer.hand if answer and answer.text else "",
        revision=answer.revision if answer else 0,
        mine=mine,
        shared=field.by == EITHER,
        min_length=int(field.rules.get("minLength", 1)),
        schema=schema_of(field),
    )


def _statement(scripts: Scripts, item: Item, one: Statement, writing: Hand | None, language: str) -> StatementLine:
    return StatementLine(
        id=one.id,
        kind=one.kind,
        speaker=one.speaker,
        hand=one.hand,
        source=one.source,
        text=shown.text(scripts, item, one.text, written=(one.language, one.script), language=language),
        struck=one.state is Standing.STRUCK,
        mine=one.hand is writing and one.state is Standing.STANDING,
        at=one.made_at,
    )


def _is_mine(field: Field, writing: Hand | None) -> bool:
    return writing is not None and field.is_filled_by(writing)


def _text(scripts: Scripts, item: Item, field: Field, answer: Answer | None, language: str) -> Text:
    if answer is None or not answer.text:
        return _as_it_is("", "", language)
    if field.kind is FieldKind.CHOICE:
        labels = {choice.value: choice.label[language] for choice in field.choices}
        return _as_it_is(labels.get(answer.text, answer.text), answer.text, language)
    if field.kind is FieldKind.NAME:
        return _as_it_is(answer.text, answer.text, answer.language)
    return shown.text(scripts, item, answer.text, written=(answer.language, answer.script), language=language)


def _as_it_is(shown: str, original: str, language: str) -> Text:
    return Text(shown=shown, lang=language, converted=False, original=original, original_lang=language)


def _missing(
    item: Item,
    answers: Mapping[str, Answer],
    kept: Mapping[str, Material],
    language: str,
    to_follow: Collection[str],
) -> tuple[str, ...]:
    """What `actions.cases.ask_signature` would refuse for, in the reader's words."""
    fields = [f for f in item.form if f.required and not (f.name in answers and answers[f.name].text)]
    papers = [
        paper for paper in item.papers if paper.code not in to_follow and _is_wanting(paper, kept.get(paper.code))
    ]
    return tuple([field.label[language] for field in fields] + [paper.name[language] for paper in papers])


def _is_wanting(paper: Paper, material: Material | None) -> bool:
    if material is None:
        return paper.required and paper.still
    return material.state is not MaterialState.KEPT
