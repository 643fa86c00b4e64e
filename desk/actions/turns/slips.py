"""The ticket on paper: printed from the applicant's screen, and with it they may step away from the corner.

Its letters are told once, to the screen that asked; kept is a keyed hash. A slip printed anew makes the one before
worthless.
"""

from dataclasses import dataclass, replace

from desk.actions import facts
from desk.actions.desk import Desk
from desk.model.errors import NotReady, SlipNeeded
from desk.model.events import Event, Tag
from desk.model.sessions import applicant_party
from desk.model.turns.slips import letters
from desk.model.turns.tickets import OVER, State, Ticket
from desk.store import corners, visits
from desk.store.turns import corner_notices, slips, tickets
from desk.store.unit import Unit

MAY_STEP_AWAY = frozenset({State.WAITING, State.TRANSFERRED, State.MISSED, State.PARKED})
"""Turns with which nobody has to be at the corner this moment."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Slip:
    """What is printed. `letters` are a secret of whoever holds the paper."""

    ticket: Ticket
    letters: str

    def __repr__(self) -> str:
        return f"Slip(number={self.ticket.number!r})"


async def print_slip(desk: Desk, visit_id: str) -> Slip:
    """A new slip for the visit's turn. Raises NotReady when there is no turn, or it is over."""
    async with desk.store.write() as unit:
        ticket = await _open_turn(unit, visit_id)
        slip = Slip(ticket=ticket, letters=letters(unit.chance.bytes))
        await slips.keep(unit, ticket.id, slip.letters)
        unit.record(_fact(Tag.TICKET_PRINTED, ticket))
    return slip


async def step_away(desk: Desk, visit_id: str) -> None:
    """The applicant goes, and keeps the turn: the corner is free. Raises NotReady, SlipNeeded.

    Whoever is parked may have gone already: then the corner is not kept from others for want of a slip.
    """
    async with desk.store.write() as unit:
        ticket = await _open_turn(unit, visit_id)
        if ticket.state not in MAY_STEP_AWAY:
            raise NotReady("somebody waits for the applicant now")
        if ticket.state is not State.PARKED and not await slips.is_printed(unit.connection, ticket.id):
            raise SlipNeeded("nothing to take the turn up with")
        visit = await visits.get(unit.connection, visit_id)
        if visit.away:
            return
        await visits.change(unit, visit, replace(visit, away=True))
        await corners.set_help(unit, visit.corner_id, False)
        await corner_notices.dismiss_all(unit, visit.corner_id)
        unit.record(facts.of_visit(Tag.VISIT_AWAY, visit))
    await desk.media.hang_up(applicant_party(visit_id))


async def _open_turn(unit: Unit, visit_id: str) -> Ticket:
    ticket = await tickets.of_visit(unit.connection, visit_id)
    if ticket is None or ticket.state in OVER:
        raise NotReady("no turn, or it is over")
    return ticket


def _fact(tag: Tag, ticket: Ticket) -> Event:
    who = f"visit:{ticket.visit_id}"
    return Event(tag=tag, subject=ticket.id, actor=who, zone_id=ticket.zone_id, visit_id=ticket.visit_id)
