"""Staff put a turn before others, back in the order of arrival, or into another line; each with a reason, on record."""

from dataclasses import replace

from desk.actions import facts
from desk.actions.desk import Desk
from desk.actions.turns import zoned
from desk.model.errors import BadInput, NobodyServes, NobodyThere, NotReady
from desk.model.events import Event, Tag
from desk.model.meetings.sendings import Kind, Target
from desk.model.staff import Staff
from desk.model.turns import placing, routing
from desk.model.turns.order import Priority, Reason
from desk.model.turns.placing import Why
from desk.model.turns.tickets import CALLABLE, Ticket, placed
from desk.store import zones
from desk.store.meetings import colleagues
from desk.store.turns import tickets
from desk.store.unit import Unit


async def place(desk: Desk, ticket_id: str, priority: Priority, reason: Reason, why: Why, by: Staff) -> None:
    """The turn stands at the place of this class from now on, counted from when it was taken.

    Raises Missing, NotAllowed, NotReady: it is not in line, BadInput: staff give no such place, Stale.
    """
    if not placing.fits(priority, reason, why):
        raise BadInput("reason")
    async with desk.store.write() as unit:
        before = await _in_line(unit, ticket_id, by)
        rules = await zones.rules(unit.connection, before.zone_id)
        after = placed(before, priority, reason, rules)
        await tickets.change(unit, before, after)
        unit.record(_fact(after, by, why))


async def move(desk: Desk, ticket_id: str, target: Target, why: Why, by: Staff, *, despite: bool = False) -> None:
    """The turn stands in the line of a window, a skill or another zone's clerks, at the place it has by its time.

    despite: also where nobody is open at the moment. Raises Missing, NotAllowed, NotReady: it is not in line,
    NobodyServes, NobodyThere, BadInput: no such reason or zone, Stale.
    """
    if why not in placing.ELSEWHERE:
        raise BadInput("why")
    async with desk.store.write() as unit:
        before = await _in_line(unit, ticket_id, by)
        after = replace(await _sent(unit, before, target), clerk_id="", kept_until=None)
        serving = [one for one in await colleagues.every(unit.connection, unit.now) if after.line in one.lines]
        if not serving:
            raise NobodyServes("no window serves this")
        if not despite and not any(one.is_open for one in serving):
            raise NobodyThere("nobody is open there")
        await tickets.change(unit, before, after)
        unit.record(_fact(after, by, why))


async def _in_line(unit: Unit, ticket_id: str, by: Staff) -> Ticket:
    ticket = await tickets.get(unit.connection, ticket_id)
    zoned.check(by, ticket.zone_id)
    if ticket.state not in CALLABLE:
        raise NotReady("the turn is not in line")
    return ticket


async def _sent(unit: Unit, ticket: Ticket, target: Target) -> Ticket:
    match target.kind:
        case Kind.WINDOW:
            return replace(ticket, line=routing.line_of_window(target.name))
        case Kind.SKILL:
            line = routing.line(ticket.zone_id, target.name, ticket.speech)
            return replace(ticket, skill=target.name, line=line)
        case Kind.ZONE:
            if target.name not in {zone.id for zone in await zones.every(unit.connection)}:
                raise BadInput("to")
            return replace(ticket, line=routing.line(target.name, ticket.skill, ticket.speech))


def _fact(ticket: Ticket, by: Staff, why: Why) -> Event:
    told = facts.of_ticket(Tag.TICKET_MOVED, ticket, f"staff:{by.id}")
    return replace(told, data=told.data | {"why": why.value})
