"""Cases: filled in by two hands, and submitted as one transaction once they are read back and signed."""

import json
from dataclasses import dataclass

from desk.actions import assured, facts, hands, paperwork
from desk.actions.cases import clocks, complete, fitting
from desk.actions.catalogue import parts
from desk.actions.desk import Desk
from desk.model.cases.cases import Answer, Hand, Move, step
from desk.model.errors import (
    ChangedSinceSigned,
    FieldChanged,
    Missing,
    NotAllowed,
)
from desk.model.events import Tag
from desk.model.items import Item
from desk.model.receipts import Receipt
from desk.model.recognitions import Recognition
from desk.model.staff import Staff
from desk.store import items, receipts, recognitions
from desk.store.cases import cases, contents
from desk.store.cases.cases import Transaction
from desk.store.cases.contents import Contents
from desk.store.unit import Unit
from i18n import languages


@dataclass(frozen=True, slots=True, kw_only=True)
class Writing:
    """What one hand wants to stand in a field. `revision` is the one it saw; 0 when the field was empty."""

    field: str
    text: str
    language: str
    hand: Hand
    author_id: str
    revision: int


async def write_field(desk: Desk, case_id: str, writing: Writing) -> int:
    """Writes one field as it was typed and gives its new revision. A signed record is opened again by it.

    Raises:
        Missing: no such case, not this hand's case, or no such field.
        NotAllowed: the field is the other hand's.
        FieldChanged: the field was written since; it holds what stands there.
        TextTooLong, NotAChoice, BadInput: the text does not fit the field.
        IllegalMove: the case was submitted or withdrawn.
    """
    async with desk.store.write() as unit:
        case = await cases.lock(unit, case_id)
        await hands.check(unit, case, writing.hand, writing.author_id)
        item = await items.get(unit.connection, case.item_code, case.item_version)
        _check_field(item, writing)
        known = (await cases.answers_of(unit.connection, unit.vault, case_id)).get(writing.field)
        revision = known.revision if known else 0
        if known is not None and known.text == writing.text:
            return revision
        if revision != writing.revision:
            raise FieldChanged(text=known.text if known else "", revision=revision)
        after = step(case, Move.REVISE, unit.now)
        await cases.write_answer(unit, _answer(desk, case_id, writing, revision + 1, unit))
        if after.state is not case.state:
            await cases.change(unit, case, after)
            unit.record(facts.of_case(Tag.CASE_REVISED, case, _actor(writing)))
        unit.record(facts.of_case(Tag.CASE_FIELD_WRITTEN, case, _actor(writing), field=writing.field))
    return revision + 1


async def submit(desk: Desk, case_id: str, clerk: Staff) -> Receipt:
    """Enters the transaction and issues the receipt; submitted twice, it is the same receipt.

    The paper is drawn before the transaction opens: no lock is held while drawing. What was drawn counts only if the
    content is still the same then.

    Raises Missing, NotAllowed, IllegalMove, AssuranceUnmet, ChangedSinceSigned, NotReadBack.
    """
    async with desk.store.read() as connection:
        case = await cases.get(connection, case_id)
        known = await receipts.of_case(connection, case_id)
    if known is not None:
        return known
    step(case, Move.SUBMIT, desk.store.clock())
    draft = await paperwork.compose(desk, case)
    paper = await paperwork.issue(desk, draft.paper)
    sha256 = await desk.store.files.keep(paper.content)
    async with desk.store.write() as unit:
        case = await cases.lock(unit, case_id)
        await hands.check(unit, case, Hand.CLERK, clerk.id)
        known = await receipts.of_case(unit.connection, case_id)
        if known is not None:
            return known
        after = step(case, Move.SUBMIT, unit.now)
        await assured.check_case(unit, case)
        signed = await cases.confirmation_of(unit.connection, case_id)
        holds = await contents.of_case(unit.connection, unit.vault, case)
        digest = holds.digest
        if signed is None or not digest == signed.content_hash == draft.paper.content_sha256:
            raise ChangedSinceSigned("the record is not the one that was confirmed")
        complete.check_read(holds)
        receipt = draft.receipt(unit.chance.id(), sha256, paper)
        known_by = await recognitions.newest(unit.connection, case.visit_id)
        await cases.add_transaction(unit, _transaction(unit, holds, known_by, clerk))
        await receipts.know_key(unit, paper.key_id, desk.sealer.certificate)
        await receipts.add(unit, receipt)
        await cases.change(unit, case, after)
        await clocks.begin(unit, after)
        unit.record(facts.of_case(Tag.CASE_SUBMITTED, case, f"staff:{clerk.id}", content=digest))
        unit.record(
            facts.of_case(Tag.RECEIPT_ISSUED, case, "desk", receipt=receipt.number, paper=sha256, seal=paper.key_id)
        )
        await parts.follow(unit, after, f"staff:{clerk.id}")
    return receipt


