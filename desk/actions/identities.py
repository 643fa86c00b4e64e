"""Identities: an applicant is recognised by a provider, shows a document, and confirms a mobile number."""

from collections.abc import Mapping
from dataclasses import replace

from desk.actions import assisted, challenges, facts, persons
from desk.actions.desk import Desk
from desk.model.codes import Use
from desk.model.errors import DocumentMismatch, DocumentNotAccepted, Missing, NotReady, Stale
from desk.model.events import Tag
from desk.model.people import Contact, IdDocument
from desk.model.sign_ins import Purpose
from desk.model.visits import Move, State, Visit, step
from desk.store import holders, items, people, sign_ins, visits
from desk.store.unit import Unit
from identity import codes, documents, phones
from identity.assurance import Level
from identity.documents import Check, Document, RawNumber
from identity.errors import IdentityConflict, ReplayedAnswer
from identity.federation import pending
from identity.federation.provider import Recognised


async def begin_sign_in(desk: Desk, visit_id: str, provider: str) -> str:
    """The address at the provider to send the applicant to. Raises Missing, NotReady, FederationError."""
    party = desk.providers.get(provider)
    if party is None:
        raise Missing("provider")
    async with desk.store.read() as connection:
        visit = await visits.get(connection, visit_id)
        if visit.state is not State.CONSENTED:
            raise NotReady("consent comes first, and one sign-in is enough")
        item = await items.get(connection, visit.item_code, visit.item_version)
    begun = await party.begin(demand=Level(item.assurance), ui_locales=visit.language)
    async with desk.store.write() as unit:
        await sign_ins.begin(unit, visit_id, provider, pending.dump(begun.pending))
    return begun.url


async def finish_sign_in(desk: Desk, visit_id: str, answer: Mapping[str, str]) -> None:
    """Believes the provider's answer, once it has passed every check. The pending sign-in is taken out first, so that
    one answer is looked at once.

    Raises FederationError (each kind its own), IdentityConflict, AccountNotBound, NotReady.
    """
    async with desk.store.write() as unit:
        taken = await sign_ins.take(unit, visit_id, Purpose.RECOGNISE)
    if taken is None:
        raise ReplayedAnswer
    provider, value = taken
    recognised = await desk.providers[provider].finish(pending.load(value), answer)
    try:
        await _recognise(desk, visit_id, recognised)
    except Stale:
        # The same person was signed in elsewhere in this very moment: now they are known.
        await _recognise(desk, visit_id, recognised)


async def awaited(desk: Desk, visit_id: str) -> Purpose | None:
    """What the sign-in is for that this visit has under way at a provider."""
    async with desk.store.read() as connection:
        return await sign_ins.awaited(connection, visit_id)


async def _recognise(desk: Desk, visit_id: str, recognised: Recognised) -> None:
    mainland = desk.providers[recognised.provider].mainland
    async with desk.store.write() as unit:
        visit = await visits.get(unit.connection, visit_id)
        if visit.state is not State.CONSENTED:
            raise NotReady("the visit has gone on")
        try:
            applicant = await persons.whose(unit, recognised, mainland=mainland)
        except IdentityConflict as error:
            unit.record(persons.conflict(visit, error))
            refused = error
        else:
            await persons.note(unit, visit, applicant.id, recognised)
            for document in () if mainland else recognised.documents:
                await people.add_document(unit, _kept(unit, visit, applicant.id, document))
            after = replace(step(visit, Move.RECOGNISE), applicant_id=applicant.id)
            await visits.change(unit, visit, after)
            await assisted.give_up(unit, visit)
            unit.record(facts.of_visit(Tag.VISIT_RECOGNISED, visit))
            return
    raise refused


