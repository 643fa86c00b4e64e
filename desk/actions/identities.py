"""Identities: an applicant is recognised by a provider, shows a document, and confirms a mobile number."""

from collections.abc import Mapping
from dataclasses import replace

from desk.actions import challenges, facts
from desk.actions.desk import Desk
from desk.model.errors import DocumentMismatch, DocumentNotAccepted, Missing, NotReady
from desk.model.events import Tag
from desk.model.people import Applicant, Contact, IdDocument, Name
from desk.model.visits import Move, State, Visit, step
from desk.store import items, people, sign_ins, visits
from desk.store.unit import Unit
from identity import documents, phones
from identity.assurance import Level
from identity.documents import Document, RawNumber
from identity.errors import ReplayedAnswer
from identity.federation import pending
from identity.federation.party import Recognised

PHONE = "visit.phone"


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

    Raises FederationError (each kind its own), NotReady.
    """
    async with desk.store.write() as unit:
        taken = await sign_ins.take(unit, visit_id)
    if taken is None:
        raise ReplayedAnswer
    provider, value = taken
    recognised = await desk.providers[provider].finish(pending.load(value), answer)
    async with desk.store.write() as unit:
        visit = await visits.get(unit.connection, visit_id)
        if visit.state is not State.CONSENTED:
            raise NotReady("the visit has gone on")
        applicant = await people.keep_applicant(unit, _applicant(unit, recognised))
        for document in recognised.documents:
            await people.add_document(unit, _kept(unit, visit, applicant.id, document))
        after = replace(step(visit, Move.RECOGNISE), applicant_id=applicant.id)
        await visits.change(unit, visit, after)
        unit.record(facts.of_visit(Tag.VISIT_RECOGNISED, visit))


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
            await people.add_document(unit, _kept(unit, visit, visit.applicant_id, document))
        await visits.change(unit, visit, step(visit, Move.SHOW_DOCUMENT))
        unit.record(facts.of_visit(Tag.VISIT_DOCUMENTED, visit))


async def give_phone(desk: Desk, visit_id: str, region: str, number: str) -> None:
    """Sends a one-time code to a mobile number, bound to that number. Raises PhoneError, NotReady, CodeTooSoon."""
    phone = phones.parse(number, phones.parse_region(region))
    async with desk.store.write() as unit:
        visit = await visits.get(unit.connection, visit_id)
        if visit.state is not State.DOCUMENTED:
            raise NotReady("show a document first")
        contact = Contact(visit_id=visit_id, phone=phone.e164, masked=phone.masked)
        await people.keep_contact(unit, contact)
        parcel = await challenges.issue(
            desk, unit, _purpose(contact), contact, language=visit.language, corner_id=visit.corner_id
        )
    await desk.courier.carry(parcel)


async def send_again(desk: Desk, visit_id: str) -> None:
    """Another code to the same number. Raises NotReady, CodeTooSoon."""
    async with desk.store.write() as unit:
        visit = await visits.get(unit.connection, visit_id)
        contact = await people.contact(unit.connection, unit.vault, visit_id)
        if visit.state is not State.DOCUMENTED or contact is None:
            raise NotReady("no number was given")
        parcel = await challenges.issue(
            desk, unit, _purpose(contact), contact, language=visit.language, corner_id=visit.corner_id
        )
    await desk.courier.carry(parcel)


async def confirm_phone(desk: Desk, visit_id: str, code: str) -> None:
    """The number is the applicant's. Confirming twice changes nothing. Raises CodeError, NotReady."""
    async with desk.store.write() as unit:
        visit = await visits.get(unit.connection, visit_id)
        if visit.has_come_to(State.CONFIRMED):
            return
        contact = await people.contact(unit.connection, unit.vault, visit_id)
        if visit.state is not State.DOCUMENTED or contact is None:
            raise NotReady("no number was given")
        refusal = await challenges.check(desk, unit, _purpose(contact), code)
        if refusal is None:
            await visits.change(unit, visit, step(visit, Move.CONFIRM_PHONE))
            unit.record(facts.of_visit(Tag.VISIT_PHONE_CONFIRMED, visit))
    if refusal is not None:
        raise refusal


def _purpose(contact: Contact) -> challenges.Purpose:
    return challenges.Purpose(subject=contact.visit_id, name=PHONE, content=contact.phone.encode())


def _applicant(unit: Unit, recognised: Recognised) -> Applicant:
    return Applicant(
        id=unit.chance.id(),
        provider=recognised.provider,
        subject=recognised.subject,
        names=tuple(Name(text=name.text, language=name.lang, source=name.source) for name in recognised.names),
        assurance=recognised.level,
        recognised_at=recognised.verified_at,
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