def _check_field(item: Item, writing: Writing) -> None:
    field = item.field(writing.field)
    if field is None:
        raise Missing("field")
    if not field.is_filled_by(writing.hand):
        raise NotAllowed("the field is the other hand's")
    fitting.check(field, writing.text)


def _transaction(unit: Unit, holds: Contents, known_by: Recognition | None, clerk: Staff) -> Transaction:
    case = holds.case
    content = {
        "case": case.number,
        "item": {"code": case.item_code, "version": case.item_version},
        "assurance": _assurance(known_by),
        "answers": [
            {
                "field": answer.field,
                "text": answer.text,
                "script": answer.script,
                "language": answer.language,
                "hand": answer.hand,
                "author": answer.author_id,
                "revision": answer.revision,
                "written_at": answer.written_at.isoformat(),
            }
            for _, answer in sorted(holds.answers.items())
        ],
        "materials": {
            code: [page.picture.sha256 for page in material.pages]
            for code, material in sorted(holds.kept.items())
            if material.pages
        },
        "promised": {code: each.due_at.isoformat() for code, each in sorted(holds.to_follow.items())},
        "read": [
            {
                "fact": reading.fact,
                "revision": reading.revision,
                "sha256": reading.read.sha256,
                "clerk": reading.clerk_id,
                "answered_at": reading.answered_at.isoformat(),
            }
            for reading in holds.confirmed
        ],
        "statements": [
            {
                "id": one.id,
                "kind": one.kind,
                "speaker": one.speaker,
                "source": one.source,
                "text": one.text,
                "script": one.script,
                "language": one.language,
                "hand": one.hand,
                "author": one.author_id,
                "state": one.state,
                "made_at": one.made_at.isoformat(),
            }
            for one in holds.stated
        ],
    }
    return Transaction(
        id=unit.chance.id(),
        case_id=case.id,
        content_hash=holds.digest,
        content=json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":")),
        clerk_id=clerk.id,
        submitted_at=unit.now,
    )


def _assurance(known_by: Recognition | None) -> dict[str, str]:
    """By what the applicant was known when it was submitted."""
    if known_by is None:
        return {}
    return {
        "recognition": known_by.id,
        "method": known_by.method,
        "provider": known_by.provider,
        "level": known_by.level,
        "verified_at": known_by.verified_at.isoformat(),
    }


def _answer(desk: Desk, case_id: str, writing: Writing, revision: int, unit: Unit) -> Answer:
    return Answer(
        case_id=case_id,
        field=writing.field,
        text=writing.text,
        language=writing.language,
        script=desk.scripts.told(writing.text, languages.get(writing.language)).value,
        hand=writing.hand,
        author_id=writing.author_id,
        revision=revision,
        written_at=unit.now,
    )


def _actor(writing: Writing) -> str:
    return f"{'staff' if writing.hand is Hand.CLERK else 'visit'}:{writing.author_id}"
