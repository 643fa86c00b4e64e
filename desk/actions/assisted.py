"""The assisted path: an applicant who can sign in nowhere shows their document to staff; two different persons look.

Theory of operation. The first person, at the corner, writes down kind, number and name as they stand on the document.
The second reads the number from the document anew, without being shown what the first wrote; only if both read the
same is the applicant recognised. Where nobody else is in the zone the visit goes on with one witness (worth less), and
the clerk, who is the second person then, looks at a still of the document in the meeting.

Only what a provider vouches for makes somebody known again (identity/linking.py): an applicant met here is a new one at
each visit.
"""

from collections.abc import Collection
from dataclasses import dataclass, field, replace

from desk.actions import assured
from desk.actions.desk import Desk
from desk.model import assists as model
from desk.model import visits as stays
from desk.model.assists import Assist, State
from desk.model.errors import (
    AssistMismatch,
    AssuranceUnmet,
    BadInput,
    DocumentNotAccepted,
    NotAllowed,
    NotReady,
)
from desk.model.events import Event, Tag
from desk.model.people import IdDocument, Name
from desk.model.staff import Staff
from desk.model.visits import Visit
from desk.store import assists, corners, demands, items, people, visits
from desk.store.unit import Unit
from i18n import languages
from identity import documents
from identity.assurance import Assurance, Factor, Level, Method, Proofing, Reason
from identity.documents import Document, RawNumber

