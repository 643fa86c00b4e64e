"""Visits: an applicant sits down, chooses a language and an item, and leaves in the end."""

from dataclasses import replace
from datetime import timedelta

from desk.actions import closing, facts
from desk.actions.desk import Desk
from desk.model.errors import NotReady, Stale
from desk.model.events import Tag
from desk.model.items import Item
from desk.model.sessions import Session, applicant_party
from desk.model.turns import tickets as turns
from desk.model.visits import State, Visit
from desk.model.zones import Corner
from desk.store import items, people, visits
from desk.store.catalogue import themes, wishes
from desk.store.turns import tickets
from desk.store.unit import Connection, Unit

IDLE = timedelta(minutes=10)
"""After so long without a step, a visit without a turn to wait for is closed: the next person must not find it."""


async def begin(desk: Desk, corner: Corner, language: str) -> Visit:
    """The corner's open visit in this language; a new one when there is none."""
    async with desk.store.write() as unit:
        visit = await visits.open_at(unit.connection, corner.id)
        if visit is not None:
            after = replace(visit, language=language)
            await visits.change(unit, visit, after)
            return after
        visit = Visit(
            id=unit.chance.id(),
            corner_id=corner.id,
            zone_id=corner.zone_id,
            language=language,
            state=State.CHOOSING,
            item_code="",
            item_version=0,
            applicant_id="",
            began_at=unit.now,
        )
        await visits.add(unit, visit)
        unit.record(facts.of_visit(Tag.VISIT_BEGAN, visit))
    return visit


async def current(desk: Desk, corner_id: str) -> Visit | None:
    """The corner's open visit."""
    async with desk.store.read() as connection:
        return await visits.open_at(connection, corner_id)


async def choose_item(desk: Desk, visit_id: str, code: str) -> Visit:
    """The visit is about this item, in the version in force.

    Raises:
        Missing: no such item is in force.
        NotReady: a ticket was taken, or the document shown is none that this item accepts; they would have to begin
            anew. An item that demands more assurance is taken: the step-up comes before the ticket.
    """
    async with desk.store.write() as unit:
        visit = await visits.get(unit.connection, visit_id)
        if visit.has_come_to(State.TICKETED):
            raise NotReady("a ticket was taken for another item")
        item = await items.current(unit.connection, code, unit.now)
        if visit.has_come_to(State.RECOGNISED):
            await _check_fits(unit, visit, item)
        await themes.forget(unit, visit.id)
        await wishes.forget(unit, visit.id)
        after = replace(visit, item_code=item.code, item_version=item.version)
        await visits.change(unit, visit, after)
    return after


async def leave(desk: Desk, visit_id: str) -> None:
    """The applicant goes: an open session ends, a turn that was not served is cancelled, the corner is free.

    A call for help ends with the visit: the next applicant did not make it.
    """
    try:
        session = await _close(desk, visit_id)
    except Stale:
        # A clerk called, or ended, in this very moment: what stands now is closed.
        session = await _close(desk, visit_id)
    if session is not None:
        await desk.media.part(session.id)
    await desk.media.drop(applicant_party(visit_id))


async def _close(desk: Desk, visit_id: str) -> Session | None:
    async with desk.store.write() as unit:
        return await closing.close(unit, visit_id, f"visit:{visit_id}")


async def _check_fits(unit: Unit, visit: Visit, item: Item) -> None:
    """Whether another item accepts a document that was shown already. Raises NotReady.

    Whether the applicant was recognised surely enough is asked where it counts, and mended by a step-up.
    """
    shown = await people.documents_of(unit.connection, unit.vault, visit.id)
    if visit.has_come_to(State.DOCUMENTED) and not any(document.kind in item.documents for document in shown):
        raise NotReady("this item wants another document")


async def left_behind(desk: Desk) -> list[str]:
    """Ids of visits nobody goes on with: no step for long before a ticket, or the last screen long after the turn."""
    async with desk.store.read() as connection:
        found = await visits.every_open(connection)
        now = desk.store.clock()
        idle = [visit for visit, last_at in found if now - last_at > IDLE]
        return [visit.id for visit in idle if await _has_no_turn_left(connection, visit)]


async def _has_no_turn_left(connection: Connection, visit: Visit) -> bool:
    ticket = await tickets.of_visit(connection, visit.id)
    return ticket is None or ticket.state in (turns.State.DONE, turns.State.CANCELLED)
