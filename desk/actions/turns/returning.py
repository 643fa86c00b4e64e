"""How a missed or parked turn comes back into line, within the caller's transaction."""

from desk.actions import facts
from desk.model.events import Tag
from desk.model.turns import missed as turns
from desk.model.turns.tickets import State, Ticket
from desk.store import zones
from desk.store.turns import missed, tickets
from desk.store.unit import Unit

ASIDE = frozenset({State.MISSED, State.PARKED})


async def back(unit: Unit, ticket: Ticket, actor: str) -> Ticket:
    """A missed turn goes first in line; a parked one goes behind the first few. Raises IllegalMove, Stale."""
    rules = await zones.rules(unit.connection, ticket.zone_id)
    behind = await missed.behind(unit.connection, ticket.line, rules.come_back_behind)
    after = turns.back(ticket, unit.now, rules, behind)
    await tickets.change(unit, ticket, after)
    unit.record(facts.of_ticket(Tag.TICKET_MOVED, after, actor))
    return after
