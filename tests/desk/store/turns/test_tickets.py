"""A claim gives the right turn, and each turn once."""

import asyncio
from collections.abc import Collection
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from desk.model.errors import Stale
from desk.model.turns.order import Priority, Reason, Rules
from desk.model.turns.routing import Speech, line, line_of_window
from desk.model.turns.tickets import CALLABLE, Move, State, Ticket, placed, step
from desk.store.turns import claims, tickets
from desk.store.unit import Unit
from tests.desk.world import World

SKILL = "social-insurance"


async def ten_waiting(world: World) -> list[Ticket]:
    """Ten turns of one skill, in the order they were taken."""
    found = []
    for code in await world.add_corners(10):
        world.clock.pass_by(minutes=1)
        found.append(await world.ticket((await world.visit_to("ticketed", corner=code)).id))
    return found


def lines(world: World, *skills: str) -> list[str]:
    """The lines of these skills in both zones, for whatever is spoken."""
    return [line(zone.id, skill, speech) for zone in world.zones.values() for skill in skills for speech in Speech]


async def claim(world: World, *skills: str, clerk: str = "clerk1") -> Ticket | None:
    async with world.store.write() as unit:
        return await first(unit, lines(world, *skills), world.staff[clerk].id)


async def first(unit: Unit, served: Collection[str], clerk_id: str) -> Ticket | None:
    """Takes the first turn in these lines, as a clerk who calls alone does."""
    past: set[str] = set()
    while heads := await claims.heads(unit.connection, served, [clerk_id], unit.now, 1, past):
        before, _ = heads[0]
        after = replace(step(before, Move.CALL, unit.now), clerk_id=clerk_id, kept_until=None)
        if await claims.take(unit, [(before, after)]):
            return after
        past.add(after.id)
    return None


async def test_twenty_claims_at_once_take_ten_turns_each_once(world: World) -> None:
    waiting = await ten_waiting(world)
    claimed = await asyncio.gather(*(claim(world, SKILL) for _ in range(20)))
    assert sorted(ticket.id for ticket in claimed if ticket) == sorted(ticket.id for ticket in waiting)


async def test_turns_are_claimed_in_the_order_they_were_taken(world: World) -> None:
    waiting = await ten_waiting(world)
    claimed = [await claim(world, SKILL) for _ in waiting]
    assert [ticket.id for ticket in claimed if ticket] == [ticket.id for ticket in waiting]


async def test_a_returning_turn_is_claimed_before_all_others(world: World) -> None:
    waiting = await ten_waiting(world)
    async with world.store.write() as unit:
        first = placed(waiting[7], Priority.RETURNING, Reason.BROKEN, Rules())
        await tickets.change(unit, waiting[7], first)
    claimed = await claim(world, SKILL)
    assert claimed is not None
    assert claimed.id == waiting[7].id


async def test_a_turn_is_not_claimed_for_another_skill(world: World) -> None:
    await world.visit_to("ticketed")
    assert await claim(world, "tax", "notary") is None


async def test_a_clerk_without_skills_claims_nothing(world: World) -> None:
    await world.visit_to("ticketed")
    assert await claim(world) is None


async def keep(world: World, ticket: Ticket, clerk: str, minutes: float) -> None:
    """Keeps the turn for this clerk, for so long from now."""
    kept = replace(ticket, clerk_id=world.staff[clerk].id, kept_until=world.clock() + timedelta(minutes=minutes))
    async with world.store.write() as unit:
        await tickets.change(unit, ticket, kept)


async def test_a_turn_kept_for_a_clerk_is_passed_over_by_the_others(world: World) -> None:
    waiting = await ten_waiting(world)
    await keep(world, waiting[0], "clerk2", 2)
    claimed = await claim(world, SKILL)
    assert claimed is not None
    assert claimed.id == waiting[1].id


async def test_a_turn_kept_for_a_clerk_is_theirs(world: World) -> None:
    waiting = await ten_waiting(world)
    await keep(world, waiting[0], "clerk2", 2)
    claimed = await claim(world, SKILL, clerk="clerk2")
    assert claimed is not None
    assert (claimed.id, claimed.clerk_id, claimed.kept_until) == (waiting[0].id, world.staff["clerk2"].id, None)


async def test_a_turn_is_kept_no_longer_than_told(world: World) -> None:
    waiting = await ten_waiting(world)
    await keep(world, waiting[0], "clerk2", 2)
    world.clock.pass_by(minutes=2)
    claimed = await claim(world, SKILL)
    assert claimed is not None
    assert claimed.id == waiting[0].id


async def test_turns_of_several_lines_are_claimed_in_one_order(world: World) -> None:
    waiting = await ten_waiting(world)
    async with world.store.write() as unit:
        for ticket in waiting[1::2]:
            await tickets.change(unit, ticket, replace(ticket, line=line_of_window("A01")))
        both = [*lines(world, SKILL), line_of_window("A01")]
        claimed = [await first(unit, both, world.clerk.id) for _ in waiting]
    assert [ticket.id for ticket in claimed if ticket] == [ticket.id for ticket in waiting]


async def test_a_transferred_turn_is_in_line(world: World) -> None:
    before = await world.ticket((await world.visit_to("ticketed")).id)
    async with world.store.write() as unit:
        await tickets.change(unit, before, replace(before, state=State.TRANSFERRED))
    claimed = await claim(world, SKILL)
    assert claimed is not None
    assert claimed.state is State.CALLED


@pytest.mark.parametrize("state", sorted(set(State) - CALLABLE))
async def test_who_is_not_in_line_is_not_claimed(sqlite_world: World, state: State) -> None:
    before = await sqlite_world.ticket((await sqlite_world.visit_to("ticketed")).id)
    async with sqlite_world.store.write() as unit:
        await tickets.change(unit, before, replace(before, state=state))
    assert await claim(sqlite_world, SKILL) is None


async def test_a_claimed_turn_is_called_now(world: World) -> None:
    visit = await world.visit_to("ticketed")
    world.clock.pass_by(minutes=7)
    await claim(world, SKILL)
    ticket = await world.ticket(visit.id)
    assert (ticket.state, ticket.moved_at) == (State.CALLED, world.clock())


async def test_of_two_changes_from_one_state_the_second_is_stale(world: World) -> None:
    before = await world.ticket((await world.visit_to("ticketed")).id)
    after = step(before, Move.CANCEL, world.clock())
    async with world.store.write() as unit:
        await tickets.change(unit, before, after)
    with pytest.raises(Stale):
        async with world.store.write() as unit:
            await tickets.change(unit, before, after)


async def test_an_instant_comes_back_aware_in_utc_from_any_zone(world: World) -> None:
    before = await world.ticket((await world.visit_to("ticketed")).id)
    macao = datetime.fromisoformat("2026-11-21T18:30:00.123456+08:00")
    async with world.store.write() as unit:
        await tickets.change(unit, before, replace(before, moved_at=macao))
    moved = (await world.ticket(before.visit_id)).moved_at
    assert (moved, moved.tzinfo) == (macao, UTC)


async def test_a_naive_instant_is_refused(world: World) -> None:
    before = await world.ticket((await world.visit_to("ticketed")).id)
    naive = (before.moved_at + timedelta(minutes=1)).replace(tzinfo=None)
    with pytest.raises(Exception, match="naive"):
        async with world.store.write() as unit:
            await tickets.change(unit, before, replace(before, moved_at=naive))