MOST_NAMES = 4
LONGEST_NAME = 200
ONE = frozenset({Factor.DOCUMENT_SEEN, Factor.WITNESS})
TWO = ONE | {Factor.SECOND_WITNESS}


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What somebody read on a document. `names`: text to the code point, and the language it is in."""

    kind: str
    number: str = field(repr=False)
    names: tuple[tuple[str, str], ...] = field(repr=False)
    checks: Collection[str]


async def ask(desk: Desk, visit_id: str) -> Assist:
    """The applicant asks staff to look at their document; a helper is called. Asked twice, it is the same request.

    Raises NotReady, AssuranceUnmet (the item demands what staff cannot give).
    """
    async with desk.store.write() as unit:
        visit = await visits.get(unit.connection, visit_id)
        if visit.state is not stays.State.CONSENTED:
            raise NotReady("consent comes first, and one sign-in is enough")
        item = await items.get(unit.connection, visit.item_code, visit.item_version)
        if demands.demand_of(item).level is Level.HIGH:
            raise AssuranceUnmet(Reason.ASSISTED_TOO_LOW)
        known = await assists.newest(unit.connection, visit_id)
        if known is not None and known.is_waiting(unit.now):
            return known
        if known is not None and known.state in model.WAITING:
            await _end(unit, visit, known, "desk")
        assist = _new(unit, visit)
        await assists.add(unit, assist)
        await corners.set_help(unit, visit.corner_id, True)
        unit.record(_fact(Tag.ASSIST_ASKED, visit, assist, f"visit:{visit_id}"))
        unit.record(_help(Tag.CORNER_HELP_ASKED, visit, f"visit:{visit_id}"))
    return assist


async def cancel(desk: Desk, visit_id: str) -> None:
    """The applicant chooses another way after all. Nobody waits: nothing changes."""
    async with desk.store.write() as unit:
        await give_up(unit, await visits.get(unit.connection, visit_id))


async def give_up(unit: Unit, visit: Visit) -> None:
    """Staff are not waited for any more, since the applicant went another way. Nobody waits: nothing changes."""
    known = await assists.newest(unit.connection, visit.id)
    if known is not None and known.state in model.WAITING:
        await _end(unit, visit, known, f"visit:{visit.id}")
        await corners.set_help(unit, visit.corner_id, False)
        unit.record(_help(Tag.CORNER_HELP_GIVEN, visit, f"visit:{visit.id}"))


async def see(desk: Desk, assist_id: str, staff: Staff, reading: Reading) -> None:
    """The first person saw document and applicant together, and writes down what stands there.

    Raises Missing, NotAllowed (another zone's), DocumentError, DocumentNotAccepted, BadInput (no name),
    NotEverythingSeen, AssistExpired, IllegalMove, Stale.
    """
    document = _document(reading.kind, reading.number)
    names = _names(reading.names)
    async with desk.store.write() as unit:
        before, visit = await _of_zone(unit, assist_id, staff)
        item = await items.get(unit.connection, visit.item_code, visit.item_version)
        if document.kind not in item.documents:
            raise DocumentNotAccepted(document.kind)
        after = model.see(before, staff.id, document.kind, document.masked, reading.checks, unit.now)
        await assists.change(unit, before, after)
        await assists.keep_read(unit, assist_id, document.canonical, names)
        await corners.set_help(unit, visit.corner_id, False)
        unit.record(_fact(Tag.ASSIST_SEEN, visit, after, f"staff:{staff.id}"))
        unit.record(_help(Tag.CORNER_HELP_GIVEN, visit, f"staff:{staff.id}"))


async def confirm(desk: Desk, assist_id: str, staff: Staff, number: str, checks: Collection[str]) -> None:
    """A second person read the same number: the applicant is recognised.

    Raises Missing, NotAllowed, SamePerson, NotEverythingSeen, DocumentError, AssistMismatch, AssistExpired,
    IllegalMove, Stale.
    """
    async with desk.store.write() as unit:
        before, visit = await _of_zone(unit, assist_id, staff)
        after = model.confirm(before, staff.id, checks, unit.now)
        read, names = await assists.read(unit.connection, unit.vault, assist_id)
        document = _document(before.kind, number)
        if not documents.agree(document.kind, document.canonical, read):
            raise AssistMismatch("another number was read first")
        await assists.change(unit, before, after)
        unit.record(_fact(Tag.ASSIST_CONFIRMED, visit, after, f"staff:{staff.id}"))
        await _recognise(unit, visit, document, names, TWO)


async def go_on_alone(desk: Desk, assist_id: str, staff: Staff) -> None:
    """Nobody else is in the zone: the visit goes on with one witness, and the clerk will be the second.

    Raises Missing, NotAllowed, SamePerson (only the first may say so), AssistExpired, IllegalMove, Stale.
    """
    async with desk.store.write() as unit:
        before, visit = await _of_zone(unit, assist_id, staff)
        after = model.go_on_alone(before, staff.id, unit.now)
        read, names = await assists.read(unit.connection, unit.vault, assist_id)
        await assists.change(unit, before, after)
        unit.record(_fact(Tag.ASSIST_ALONE, visit, after, f"staff:{staff.id}"))
        await _recognise(unit, visit, _document(before.kind, read), names, ONE)


async def refuse(desk: Desk, assist_id: str, staff: Staff) -> None:
    """Staff do not recognise the applicant by this document. Raises Missing, NotAllowed, AssistExpired, IllegalMove."""
    async with desk.store.write() as unit:
        before, visit = await _of_zone(unit, assist_id, staff)
        after = model.refuse(before, unit.now)
        await assists.change(unit, before, after)
        await corners.set_help(unit, visit.corner_id, False)
        unit.record(_fact(Tag.ASSIST_REFUSED, visit, after, f"staff:{staff.id}"))
        unit.record(_help(Tag.CORNER_HELP_GIVEN, visit, f"staff:{staff.id}"))


async def end_overdue(desk: Desk) -> None:
    """Ends the requests that nobody answered in time."""
    async with desk.store.read() as connection:
        found = await assists.overdue(connection, desk.store.clock())
    for assist in found:
        async with desk.store.write() as unit:
            visit = await visits.get(unit.connection, assist.visit_id)
            await _end(unit, visit, assist, "desk")


async def _recognise(
    unit: Unit, visit: Visit, document: Document, names: tuple[Name, ...], factors: frozenset[Factor]
) -> None:
    """Keeps the recognition; of a visit that waited for it, also who the applicant is and what they showed."""
    was = Assurance(
        method=Method.ASSISTED,
        proofing=Proofing.IN_PERSON,
        factors=factors,
        verified_at=unit.now,
        proofed_at=unit.now,
    )
    applicant_id = visit.applicant_id
    if visit.state is stays.State.CONSENTED:
        applicant_id = (await people.add_applicant(unit, names)).id
        await people.add_document(unit, _kept(unit, visit, applicant_id, document))
        recognised = replace(stays.step(visit, stays.Move.RECOGNISE), applicant_id=applicant_id)
        await visits.change(unit, visit, stays.step(recognised, stays.Move.SHOW_DOCUMENT))
    await assured.note(unit, visit, applicant_id, "", was)
    level = was.level.value
    unit.record(assured.fact(Tag.VISIT_RECOGNISED, visit, "desk", method=Method.ASSISTED.value, level=level))


async def _of_zone(unit: Unit, assist_id: str, staff: Staff) -> tuple[Assist, Visit]:
    """A request of this person's zone, and its visit. Raises Missing, NotAllowed, NotReady (it came too late)."""
    assist = await assists.get(unit.connection, assist_id)
    if staff.zone_id not in ("", assist.zone_id):
        raise NotAllowed("another zone's corner")
    visit = await visits.get(unit.connection, assist.visit_id)
    waits = assist.state in model.WAITING
    if visit.state is stays.State.CLOSED or (waits and visit.state is not stays.State.CONSENTED):
        raise NotReady("the visit has gone on: whoever it belongs to now, staff did not look at them")
    return assist, visit


async def _end(unit: Unit, visit: Visit, assist: Assist, actor: str) -> None:
    after = model.end(assist, unit.now)
    await assists.change(unit, assist, after)
    unit.record(_fact(Tag.ASSIST_OVER, visit, after, actor))


def _document(kind: str, number: str) -> Document:
    return documents.parse(documents.parse_kind(kind), RawNumber(number))


def _names(given: tuple[tuple[str, str], ...]) -> tuple[Name, ...]:
    known = {language.tag for language in languages.LANGUAGES}
    names = tuple(Name(text=text, language=tag, source=assists.SOURCE) for text, tag in given if text.strip())
    if not 0 < len(names) <= MOST_NAMES or any(name.language not in known for name in names):
        raise BadInput("a name in a known language")
    if any(len(name.text) > LONGEST_NAME for name in names):
        raise BadInput("a name of some length")
    return names


def _new(unit: Unit, visit: Visit) -> Assist:
    return Assist(
        id=unit.chance.id(),
        visit_id=visit.id,
        corner_id=visit.corner_id,
        zone_id=visit.zone_id,
        state=State.ASKED,
        kind="",
        masked="",
        first_id="",
        second_id="",
        asked_at=unit.now,
        moved_at=unit.now,
    )


def _kept(unit: Unit, visit: Visit, applicant_id: str, document: Document) -> IdDocument:
    return IdDocument(
        id=unit.chance.id(),
        applicant_id=applicant_id,
        visit_id=visit.id,
        kind=document.kind,
        number=document.canonical,
        masked=document.masked,
        checked=document.checked,
    )


def _fact(tag: Tag, visit: Visit, assist: Assist, actor: str) -> Event:
    """With the ids of both persons, as far as there are any."""
    return assured.fact(tag, visit, actor, subject=assist.id, first=assist.first_id, second=assist.second_id)


def _help(tag: Tag, visit: Visit, actor: str) -> Event:
    return Event(tag=tag, subject=visit.corner_id, actor=actor, zone_id=visit.zone_id)