async def show_document(desk: Desk, visit_id: str, kind: str, raw: str) -> None:
    """The document the applicant has at hand: parsed, checked, and compared with what the provider vouched for.

    Raises DocumentError (unknown kind, wrong shape, wrong check digit), DocumentNotAccepted, DocumentMismatch,
    NotReady.
    """
    document = documents.parse(documents.parse_kind(kind), RawNumber(raw))
    async with desk.store.write() as unit:
        visit = await visits.get(unit.connection, visit_id)
        if visit.has_come_to(State.DOCUMENTED):
            return
        if visit.state is not State.RECOGNISED:
            raise NotReady("sign in first")
        item = await items.get(unit.connection, visit.item_code, visit.item_version)
        if document.kind not in item.documents:
            raise DocumentNotAccepted(document.kind)
        vouched = await people.documents_of(unit.connection, unit.vault, visit_id)
        same = [known for known in vouched if known.kind == document.kind]
        if any(not documents.agree(document.kind, known.number, document.canonical) for known in same):
            raise DocumentMismatch("the provider vouches for another number")
        if not same:
            shown = await _compared(unit, visit.applicant_id, document)
            await people.add_document(unit, _kept(unit, visit, visit.applicant_id, shown))
        await visits.change(unit, visit, step(visit, Move.SHOW_DOCUMENT))
        unit.record(facts.of_visit(Tag.VISIT_DOCUMENTED, visit))


async def _compared(unit: Unit, applicant_id: str, document: Document) -> Document:
    """With the number of its kind that a provider vouched for before, the mainland's too: usable, though not visible.

    Raises DocumentMismatch.
    """
    agrees = await holders.agrees(unit.connection, unit.vault, applicant_id, document)
    if agrees is False:
        raise DocumentMismatch("a provider vouched for another number")
    return replace(document, checked=Check.PROVIDER) if agrees else document


async def give_phone(desk: Desk, visit_id: str, region: str, number: str, origin: str = "") -> None:
    """Sends a one-time code to a mobile number, bound to that number; `origin` is the address it is asked from.

    Raises PhoneError, NotReady, CodeTooSoon, ThrottleError.
    """
    phone = phones.parse(number, phones.parse_region(region))
    async with desk.store.write() as unit:
        visit = await visits.get(unit.connection, visit_id)
        if visit.state is not State.DOCUMENTED:
            raise NotReady("show a document first")
        contact = Contact(visit_id=visit_id, phone=phone.e164, masked=phone.masked)
        await people.keep_contact(unit, contact)
        parcel = await challenges.issue(desk, unit, _purpose(contact), contact, _asker(visit, origin))
    await desk.courier.carry(parcel)


async def send_again(desk: Desk, visit_id: str, origin: str = "") -> None:
    """Another code to the same number. Raises NotReady, CodeTooSoon, ThrottleError."""
    async with desk.store.write() as unit:
        visit = await visits.get(unit.connection, visit_id)
        contact = await people.contact(unit.connection, unit.vault, visit_id)
        if visit.state is not State.DOCUMENTED or contact is None:
            raise NotReady("no number was given")
        parcel = await challenges.issue(desk, unit, _purpose(contact), contact, _asker(visit, origin))
    await desk.courier.carry(parcel)


async def confirm_phone(desk: Desk, visit_id: str, code: str) -> None:
    """The number is the applicant's. Confirming twice changes nothing. Raises CodeError, ThrottleError, NotReady."""
    async with desk.store.write() as unit:
        visit = await visits.get(unit.connection, visit_id)
        if visit.has_come_to(State.CONFIRMED):
            return
        contact = await people.contact(unit.connection, unit.vault, visit_id)
        if visit.state is not State.DOCUMENTED or contact is None:
            raise NotReady("no number was given")
        counted = (challenges.NUMBER, contact.phone)
        refusal = await challenges.check(desk, unit, _purpose(contact), code, counted=counted)
        if refusal is None:
            await visits.change(unit, visit, step(visit, Move.CONFIRM_PHONE))
            unit.record(facts.of_visit(Tag.VISIT_PHONE_CONFIRMED, visit))
    if refusal is not None:
        raise refusal


def _purpose(contact: Contact) -> codes.Purpose:
    return challenges.of(Use.VISIT_PHONE, contact.visit_id, contact.phone)


def _asker(visit: Visit, origin: str) -> challenges.Asker:
    return challenges.Asker(language=visit.language, corner_id=visit.corner_id, origin=origin)


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
