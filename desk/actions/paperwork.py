"""Composes the paper of a receipt: everything as the applicant reads it, with what was really written beside it."""

import asyncio
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from desk.actions.catalogue import together
from desk.actions.desk import Desk
from desk.model.cases.cases import Answer, Case, Hand
from desk.model.cases.statements import Kind, Statement
from desk.model.cases.statements import State as Standing
from desk.model.errors import NotReady
from desk.model.items import Field, FieldKind, Item
from desk.model.people import ON_PAPER, Applicant, IdDocument
from desk.model.receipts import Receipt
from desk.model.recognitions import Recognition
from desk.model.visits import Visit
from desk.model.zones import Corner, Zone
from desk.papers import receipts as papers
from desk.papers import words
from desk.papers.sealing import Sealed
from desk.store import assists, corners, items, people, recognitions, visits, zones
from desk.store.cases import cases, statements
from desk.store.corners import digest
from desk.store.materials import materials
from i18n import languages
from i18n.formats import Formats
from i18n.languages import Script
from identity.assurance import Factor, Method


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A receipt that is composed and not yet issued. `check_secret` is in its QR code, and only its hash is kept."""

    case_id: str
    check_secret: str
    paper: papers.ReceiptPaper

    def receipt(self, receipt_id: str, paper_sha256: str, sealed: Sealed) -> Receipt:
        """The receipt as it is kept; `paper_sha256` names the sealed PDF."""
        return Receipt(
            id=receipt_id,
            case_id=self.case_id,
            number=self.paper.number,
            check_hash=digest(self.check_secret),
            language=self.paper.lang,
            content_hash=self.paper.content_sha256,
            paper_sha256=paper_sha256,
            issued_at=self.paper.issued_at,
            sealed_sha256=paper_sha256,
            signed_sha256=sealed.signed_sha256,
            seal_key=sealed.key_id,
            seal_level=sealed.level,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sources:
    visit: Visit
    zone: Zone
    corner: Corner
    item: Item
    applicant: Applicant
    documents: list[IdDocument]
    answers: dict[str, Answer]
    stated: list[Statement]
    kept: list[str]
    content_hash: str
    recognition: Recognition | None
    now: datetime


async def compose(desk: Desk, case: Case) -> Draft:
    """The receipt of a confirmed case, in the applicant's language. Raises NotReady."""
    sources = await _gather(desk, case)
    secret = desk.store.chance.secret()
    language = languages.get(sources.visit.language)
    translations = desk.catalogues.translations(language.tag)
    formats = Formats(language, translations)
    tag = language.tag
    paper = papers.ReceiptPaper(
        lang=tag,
        words=words.receipt(translations.gettext),
        number=f"{case.number}-{secrets.randbelow(10_000):04d}",
        zone=sources.zone.name[tag],
        corner=sources.corner.name[tag],
        item_title=sources.item.title[tag],
        item_code=sources.item.code,
        names=tuple(
            papers.Name(text=name.text, lang=name.language, source=called(desk, name.source, language))
            for name in sources.applicant.names
        ),
        document=_document(sources, translations.gettext),
        submitted_at=formats.when(sources.now),
        issued_at=sources.now,
        facts=(
            *(
                _fact(desk, sources.item, field, sources.answers[field.name], language)
                for field in sources.item.form
                if field.name in sources.answers and sources.answers[field.name].text
            ),
            *(
                _said(desk, sources.item, one, language, translations.gettext)
                for one in sources.stated
                if one.state is Standing.STANDING
            ),
        ),
        materials=tuple(paper.name[tag] for paper in sources.item.papers if paper.code in sources.kept),
        content_sha256=sources.content_hash,
        check_url=f"{desk.settings.public_url}/check/{secret}",
        tracking_url=f"{desk.settings.public_url}/track",
        recording_note=words.recording(translations.gettext),
        demonstration=desk.settings.demo,
        together=await _others(desk, case, language.tag),
    )
    return Draft(case_id=case.id, check_secret=secret, paper=paper)


