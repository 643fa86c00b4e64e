"""Cases: filled in by two hands, signed, confirmed by one-time code, and submitted as one transaction."""

import json
from dataclasses import dataclass
from datetime import timedelta

from desk.actions import assured, challenges, hands, paperwork
from desk.actions.challenges import Asker
from desk.actions.desk import Desk
from desk.model.cases.cases import Answer, Case, Hand, Move, State, content_hash, step
from desk.model.codes import Use
from desk.model.errors import (
    ChangedSinceSigned,
    FieldChanged,
    FormIncomplete,
    Missing,
    NotAllowed,
    NotReady,
)
from desk.model.events import Event, Tag
from desk.model.forms import check_text
from desk.model.items import Item
from desk.model.materials.materials import State as MaterialState
from desk.model.receipts import Receipt
from desk.model.signatures import Stroke, encode
from desk.model.staff import Staff
from desk.store import items, people, receipts, visits
from desk.store.cases import cases
from desk.store.cases.cases import Confirmation, Transaction
from desk.store.materials import materials, promises
from desk.store.unit import Unit
from i18n import languages
from identity.codes import LIMITS

NO_PAUSE = timedelta(0)
"""Who has to sign again after a correction gets the code for it at once: an older one opens nothing any more."""


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
        await cases.write_answer(unit, _answer(case_id, writing, revision + 1, unit))
        if after.state is not case.state:
            await cases.change(unit, case, after)
            unit.record(_event(Tag.CASE_REVISED, case, _actor(writing)))
        unit.record(_event(Tag.CASE_FIELD_WRITTEN, case, _actor(writing), field=writing.field))
    return revision + 1


async def ask_signature(desk: Desk, case_id: str, clerk: Staff) -> None:
    """The clerk has finished: the applicant is asked to read and sign. Raises FormIncomplete, IllegalMove."""
    async with desk.store.write() as unit:
        case = await cases.lock(unit, case_id)
        await hands.check(unit, case, Hand.CLERK, clerk.id)
        missing = await _missing(unit, case)
        if missing:
            raise FormIncomplete(missing)
        await cases.change(unit, case, step(case, Move.ASK_SIGNATURE, unit.now))
        unit.record(_event(Tag.CASE_SIGNATURE_ASKED, case, f"staff:{clerk.id}"))


async def sign(desk: Desk, case_id: str, visit_id: str, strokes: tuple[Stroke, ...], origin: str = "") -> None:
    """The applicant signs what stands there now, and is sent a code bound to exactly that content.

    Raises Missing, IllegalMove, NotReady, CodeTooSoon, ThrottleError.
    """
    kept = await desk.store.files.keep(encode(strokes))
    async with desk.store.write() as unit:
        case = await cases.lock(unit, case_id)
        await hands.check(unit, case, Hand.APPLICANT, visit_id)
        await assured.check_case(unit, case)
        contact = await people.contact(unit.connection, unit.vault, visit_id)
        if contact is None:
            raise NotReady("no telephone was confirmed")
        visit = await visits.get(unit.connection, visit_id)
        digest = await _hash(unit, case)
        before = await cases.confirmation_of(unit.connection, case_id)
        pause = LIMITS.resend_after if before is not None and before.content_hash == digest else NO_PAUSE
        confirmation = Confirmation(
            case_id=case_id, content_hash=digest, strokes_sha256=kept, signed_at=unit.now, confirmed_at=None
        )
        await cases.sign(unit, confirmation)
        await cases.change(unit, case, step(case, Move.SIGN, unit.now))
        purpose = challenges.of(Use.CASE_CONFIRM, case_id, digest)
        asker = Asker(language=visit.language, corner_id=visit.corner_id, origin=origin)
        parcel = await challenges.issue(desk, unit, purpose, contact, asker, pause=pause)
        unit.record(_event(Tag.CASE_SIGNED, case, f"visit:{visit_id}"))
    await desk.courier.carry(parcel)


async def send_again(desk: Desk, case_id: str, visit_id: str, origin: str = "") -> None:
    """Another code for what was signed. Raises Missing, NotReady, CodeTooSoon, ThrottleError."""
    async with desk.store.write() as unit:
        case = await cases.lock(unit, case_id)
        await hands.check(unit, case, Hand.APPLICANT, visit_id)
        signed = await cases.confirmation_of(unit.connection, case_id)
        contact = await people.contact(unit.connection, unit.vault, visit_id)
        if case.state is not State.SIGNED or signed is None or contact is None:
            raise NotReady("nothing was signed")
        visit = await visits.get(unit.connection, visit_id)
        purpose = challenges.of(Use.CASE_CONFIRM, case_id, signed.content_hash)
        asker = Asker(language=visit.language, corner_id=visit.corner_id, origin=origin)
        parcel = await challenges.issue(desk, unit, purpose, contact, asker)
    await desk.courier.carry(parcel)


