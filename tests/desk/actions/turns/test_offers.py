"""Turns are offered to idle clerks, the longest idle first; no offer costs a turn its place, and none is doubled."""

import asyncio
from dataclasses import replace

import pytest

from desk.actions import sessions, visits
from desk.actions.turns import duties, offers, tickets
from desk.model.errors import OfferOver
from desk.model.sessions import Session
from desk.model.staff import Staff
from desk.model.turns.duties import Duty, Mode, Reason, Refusal, State
from desk.model.turns.order import Rules
from desk.model.turns.tickets import State as Turn
from desk.model.turns.tickets import Ticket
from desk.model.visits import Visit
from desk.store import staff, zones
from desk.store.turns import duties as rows
from tests.desk.world import World


async def ready(world: World, login: str) -> Staff:
    """This clerk is open, and wants turns offered."""
    clerk = world.staff[login]
    await duties.open_window(world.desk, clerk)
    await duties.choose(world.desk, clerk, Mode.OFFER)
    return clerk


async def offered(world: World, login: str = "clerk1") -> tuple[Staff, Visit, Ticket]:
    """A clerk, and the turn that is offered to them."""
    clerk = await ready(world, login)
    visit = await world.visit_to("ticketed")
    assert await offers.look_round(world.desk) == 1
    return clerk, visit, await world.ticket(visit.id)


async def duty(world: World, clerk: Staff) -> Duty:
    async with world.store.read() as connection:
        found = await rows.of(connection, clerk.id)
    assert found is not None
    return found


async def test_a_turn_is_offered_for_a_while_to_a_clerk_who_is_idle(world: World) -> None:
    clerk, _, ticket = await offered(world)
    assert (ticket.state, ticket.clerk_id) == (Turn.OFFERED, clerk.id)
    assert ticket.kept_until == world.clock() + (await rules(world)).offer_for


async def test_nothing_is_offered_to_who_calls_themselves(sqlite_world: World) -> None:
    await duties.open_window(sqlite_world.desk, sqlite_world.clerk)
    await sqlite_world.visit_to("ticketed")
    assert await offers.look_round(sqlite_world.desk) == 0


async def test_the_longest_idle_comes_first(world: World) -> None:
    first = await ready(world, "clerk2")
    world.clock.pass_by(seconds=5)
    await ready(world, "clerk1")
    visit = await world.visit_to("ticketed")
    await offers.look_round(world.desk)
    assert (await world.ticket(visit.id)).clerk_id == first.id


async def test_who_cannot_serve_it_is_offered_nothing(sqlite_world: World) -> None:
    await ready(sqlite_world, "clerk3")
    await sqlite_world.visit_to("ticketed")
    assert await offers.look_round(sqlite_world.desk) == 0


async def test_accepting_rings_the_applicant(world: World) -> None:
    clerk, visit, ticket = await offered(world)
    session = await offers.accept(world.desk, ticket.id, clerk)
    assert (session.visit_id, (await world.ticket(visit.id)).state) == (visit.id, Turn.CALLED)
    assert (await duty(world, clerk)).offered == ""


async def test_calling_the_next_accepts_what_is_offered(sqlite_world: World) -> None:
    clerk, visit, _ = await offered(sqlite_world)
    assert (await tickets.call_next(sqlite_world.desk, clerk)).visit_id == visit.id


async def test_another_clerk_cannot_take_what_is_offered(sqlite_world: World) -> None:
    _, _, ticket = await offered(sqlite_world)
    with pytest.raises(OfferOver):
        await offers.accept(sqlite_world.desk, ticket.id, sqlite_world.staff["clerk2"])


async def test_declining_gives_the_turn_its_place_back_and_offers_it_to_the_next(world: World) -> None:
    clerk, visit, ticket = await offered(world)
    await offers.decline(world.desk, ticket.id, clerk, Refusal.CONFLICT)
    back = await world.ticket(visit.id)
    other = await ready(world, "clerk2")
    await offers.look_round(world.desk)
    assert (back.state, back.stands_at, back.clerk_id) == (Turn.WAITING, ticket.stands_at, "")
    assert (await world.ticket(visit.id)).clerk_id == other.id


async def test_what_was_declined_is_not_offered_again(sqlite_world: World) -> None:
    clerk, _, ticket = await offered(sqlite_world)
    await offers.decline(sqlite_world.desk, ticket.id, clerk, Refusal.UNABLE)
    assert await offers.look_round(sqlite_world.desk) == 0


async def test_an_offer_that_runs_out_gives_the_turn_its_place_back(world: World) -> None:
    clerk, visit, ticket = await offered(world)
    other = await ready(world, "clerk2")
    world.clock.pass_by(seconds=21)
    await offers.look_round(world.desk)
    again = await world.ticket(visit.id)
    assert (again.clerk_id, again.stands_at) == (other.id, ticket.stands_at)
    assert (await duty(world, clerk)).ran_out == 1


