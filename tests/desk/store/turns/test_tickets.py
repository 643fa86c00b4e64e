"""A claim gives the right turn, and each turn once."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from desk.model.errors import Stale
from desk.model.turns.order import Priority
from desk.model.turns.tickets import Move, State, Ticket, step
from desk.store.turns import tickets
from tests.desk.world import World

SKILL = "social-insurance"


async def ten_waiting(world: World) -> list[Ticket]:
    """Ten turns of one skill, in the order they were taken."""
    found = []
    for code in await world.add_corners(10):
        world.clock.pass_by(minutes=1)
        found.append(await world.ticket((await world.visit_to("ticketed", corner=code)).id))
    return found


async def claim(world: World, *skills: str) -> Ticket | None:
    async with world.store.write() as unit:
        return await tickets.claim(unit, skills)


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
        await tickets.change(unit, waiting[7], replace(waiting[7], priority=Priority.RETURNING))
    claimed = await claim(world, SKILL)
    assert claimed is not None
    assert claimed.id == waiting[7].id


async def test_a_turn_is_not_claimed_for_another_skill(world: World) -> None:
    await world.visit_to("ticketed")
    assert await claim(world, "tax", "notary") is None


async def test_a_clerk_without_skills_claims_nothing(world: World) -> None:
    await world.visit_to("ticketed")
    assert await claim(world) is None


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
