"""The keeper goes on: what fails once, or for one, is not left undone for the others."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from desk.actions import presence, sessions, visits
from desk.actions.desk import Desk
from desk.model.errors import StoreUnavailable
from desk.model.events import Tag
from desk.web import keeper
from desk.web.keeper import Keeper
from desk.web.sockets.live import Sockets
from tests.desk.world import World

WAIT = 10.0


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ticks that take no time, and browsers that need none to come back."""
    monkeypatch.setattr(keeper, "TICK_SECONDS", 0.01)
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
