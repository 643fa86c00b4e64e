"""A turn is taken up at another corner: the slip's letters say which, and a code to the visit's telephone says by whom.

Rule 1: of the person nothing is shown, and nothing of the telephone, before the code was right.
Rule 2: letters that are wrong are counted by corner, codes that are wrong by number, as everywhere.
Rule 3: the turn keeps its state and place. One that was missed or parked comes back with it: its holder is here.
"""

from dataclasses import replace
from datetime import timedelta

from desk.actions import challenges, closing, facts
from desk.actions.challenges import Asker
from desk.actions.desk import Desk, Parcel
from desk.actions.turns import returning
from desk.model.codes import Use
from desk.model.errors import CornerInUse, NotReady, SlipUnknown, TurnOver
from desk.model.events import Tag
from desk.model.people import Contact
from desk.model.sessions import applicant_party
from desk.model.turns.slips import plain
from desk.model.turns.tickets import OVER, Ticket
from desk.model.visits import State, Visit
from desk.model.zones import Corner
from desk.store import corners, people, throttles, visits
from desk.store.turns import slips, tickets
from desk.store.unit import Unit
from identity.codes import Purpose
from identity.errors import IdentityError
from identity.throttles import Rule, refusal

LASTS = timedelta(minutes=15)
"""From the letters to the code."""
LETTERS = "ticket.slip"
"""What wrong letters are counted of: a corner."""
MISSED = Rule(free=10, lock=timedelta(minutes=5), stop=1_000)


async def begin(desk: Desk, corner: Corner, typed: str, origin: str = "") -> None:
    """The letters are known: a code goes to the visit's telephone. Where one went already, that one still holds.

    Raises SlipUnknown, TurnOver, CornerInUse, ThrottleError, CodeTooSoon.
    """
    parcel: Parcel | None = None
    refused: Exception | None = None
    async with desk.store.write() as unit:
        locked = refusal(await throttles.hold(unit, LETTERS, corner.id), unit.now)
        if locked is not None:
            raise locked
        ticket_id = await slips.ticket_id_of(unit.connection, unit.vault, plain(typed))
        if ticket_id is None:
            refused = await throttles.count(unit, LETTERS, corner.id, MISSED) or SlipUnknown("no slip has them")
        else:
            await throttles.clear(unit, LETTERS, corner.id)
            parcel = await _ask(desk, unit, corner, ticket_id, origin)
    if refused is not None:
        raise refused
    if parcel is not None:
        await desk.courier.carry(parcel)


async def send_again(desk: Desk, corner: Corner, origin: str = "") -> None:
    """Another code to the same telephone. Raises NotReady, TurnOver, CodeTooSoon, ThrottleError."""
    async with desk.store.write() as unit:
        _, visit, contact = await _begun(unit, corner)
        parcel = await _issue(desk, unit, visit, contact, corner, origin)
    await desk.courier.carry(parcel)


async def finish(desk: Desk, corner: Corner, code: str) -> None:
    """The code is right: the visit, with its turn and whatever goes on, is at this corner from now on.

    Raises NotReady, TurnOver, CornerInUse, CodeError, ThrottleError.
    """
    async with desk.store.write() as unit:
        ticket, visit, contact = await _begun(unit, corner)
        counted = (challenges.NUMBER, contact.phone)
        refused: IdentityError | None = await challenges.check(
            desk, unit, _purpose(visit, corner), code, counted=counted
        )
        if refused is None:
            await _seat(unit, visit, corner)
            if ticket.state in returning.ASIDE:
                await returning.back(unit, ticket, f"visit:{visit.id}")
    if refused is not None:
        raise refused
    await desk.media.hang_up(applicant_party(visit.id))


async def is_begun(desk: Desk, corner_id: str) -> bool:
    """Whether a turn is being taken up at this corner."""
    async with desk.store.read() as connection:
        return await slips.begun(connection, corner_id, desk.store.clock() - LASTS) is not None


async def _ask(desk: Desk, unit: Unit, corner: Corner, ticket_id: str, origin: str) -> Parcel | None:
    _, visit, contact = await _found(unit, ticket_id)
    if visit.corner_id == corner.id and not visit.away:
        raise CornerInUse("it is at this corner already")
    await _check_free(unit, corner)
    if await slips.begun(unit.connection, corner.id, unit.now - LASTS) == ticket_id:
        return None
    await slips.begin(unit, corner.id, ticket_id)
    return await _issue(desk, unit, visit, contact, corner, origin)


async def _seat(unit: Unit, visit: Visit, corner: Corner) -> None:
    """The visit sits at this corner, and the one it sat at is free. Raises CornerInUse, Stale."""
    choosing = await _check_free(unit, corner)
    if choosing is not None:
        await closing.close(unit, choosing.id, f"visit:{choosing.id}")
    if not visit.away:
        await corners.set_help(unit, visit.corner_id, False)
    after = replace(visit, corner_id=corner.id, away=False)
    await visits.change(unit, visit, after)
    await slips.forget(unit, corner.id)
    fact = facts.of_visit(Tag.VISIT_TAKEN_UP, after)
    fact.data.update({"from": visit.corner_id, "to": corner.id, "away": int(visit.away)})
    unit.record(fact)


async def _check_free(unit: Unit, corner: Corner) -> Visit | None:
    """A visit here of which nobody's consent was asked yet, which may be closed; None for none. Raises CornerInUse."""
    known = await visits.open_at(unit.connection, corner.id)
    if known is not None and known.state is not State.CHOOSING:
        raise CornerInUse("somebody sits here")
    return known


async def _begun(unit: Unit, corner: Corner) -> tuple[Ticket, Visit, Contact]:
    ticket_id = await slips.begun(unit.connection, corner.id, unit.now - LASTS)
    if ticket_id is None:
        raise NotReady("no letters were given")
    return await _found(unit, ticket_id)


async def _found(unit: Unit, ticket_id: str) -> tuple[Ticket, Visit, Contact]:
    ticket = await tickets.get(unit.connection, ticket_id)
    if ticket.state in OVER or not ticket.visit_id:
        raise TurnOver("done, or cancelled")
    visit = await visits.get(unit.connection, ticket.visit_id)
    contact = await people.contact(unit.connection, unit.vault, visit.id)
    if visit.state is State.CLOSED or contact is None:
        raise TurnOver("the visit is closed")
    return ticket, visit, contact


async def _issue(desk: Desk, unit: Unit, visit: Visit, contact: Contact, corner: Corner, origin: str) -> Parcel:
    asker = Asker(language=visit.language, corner_id=corner.id, origin=origin)
    return await challenges.issue(desk, unit, _purpose(visit, corner), contact, asker)


def _purpose(visit: Visit, corner: Corner) -> Purpose:
    """A code asked for at one corner takes nothing up at another."""
    return challenges.of(Use.TICKET_TAKE_UP, visit.id, corner.id)
