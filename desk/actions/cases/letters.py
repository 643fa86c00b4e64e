"""Composes the letter about a decision, in the applicant's language, and has it drawn and sealed."""

import asyncio
from dataclasses import dataclass
from datetime import datetime

from desk.actions.desk import Desk
from desk.actions.paperwork import called
from desk.model.cases.cases import Case, Move, State
from desk.model.cases.decisions import REMEDY
from desk.model.items import Item
from desk.model.receipts import Receipt
from desk.model.visits import Visit
from desk.model.zones import Zone
from desk.papers import words
from desk.papers.letters import LetterPaper
from desk.papers.receipts import Name
from desk.papers.sealing import Sealed
from desk.store import people, receipts, visits, zones
from i18n import languages
from i18n.formats import Formats

EARLY = frozenset({State.SUBMITTED, State.INCOMPLETE})
"""What is refused here was never accepted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What a decision says: `words` in `language`, a reason, and until when the applicant has time."""

    move: Move
    words: str
    language: str
    reason: str
    due_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sources:
    visit: Visit
    zone: Zone
    receipt: Receipt | None
    names: tuple[tuple[str, str, str], ...]


async def issue(desk: Desk, case: Case, item: Item, said: Said) -> Sealed:
    """The letter drawn and sealed, in a thread: the loop goes on meanwhile. Raises PaperError."""
    paper = await _compose(desk, case, item, said)
    return await asyncio.to_thread(lambda: desk.sealer.seal(desk.printer.letter(paper)))


def kind_of(case: Case, move: Move) -> str:
    """Which letter it is."""
    return "not-accept" if move is Move.REFUSE and case.state in EARLY else move.value


async def _compose(desk: Desk, case: Case, item: Item, said: Said) -> LetterPaper:
    sources = await _gather(desk, case)
    language = languages.get(sources.visit.language)
    tag, translations = language.tag, desk.catalogues.translations(language.tag)
    gettext, formats, now = translations.gettext, Formats(language, translations), desk.store.clock()
    refused = said.move is Move.REFUSE
    return LetterPaper(
        lang=tag,
        words=words.letter(gettext, kind_of(case, said.move)),
        number=case.number,
        receipt=sources.receipt.number if sources.receipt else "",
        zone=sources.zone.name[tag],
        department=item.department_name[tag],
        item_title=item.title[tag],
        item_code=item.code,
        names=tuple(
            Name(text=text, lang=lang, source=called(desk, source, language)) for text, lang, source in sources.names
        ),
        reason=words.reason(gettext, said.reason),
        said=said.words,
        said_lang=said.language,
        due=words.due(gettext, formats.when(said.due_at)) if said.due_at else "",
        remedy=words.remedy(gettext, REMEDY.reconsideration_days, REMEDY.litigation_months) if refused else "",
        decided_at=formats.when(now),
        issued_at=now,
        check_url=f"{desk.settings.public_url}/check",
        tracking_url=f"{desk.settings.public_url}/track",
        demonstration=desk.settings.demo,
    )


async def _gather(desk: Desk, case: Case) -> _Sources:
    async with desk.store.read() as connection:
        applicant = await people.applicant(connection, desk.store.vault, case.applicant_id)
        visit = await visits.get(connection, case.visit_id)
        return _Sources(
            visit=visit,
            zone=await zones.get(connection, case.zone_id),
            receipt=await receipts.of_case(connection, case.id),
            names=tuple((name.text, name.language, name.source) for name in applicant.names),
        )
