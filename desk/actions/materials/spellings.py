"""The name card: the clerk notes a name as it stands on a document of the case, to the code point.

Law: no spelling is made of another one. What is not on a document is not noted, and nothing here converts, trims or
normalises; each of them finds the person and their cases.
"""

import unicodedata
from dataclasses import dataclass, replace

from desk.actions import hands
from desk.actions.desk import Desk
from desk.actions.materials.facts import of_case
from desk.model.cases.cases import Case, Hand
from desk.model.errors import BadInput, Missing, TextTooLong
from desk.model.events import Tag
from desk.model.people import ON_PAPER, Applicant, Form, Name
from desk.model.staff import Staff
from desk.store import items, people, visits
from desk.store.cases import cases
from desk.store.unit import Unit
from i18n import languages
from i18n.languages import Script
from identity.documents import Kind

LONGEST = 200
KINDS = frozenset(kind.value for kind in Kind)
ISSUED_IN = {"hkid": "zh-Hant-HK", "macao-bir": "zh-Hant-MO"}
"""The language of the Chinese on documents that are issued in one place alone."""
WRITTEN_IN = {Form.SIMPLIFIED: "zh-Hans-CN", Form.PORTUGUESE: "pt-MO", Form.ROMANISED: "en-HK"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Spelling:
    """A name as it stands on a document: its kind, or the code of a material of the case."""

    text: str
    form: Form
    document: str


async def note(desk: Desk, case_id: str, clerk: Staff, spelling: Spelling) -> None:
    """Notes it, in the place of what was read on the same document in the same form.

    Raises Missing (no such document in this case), NotAllowed, TextTooLong, BadInput.
    """
    _check(spelling.text)
    async with desk.store.write() as unit:
        case, applicant = await _card(unit, case_id, clerk)
        language = await _language(unit, case, spelling)
        name = Name(
            text=spelling.text,
            language=language,
            source=await _source(unit, case, spelling.document),
            form=spelling.form,
        )
        await people.keep_names(unit, replace(applicant, names=applicant.spelt(name)))
        told = {"form": spelling.form.value, "document": spelling.document}
        unit.record(of_case(Tag.NAME_SPELT, case, f"staff:{clerk.id}", **told))


async def strike(desk: Desk, case_id: str, clerk: Staff, form: Form, document: str) -> None:
    """Takes a spelling away that was noted by mistake; what providers vouch for stays. Raises Missing, NotAllowed."""
    async with desk.store.write() as unit:
        case, applicant = await _card(unit, case_id, clerk)
        left = applicant.not_spelt(ON_PAPER + document, form)
        if left == applicant.names:
            raise Missing("spelling")
        await people.keep_names(unit, replace(applicant, names=left))
        unit.record(of_case(Tag.NAME_UNSPELT, case, f"staff:{clerk.id}", form=form.value, document=document))


async def _card(unit: Unit, case_id: str, clerk: Staff) -> tuple[Case, Applicant]:
    case = await cases.lock(unit, case_id)
    await hands.check(unit, case, Hand.CLERK, clerk.id)
    return case, await people.applicant(unit.connection, unit.vault, case.applicant_id)


async def _source(unit: Unit, case: Case, document: str) -> str:
    """What the document is called in the store. Raises Missing."""
    item = await items.get(unit.connection, case.item_code, case.item_version)
    if document not in KINDS and item.paper(document) is None:
        raise Missing("document")
    return ON_PAPER + document


async def _language(unit: Unit, case: Case, spelling: Spelling) -> str:
    """The language it is drawn in, so that each place's own glyphs are seen; the text is the same in any."""
    if spelling.form in WRITTEN_IN:
        return WRITTEN_IN[spelling.form]
    if spelling.form is Form.TRADITIONAL and spelling.document in ISSUED_IN:
        return ISSUED_IN[spelling.document]
    spoken = languages.get((await visits.get(unit.connection, case.visit_id)).language)
    return spoken.tag if spelling.form is Form.FORMER or spoken.script is Script.HANT else "zh-Hant-HK"


def _check(text: str) -> None:
    if not text.strip():
        raise BadInput("a name has letters")
    if len(text) > LONGEST:
        raise TextTooLong("a name has at most 200 characters")
    if any(unicodedata.category(letter) in ("Cc", "Cs") for letter in text):
        raise BadInput("a character that is no letter")
