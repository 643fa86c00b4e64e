"""A theme 一件事 at the corner and at the window: chosen, its parts turned to, set aside, and taken up again."""

from dataclasses import replace

from desk.actions import facts, seating
from desk.actions.catalogue import parts
from desk.actions.desk import Desk
from desk.model.catalogue.themes import Move, Opening, Part, Step, Theme, Why, moved, opened
from desk.model.errors import BadInput, Missing, NotReady
from desk.model.events import Event, Tag
from desk.model.sessions import Session
from desk.model.staff import Staff
from desk.model.visits import State, Visit
from desk.store import items, people, sessions, visits
from desk.store.cases import cases
from desk.store.catalogue import themes, wishes
from desk.store.unit import Unit

ASIDE = {
    Why.NONE.value: Move.SKIP,
    Why.PAPERS.value: Move.FAIL,
    Why.REFUSED.value: Move.FAIL,
    Why.WITHDRAWN.value: Move.FAIL,
}
"""Why a clerk sets a part aside (empty: it is not needed), and what that does to it."""


async def choose(desk: Desk, visit_id: str, code: str) -> Visit:
    """The visit is about this theme, in the version in force, and first about its first item.

    Raises:
        Missing: no such theme is in force, or one of its items is not.
        NotReady: a ticket was taken, or an item accepts none of the documents shown.
    """
    async with desk.store.write() as unit:
        visit = await visits.get(unit.connection, visit_id)
        if visit.has_come_to(State.TICKETED):
            raise NotReady("a ticket was taken for another item")
        theme = await themes.current(unit.connection, code, unit.now)
        every = [await items.current(unit.connection, each, unit.now) for each in theme.items]
        if visit.has_come_to(State.DOCUMENTED):
            shown = {one.kind for one in await people.documents_of(unit.connection, unit.vault, visit.id)}
            if not all(shown.intersection(item.documents) for item in every):
                raise NotReady("an item of it wants another document")
        await themes.forget(unit, visit.id)
        await wishes.forget(unit, visit.id)
        opening = opened(theme, every, unit.chance.id(), visit.id, unit.now)
        await themes.open_(unit, opening)
        after = replace(visit, item_code=every[0].code, item_version=every[0].version)
        await visits.change(unit, visit, after)
        unit.record(_chosen(visit, theme, opening))
    return after


async def turn_to(desk: Desk, session_id: str, case_id: str, clerk: Staff) -> None:
    """The meeting is about this case of the visit now. Raises Missing, NotAllowed, NotReady, Stale."""
    async with desk.store.write() as unit:
        session = await seating.of_clerk(unit, session_id, clerk)
        if session.state not in seating.MEETS:
            raise NotReady("nobody has met yet")
        case = await cases.get(unit.connection, case_id)
        if case.visit_id != session.visit_id:
            raise Missing("case")
        if case.id != session.case_id:
            await put_on_table(unit, session, case.id, case.item_code, case.item_version, f"staff:{clerk.id}")


async def put_on_table(
    unit: Unit, session: Session, case_id: str, item_code: str, item_version: int, actor: str
) -> Session:
    """Visit and meeting are about this case from now on, and both hands write there. Raises Stale."""
    visit = await visits.get(unit.connection, session.visit_id)
    await visits.change(unit, visit, replace(visit, item_code=item_code, item_version=item_version))
    after = replace(session, case_id=case_id)
    await sessions.change(unit, session, after)
    unit.record(facts.of_session(Tag.SESSION_TURNED, after, actor, item=item_code))
    return after


async def set_aside(desk: Desk, session_id: str, item_code: str, why: str, clerk: Staff) -> None:
    """This part is not gone on with: it is not needed (`why` empty), or came to nothing, as the clerk says.

    What the applicant gives up is withdrawn; a case without its papers stays as it is, and may be taken up again.

    Raises BadInput, Missing, NotAllowed, IllegalMove, Stale.
    """
    if why not in ASIDE:
        raise BadInput("why")
    async with desk.store.write() as unit:
        session, opening, part = await _part(unit, session_id, item_code, clerk)
        if part.case_id and why != Why.PAPERS and part.state is Step.OPEN:
            await parts.withdraw(unit, await cases.lock(unit, part.case_id), f"staff:{clerk.id}")
        theme = await themes.get(unit.connection, opening.theme_code, opening.theme_version)
        after = moved(theme, opening, item_code, ASIDE[why], unit.now, why=Why(why))
        kept = await parts.write(unit, opening, after, f"staff:{clerk.id}")
        await parts.start(unit, await visits.get(unit.connection, session.visit_id), kept, f"staff:{clerk.id}")


async def take_up(desk: Desk, session_id: str, item_code: str, clerk: Staff) -> None:
    """A part that lacked papers goes on, and so does what waits for it. Raises Missing, NotAllowed, IllegalMove."""
    async with desk.store.write() as unit:
        session, opening, part = await _part(unit, session_id, item_code, clerk)
        if part.reason not in (Why.PAPERS, Why.OUT_OF_TIME):
            raise NotReady("its case was given up")
        theme = await themes.get(unit.connection, opening.theme_code, opening.theme_version)
        after = moved(theme, opening, item_code, Move.RETRY, unit.now)
        kept = await parts.write(unit, opening, after, f"staff:{clerk.id}")
        await parts.start(unit, await visits.get(unit.connection, session.visit_id), kept, f"staff:{clerk.id}")


async def _part(unit: Unit, session_id: str, item_code: str, clerk: Staff) -> tuple[Session, Opening, Part]:
    session = await seating.of_clerk(unit, session_id, clerk)
    opening = await themes.find(unit.connection, session.visit_id)
    part = opening.part(item_code) if opening else None
    if opening is None or part is None:
        raise Missing("theme step")
    if session.state not in seating.MEETS:
        raise NotReady("nobody has met yet")
    return session, opening, part


def _chosen(visit: Visit, theme: Theme, opening: Opening) -> Event:
    return Event(
        tag=Tag.THEME_CHOSEN,
        subject=opening.id,
        actor=f"visit:{visit.id}",
        zone_id=visit.zone_id,
        visit_id=visit.id,
        data={"theme": theme.code, "version": theme.version, "items": len(theme.items)},
    )
