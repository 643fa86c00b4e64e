"""Staff put turns elsewhere in line: by a reason, in the ledger, and only what stands in line in their own zone."""

import pytest

from desk.actions.turns import placing, tickets
from desk.model.errors import BadInput, NobodyServes, NobodyThere, NotAllowed, NotReady
from desk.model.events import Event
from desk.model.meetings.sendings import Kind, Target
from desk.model.turns.order import Priority, Reason
from desk.model.turns.placing import Why
from desk.model.turns.tickets import Ticket
from tests.desk.world import World


async def waiting(world: World, corner: str, **visit: str) -> Ticket:
    begun = await world.visit_to("ticketed", corner=corner, **visit)
    world.clock.pass_by(minutes=1)
    return await world.ticket(begun.id)


async def last_fact(world: World) -> Event:
    return (await world.store.facts((), 0))[-1].event


async def elderly(world: World, ticket: Ticket) -> None:
    staff = world.staff["zone-macao"]
    await placing.place(world.desk, ticket.id, Priority.CARE, Reason.ELDERLY, Why.SEEN, staff)


async def test_who_is_put_before_others_is_called_before_them(world: World) -> None:
    await waiting(world, "MO-01")
    second = await waiting(world, "MO-02")
    await elderly(world, second)
    session = await tickets.call_next(world.desk, world.clerk)
    assert session.ticket_id == second.id


async def test_the_ledger_tells_who_put_it_there_and_why(world: World) -> None:
    ticket = await waiting(world, "MO-01")
    await elderly(world, ticket)
    fact = await last_fact(world)
    told = (fact.actor, fact.data["priority"], fact.data["reason"], fact.data["why"])
    assert told == (f"staff:{world.staff['zone-macao'].id}", Priority.CARE.value, "care", "seen")


async def test_put_back_it_stands_in_the_order_of_arrival(world: World) -> None:
    first = await waiting(world, "MO-01")
    second = await waiting(world, "MO-02")
    await elderly(world, second)
    staff = world.staff["zone-macao"]
    await placing.place(world.desk, second.id, Priority.ORDINARY, Reason.NONE, Why.NOT_SO, staff)
    session = await tickets.call_next(world.desk, world.clerk)
    assert session.ticket_id == first.id


async def test_without_a_fitting_reason_nothing_is_moved(sqlite_world: World) -> None:
    ticket = await waiting(sqlite_world, "MO-01")
    staff = sqlite_world.staff["zone-macao"]
    with pytest.raises(BadInput):
        await placing.place(sqlite_world.desk, ticket.id, Priority.RETURNING, Reason.STAFF, Why.SEEN, staff)


async def test_another_zones_turn_is_not_theirs_to_move(sqlite_world: World) -> None:
    ticket = await waiting(sqlite_world, "HK-01")
    with pytest.raises(NotAllowed):
        await elderly(sqlite_world, ticket)


async def test_a_turn_that_was_called_is_not_put_anywhere(sqlite_world: World) -> None:
    ticket = await waiting(sqlite_world, "MO-01")
    await tickets.call_next(sqlite_world.desk, sqlite_world.clerk)
    with pytest.raises(NotReady):
        await elderly(sqlite_world, ticket)


async def test_sent_to_a_window_that_one_clerk_alone_gets_it(world: World) -> None:
    ticket = await waiting(world, "MO-01")
    target = Target(kind=Kind.WINDOW, name=world.staff["clerk2"].window)
    await placing.move(world.desk, ticket.id, target, Why.SHORTER_WAIT, world.staff["zone-macao"], despite=True)
    session = await tickets.call_next(world.desk, world.staff["clerk2"])
    assert session.ticket_id == ticket.id


async def test_sent_elsewhere_it_keeps_the_place_of_its_time(world: World) -> None:
    ticket = await waiting(world, "MO-01")
    target = Target(kind=Kind.WINDOW, name="A02")
    await placing.move(world.desk, ticket.id, target, Why.ASKED, world.staff["zone-macao"], despite=True)
    moved = await world.ticket(ticket.visit_id)
    assert (moved.line, moved.stands_at) == ("window/A02", ticket.stands_at)


async def test_where_nobody_is_open_it_goes_only_when_that_is_said(sqlite_world: World) -> None:
    ticket = await waiting(sqlite_world, "MO-01")
    target = Target(kind=Kind.WINDOW, name="A02")
    with pytest.raises(NobodyThere):
        await placing.move(sqlite_world.desk, ticket.id, target, Why.ASKED, sqlite_world.staff["zone-macao"])


async def test_where_no_window_serves_it_does_not_go(sqlite_world: World) -> None:
    ticket = await waiting(sqlite_world, "MO-01")
    target = Target(kind=Kind.WINDOW, name="Z99")
    with pytest.raises(NobodyServes):
        await placing.move(
            sqlite_world.desk, ticket.id, target, Why.ASKED, sqlite_world.staff["zone-macao"], despite=True
        )
