"""A wish that no item answers for sure is a turn all the same: a person hears it, and finds the item with them."""

from dataclasses import replace

from desk.actions import seating
from desk.actions.catalogue import openings, parts
from desk.actions.desk import Desk
from desk.model.catalogue.enquiries import LONGEST_WISH, SKILL
from desk.model.errors import BadInput, Missing, NotReady
from desk.model.events import Event, Tag
from desk.model.items import Item
from desk.model.staff import Staff
from desk.model.visits import State, Visit
from desk.store import items, people, visits
from desk.store.cases import cases
from desk.store.catalogue import themes, wishes
from desk.store.catalogue.wishes import Wish
from desk.store.turns import tickets
from desk.store.unit import Unit
from i18n import languages


async def ask(desk: Desk, visit_id: str, said: str) -> Visit:
    """The visit is about what its applicant wrote, whatever item that may be; the words go with the turn, sealed.

    Raises BadInput (nothing was written, or too much), Missing (no item of general enquiry is in force), NotReady (a
    ticket was taken).
    """
    if not 0 < len(said.strip()) <= LONGEST_WISH:
        raise BadInput("wish")
    async with desk.store.write() as unit:
        visit = await visits.get(unit.connection, visit_id)
        if visit.has_come_to(State.TICKETED):
            raise NotReady("a ticket was taken for another item")
        code = await items.of_skill(unit.connection, SKILL, unit.now)
        if not code:
            raise Missing("item")
        item = await items.current(unit.connection, code, unit.now)
        await themes.forget(unit, visit.id)
        script = languages.get(visit.language).script
        wish = Wish(visit_id=visit.id, text=said, language=visit.language, script=script, told_at=unit.now)
        await wishes.keep(unit, wish)
        after = replace(visit, item_code=item.code, item_version=item.version)
        await visits.change(unit, visit, after)
        unit.record(_fact(Tag.WISH_TOLD, visit, f"visit:{visit.id}", letters=len(said)))
    return after


async def set_item(desk: Desk, session_id: str, code: str, clerk: Staff) -> str:
    """The enquiry is answered: it is closed, and a case of this item goes on in the same meeting; the case's id.

    Raises Missing (no such item in force), NotAllowed, NotReady (nobody has met, it is no enquiry, or the item accepts
    none of the documents shown), IllegalMove, Stale.
    """
    async with desk.store.write() as unit:
        session = await seating.of_clerk(unit, session_id, clerk)
        if session.state not in seating.MEETS:
            raise NotReady("nobody has met yet")
        enquiry = await cases.lock(unit, session.case_id)
        asked = await items.get(unit.connection, enquiry.item_code, enquiry.item_version)
        item = await items.current(unit.connection, code, unit.now)
        if asked.skill != SKILL or item.skill == SKILL:
            raise NotReady("it is no enquiry")
        visit = await visits.get(unit.connection, session.visit_id)
        await _check_fits(unit, visit, item)
        actor = f"staff:{clerk.id}"
        await parts.withdraw(unit, enquiry, actor)
        case = await parts.open_case(unit, visit, item.code, item.version, actor)
        await openings.put_on_table(unit, session, case.id, item.code, item.version, actor)
        ticket = await tickets.get(unit.connection, session.ticket_id)
        await tickets.change(unit, ticket, replace(ticket, item_code=item.code))
        told: dict[str, str | int] = {"from": enquiry.item_code, "item": item.code, "version": item.version}
        unit.record(_fact(Tag.VISIT_ITEM_SET, visit, actor, case_id=case.id, **told))
    return case.id


async def _check_fits(unit: Unit, visit: Visit, item: Item) -> None:
    shown = await people.documents_of(unit.connection, unit.vault, visit.id)
    if shown and not any(document.kind in item.documents for document in shown):
        raise NotReady("this item wants another document")


def _fact(tag: Tag, visit: Visit, actor: str, case_id: str = "", **data: str | int) -> Event:
    return Event(
        tag=tag,
        subject=visit.id,
        actor=actor,
        zone_id=visit.zone_id,
        visit_id=visit.id,
        case_id=case_id,
        data=data,
    )