async def test_an_offer_that_ran_out_is_over(sqlite_world: World) -> None:
    clerk, _, ticket = await offered(sqlite_world)
    await ready(sqlite_world, "clerk2")
    sqlite_world.clock.pass_by(seconds=21)
    await offers.look_round(sqlite_world.desk)
    with pytest.raises(OfferOver):
        await offers.accept(sqlite_world.desk, ticket.id, clerk)


async def test_two_offers_in_a_row_that_ran_out_pause_the_clerk(world: World) -> None:
    clerk, visit, _ = await offered(world)
    for _ in range(2):
        world.clock.pass_by(seconds=21)
        await offers.look_round(world.desk)
    paused = await duty(world, clerk)
    assert (paused.state, paused.reason) == (State.PAUSED, Reason.UNANSWERED)
    assert (await world.ticket(visit.id)).state is Turn.WAITING


async def test_who_pauses_gives_back_what_is_offered(sqlite_world: World) -> None:
    clerk, visit, _ = await offered(sqlite_world)
    await duties.pause(sqlite_world.desk, clerk, Reason.BREAK)
    assert (await sqlite_world.ticket(visit.id)).state is Turn.WAITING


async def test_when_the_applicant_leaves_the_clerk_is_offered_the_next(world: World) -> None:
    clerk, visit, _ = await offered(world)
    await visits.leave(world.desk, visit.id)
    second = await world.visit_to("ticketed")
    await offers.look_round(world.desk)
    assert (await world.ticket(second.id)).clerk_id == clerk.id


async def test_nothing_is_offered_in_a_session_nor_while_wrapping_up(sqlite_world: World) -> None:
    clerk, _, ticket = await offered(sqlite_world)
    session = await offers.accept(sqlite_world.desk, ticket.id, clerk)
    await sqlite_world.visit_to("ticketed", corner="MO-02")
    in_session = await offers.look_round(sqlite_world.desk)
    await sessions.answer(sqlite_world.desk, session.id, session.visit_id)
    await sessions.end(sqlite_world.desk, session.id, clerk)
    wrapping = await offers.look_round(sqlite_world.desk)
    sqlite_world.clock.pass_by(seconds=61)
    assert (in_session, wrapping, await offers.look_round(sqlite_world.desk)) == (0, 0, 1)


async def test_a_broken_meetings_turn_is_offered_to_the_same_clerk(sqlite_world: World) -> None:
    clerk, visit, ticket = await offered(sqlite_world)
    session = await offers.accept(sqlite_world.desk, ticket.id, clerk)
    await sessions.answer(sqlite_world.desk, session.id, session.visit_id)
    await ready(sqlite_world, "clerk2")
    await sessions.put_back(sqlite_world.desk, session.id, clerk)
    assert await offers.look_round(sqlite_world.desk) == 0
    sqlite_world.clock.pass_by(seconds=61)
    await offers.look_round(sqlite_world.desk)
    assert (await sqlite_world.ticket(visit.id)).clerk_id == clerk.id


async def test_who_took_as_many_as_they_take_in_a_day_is_offered_nothing(sqlite_world: World) -> None:
    clerk, _, ticket = await offered(sqlite_world)
    async with sqlite_world.store.write() as unit:
        await staff.change(unit, replace(clerk, most_a_day=1))
    session = await offers.accept(sqlite_world.desk, ticket.id, replace(clerk, most_a_day=1))
    await sessions.answer(sqlite_world.desk, session.id, session.visit_id)
    await sessions.end(sqlite_world.desk, session.id, clerk)
    sqlite_world.clock.pass_by(seconds=61)
    await sqlite_world.visit_to("ticketed", corner="MO-02")
    assert await offers.look_round(sqlite_world.desk) == 0


async def test_many_processes_that_look_round_at_once_offer_each_turn_once(world: World) -> None:
    clerks = [await ready(world, "clerk1"), await ready(world, "clerk2")]
    taken = [await world.visit_to("ticketed", corner=corner) for corner in ("MO-01", "MO-02", "MO-03")]
    await asyncio.gather(*(offers.look_round(world.desk) for _ in range(6)))
    await offers.look_round(world.desk)
    held = [await world.ticket(visit.id) for visit in taken]
    assert sorted(one.clerk_id for one in held if one.state is Turn.OFFERED) == sorted(clerk.id for clerk in clerks)


async def test_who_accepts_and_calls_at_once_has_one_session(world: World) -> None:
    clerk, _, ticket = await offered(world)
    await world.visit_to("ticketed", corner="MO-02")
    ends = await asyncio.gather(
        offers.accept(world.desk, ticket.id, clerk),
        tickets.call_next(world.desk, clerk),
        offers.look_round(world.desk),
        return_exceptions=True,
    )
    assert sum(isinstance(end, Session) for end in ends) == 1


async def rules(world: World) -> Rules:
    async with world.store.read() as connection:
        return await zones.rules(connection, world.zones["macao"].id)
