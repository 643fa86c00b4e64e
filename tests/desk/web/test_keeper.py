"""The keeper goes on: what fails once, or for one, is not left undone for the others."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from desk.actions import legs, nodes, presence, sessions, visits
from desk.actions.desk import Desk
from desk.actions.turns import duties
from desk.model.errors import StoreUnavailable
from desk.model.events import Tag
from desk.model.nodes import State
from desk.store import nodes as node_rows
from desk.web import keeper
from desk.web.keeper import Keeper
from desk.web.sockets.live import Sockets
from tests.desk.world import World

WAIT = 10.0


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ticks that take no time, and browsers that need none to come back."""
    monkeypatch.setattr(keeper, "TICK_SECONDS", 0.01)
    monkeypatch.setattr(keeper, "NODE_SECONDS", 0.01)
    monkeypatch.setattr(keeper, "COME_BACK_SECONDS", 0.0)


async def keep_until(world: World, tag: Tag, subject: str) -> None:
    """The keeper runs until this fact comes."""
    done = asyncio.Event()
    world.store.bus.listen(lambda fact: done.set() if (fact.event.tag, fact.event.subject) == (tag, subject) else None)
    settings = replace(world.desk.settings, clerk_grace=timedelta(0))
    task = asyncio.ensure_future(Keeper(replace(world.desk, settings=settings), Sockets()).run())
    try:
        await asyncio.wait_for(done.wait(), WAIT)
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


@pytest.mark.usefixtures("quick")
async def test_a_store_that_is_away_at_the_start_does_not_end_it(
    sqlite_world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def away(_desk: Desk) -> None:
        raise StoreUnavailable("away")

    meeting = await sqlite_world.in_session()
    sqlite_world.clock.pass_by(minutes=2)
    monkeypatch.setattr(presence, "sweep", away)
    await keep_until(sqlite_world, Tag.SESSION_BROKE, meeting.session_id)


@pytest.mark.usefixtures("quick")
async def test_a_session_that_cannot_be_broken_off_does_not_hold_up_another(
    sqlite_world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = await sqlite_world.in_session(corner="MO-01")
    second = await sqlite_world.in_session(corner="HK-01", clerk="clerk2")
    sqlite_world.clock.pass_by(minutes=2)
    break_off = sessions.break_off

    async def fails_for_the_first(desk: Desk, session_id: str) -> None:
        if session_id == first.session_id:
            raise RuntimeError("this one cannot be")
        await break_off(desk, session_id)

    monkeypatch.setattr(sessions, "break_off", fails_for_the_first)
    await keep_until(sqlite_world, Tag.SESSION_BROKE, second.session_id)


@pytest.mark.usefixtures("quick")
async def test_a_visit_that_cannot_be_closed_does_not_hold_up_another(
    sqlite_world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = await sqlite_world.visit_to("consented", corner="MO-01")
    second = await sqlite_world.visit_to("consented", corner="HK-01")
    sqlite_world.clock.pass_by(hours=1)
    leave = visits.leave

    async def fails_for_the_first(desk: Desk, visit_id: str) -> None:
        if visit_id == first.id:
            raise RuntimeError("this one cannot be")
        await leave(desk, visit_id)

    monkeypatch.setattr(visits, "leave", fails_for_the_first)
    await keep_until(sqlite_world, Tag.VISIT_CLOSED, second.id)


@pytest.mark.usefixtures("quick")
async def test_a_window_whose_console_is_gone_is_closed(sqlite_world: World) -> None:
    await duties.arrive(sqlite_world.desk, sqlite_world.clerk.id)
    sqlite_world.clock.pass_by(minutes=2)
    await keep_until(sqlite_world, Tag.DUTY_CLOSED, sqlite_world.clerk.id)


async def live_on(world: World, name: str) -> Desk:
    """The desk of a web beside media nodes; this one has just given a sign of life."""
    settings = replace(world.desk.settings, media_apart=True, clerk_grace=timedelta(hours=1))
    async with world.store.write() as unit:
        await node_rows.beat(unit, name, 0, State.OPEN)
    return replace(world.desk, settings=settings)


async def keep_for(desk: Desk, ticks: int) -> None:
    """The keeper runs for so many looks at the nodes."""
    looked = asyncio.Event()
    count = 0
    dead = nodes.dead

    async def counted(of: Desk) -> list[str]:
        nonlocal count
        count += 1
        if count > ticks:
            looked.set()
        return await dead(of)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(nodes, "dead", counted)
        task = asyncio.ensure_future(Keeper(desk, Sockets()).watch_nodes())
        await asyncio.wait_for(looked.wait(), WAIT)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


@pytest.mark.usefixtures("quick")
async def test_the_rooms_of_a_dead_node_are_placed_on_another(
    sqlite_world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keeper, "STALE", timedelta(0))
    visit = await sqlite_world.visit_to("ticketed")
    desk = await live_on(sqlite_world, "one")
    await legs.for_applicant(desk, visit.id)
    sqlite_world.clock.pass_by(seconds=7)
    await live_on(sqlite_world, "two")
    await keep_for(desk, 2)
    async with sqlite_world.store.read() as connection:
        assert await node_rows.node_of(connection, visit.id) == "two"
        assert [node.name for node in await node_rows.every(connection)] == ["two"]


@pytest.mark.usefixtures("quick")
async def test_nodes_are_first_given_the_time_to_give_a_sign_of_life(sqlite_world: World) -> None:
    visit = await sqlite_world.visit_to("ticketed")
    desk = await live_on(sqlite_world, "one")
    await legs.for_applicant(desk, visit.id)
    sqlite_world.clock.pass_by(seconds=7)
    await live_on(sqlite_world, "two")
    await keep_for(desk, 2)
    async with sqlite_world.store.read() as connection:
        assert await node_rows.node_of(connection, visit.id) == "one"