async def confirm(desk: Desk, case_id: str, visit_id: str, code: str) -> None:
    """The applicant confirms what was signed, by the code sent for exactly that content.

    Raises Missing, IllegalMove, NotReady, ChangedSinceSigned, CodeError, ThrottleError.
    """
    async with desk.store.write() as unit:
        case = await cases.lock(unit, case_id)
        await hands.check(unit, case, Hand.APPLICANT, visit_id)
        after = step(case, Move.CONFIRM, unit.now)
        await assured.check_case(unit, case)
        digest = await _hash(unit, case)
        signed = await cases.confirmation_of(unit.connection, case_id)
        if signed is None or signed.content_hash != digest:
            raise ChangedSinceSigned("the record is not the one that was signed")
        contact = await people.contact(unit.connection, unit.vault, visit_id)
        if contact is None:
            raise NotReady("no telephone was confirmed")
        purpose = challenges.of(Use.CASE_CONFIRM, case_id, digest)
        refusal = await challenges.check(desk, unit, purpose, code, counted=(challenges.NUMBER, contact.phone))
        if refusal is None:
            await cases.confirm(unit, case_id)
            await cases.change(unit, case, after)
            unit.record(_event(Tag.CASE_CONFIRMED, case, f"visit:{visit_id}"))
    if refusal is not None:
        raise refusal


async def submit(desk: Desk, case_id: str, clerk: Staff) -> Receipt:
    """Enters the transaction and issues the receipt; submitted twice, it is the same receipt.

    The paper is drawn before the transaction opens: no lock is held while drawing. What was drawn counts only if the
    content is still the same then.

    Raises Missing, NotAllowed, IllegalMove, AssuranceUnmet, ChangedSinceSigned.
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
        digest = await _hash(unit, case)
        if signed is None or not digest == signed.content_hash == draft.paper.content_sha256:
            raise ChangedSinceSigned("the record is not the one that was confirmed")
        receipt = draft.receipt(unit.chance.id(), sha256, paper)
        await cases.add_transaction(unit, await _transaction(unit, case, digest, clerk))
        await receipts.know_key(unit, paper.key_id, desk.sealer.certificate)
        await receipts.add(unit, receipt)
        await cases.change(unit, case, after)
        unit.record(_event(Tag.CASE_SUBMITTED, case, f"staff:{clerk.id}", content=digest))
        unit.record(_event(Tag.RECEIPT_ISSUED, case, "desk", receipt=receipt.number, paper=sha256, seal=paper.key_id))
    return receipt


def _check_field(item: Item, writing: Writing) -> None:
    field = item.field(writing.field)
    if field is None:
        raise Missing("field")
    if field.by != writing.hand:
        raise NotAllowed("the field is the other hand's")
    check_text(field, writing.text)


async def _missing(unit: Unit, case: Case) -> tuple[str, ...]:
    item = await items.get(unit.connection, case.item_code, case.item_version)
    answers = await cases.answers_of(unit.connection, unit.vault, case.id)
    kept = await materials.of_case(unit.connection, case.id)
    to_follow = await promises.given(unit.connection, case.id)
    fields = [f.name for f in item.form if f.required and not (f.name in answers and answers[f.name].text)]
    papers = [
        paper.code
        for paper in item.papers
        if paper.code not in to_follow
        and (
            (paper.required and paper.still and paper.code not in kept)
            or (paper.code in kept and kept[paper.code].state is not MaterialState.KEPT)
        )
    ]
    return tuple(fields + papers)


async def _hash(unit: Unit, case: Case) -> str:
    answers = await cases.answers_of(unit.connection, unit.vault, case.id)
    kept = await materials.of_case(unit.connection, case.id)
    to_follow = await promises.given(unit.connection, case.id)
    promised = [(f"promise:{code}", each.content_hash) for code, each in to_follow.items()]
    return content_hash(case, answers.values(), [*materials.stands_for(kept), *promised])


async def _transaction(unit: Unit, case: Case, digest: str, clerk: Staff) -> Transaction:
    answers = await cases.answers_of(unit.connection, unit.vault, case.id)
    kept = await materials.of_case(unit.connection, case.id)
    to_follow = await promises.given(unit.connection, case.id)
    content = {
        "case": case.number,
        "item": {"code": case.item_code, "version": case.item_version},
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
            for _, answer in sorted(answers.items())
        ],
        "materials": {
            code: [page.picture.sha256 for page in material.pages]
            for code, material in sorted(kept.items())
            if material.pages
        },
        "promised": {code: each.due_at.isoformat() for code, each in sorted(to_follow.items())},
    }
    return Transaction(
        id=unit.chance.id(),
        case_id=case.id,
        content_hash=digest,
        content=json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":")),
        clerk_id=clerk.id,
        submitted_at=unit.now,
    )


def _answer(case_id: str, writing: Writing, revision: int, unit: Unit) -> Answer:
    return Answer(
        case_id=case_id,
        field=writing.field,
        text=writing.text,
        language=writing.language,
        script=languages.get(writing.language).script,
        hand=writing.hand,
        author_id=writing.author_id,
        revision=revision,
        written_at=unit.now,
    )


def _actor(writing: Writing) -> str:
    return f"{'staff' if writing.hand is Hand.CLERK else 'visit'}:{writing.author_id}"


def _event(tag: Tag, case: Case, actor: str, **data: str) -> Event:
    return Event(
        tag=tag,
        subject=case.id,
        actor=actor,
        zone_id=case.zone_id,
        visit_id=case.visit_id,
        case_id=case.id,
        data=dict(data),
    )