async def _others(desk: Desk, case: Case, tag: str) -> tuple[papers.Other, ...]:
    async with desk.store.read() as connection:
        return await together.others(connection, case, tag, desk.catalogues.translations(tag).gettext)


async def issue(desk: Desk, paper: papers.ReceiptPaper) -> Sealed:
    """The paper drawn and sealed, in a thread: the loop goes on meanwhile. Raises PaperError."""
    return await asyncio.to_thread(lambda: desk.sealer.seal(desk.printer.receipt(paper)))


def called(desk: Desk, source: str, language: languages.Language) -> str:
    """What a name's source is called: a provider, or the document that staff read it on."""
    if source == assists.SOURCE or source.startswith(ON_PAPER):
        return words.on_document(desk.catalogues.translations(language.tag).gettext)
    names = desk.provider_names.get(source)
    return names[language.tag] if names else source


def _document(sources: _Sources, gettext: Callable[[str], str]) -> str:
    """The masked numbers; and that staff identified the applicant, where no provider did."""
    shown = ", ".join(document.masked for document in sources.documents)
    was = sources.recognition
    if was is None or was.method != Method.ASSISTED:
        return shown
    return f"{shown} ({words.assisted(gettext, by_two=Factor.SECOND_WITNESS in was.factors)})"


async def _gather(desk: Desk, case: Case) -> _Sources:
    vault = desk.store.vault
    async with desk.store.read() as connection:
        visit = await visits.get(connection, case.visit_id)
        signed = await cases.confirmation_of(connection, case.id)
        if signed is None or signed.confirmed_at is None:
            raise NotReady("the case is not confirmed")
        kept = await materials.of_case(connection, case.id)
        return _Sources(
            visit=visit,
            zone=await zones.get(connection, visit.zone_id),
            corner=await corners.get(connection, visit.corner_id),
            item=await items.get(connection, case.item_code, case.item_version),
            applicant=await people.applicant(connection, vault, case.applicant_id),
            documents=await people.documents_of(connection, vault, visit.id),
            answers=await cases.answers_of(connection, vault, case.id),
            stated=await statements.of_case(connection, vault, case.id),
            kept=[code for code, material in kept.items() if material.picture],
            content_hash=signed.content_hash,
            recognition=await recognitions.newest(connection, visit.id),
            now=desk.store.clock(),
        )


def _fact(desk: Desk, item: Item, field: Field, answer: Answer, language: languages.Language) -> papers.Fact:
    tag = language.tag
    label = field.label[tag]
    if field.kind is FieldKind.CHOICE:
        shown = next((choice.label[tag] for choice in field.choices if choice.value == answer.text), answer.text)
        return papers.Fact(label=label, shown=shown, lang=tag, converted=False, original=answer.text, original_lang=tag)
    if field.kind is FieldKind.NAME:
        return papers.Fact(
            label=label,
            shown=answer.text,
            lang=answer.language,
            converted=False,
            original=answer.text,
            original_lang=answer.language,
        )
    return _shown(desk, item, label, answer, language)


def _said(
    desk: Desk, item: Item, one: Statement, language: languages.Language, gettext: Callable[[str], str]
) -> papers.Fact:
    label = words.statement(gettext, declared=one.kind is Kind.DECLARED, by_applicant=one.speaker is Hand.APPLICANT)
    return _shown(desk, item, label, one, language)


def _shown(desk: Desk, item: Item, label: str, kept: Answer | Statement, language: languages.Language) -> papers.Fact:
    """What was written, as a reader of the paper reads it, and as it stands."""
    glossary = item.glossary(kept.language, language.tag)
    view = desk.scripts.shown(kept.text, Script(kept.script), language, glossary)
    return papers.Fact(
        label=label,
        shown=view.text,
        lang=language.tag if view.converted else kept.language,
        converted=view.converted,
        original=kept.text,
        original_lang=kept.language,
    )
