"""Nobody is in two meetings: who sits down with a colleague and calls a turn at the same moment does one of the two."""

import asyncio
from dataclasses import replace

import pytest
from sqlalchemy import text

from desk.actions.meetings import consults, supervision
from desk.actions.turns import ringing, tickets
from desk.model.errors import AlreadyInSession
from desk.model.meetings import participants as model
from desk.model.meetings.participants import Participant
from desk.model.sessions import Session
from desk.model.turns.tickets import Move, step
from desk.store.meetings import participants
from desk.store.turns import tickets as rows
from tests.desk.actions.meetings.people import opened, window
from tests.desk.waits import somebody_waits
from tests.desk.world import Meeting, World

IN_LINE = text("SELECT state FROM tickets WHERE number = 'A-002'")


async def asked(world: World) -> tuple[Meeting, Participant]:
    """A meeting to which clerk2 is asked, while somebody else waits in line."""
    await opened(world, "clerk2")
    meeting = await world.in_session()
    await world.visit_to("ticketed", corner="MO-02", person="santos")
    return meeting, await consults.ask(world.desk, meeting.session_id, meeting.clerk, window(world.staff["clerk2"]))


async def call_while_sitting_down(world: World) -> asyncio.Task[Session]:
    """clerk2 has sat down with the colleague; the call that they made meanwhile."""
    clerk = world.staff["clerk2"]
    _, one = await asked(world)
    async with world.store.write() as unit:
        await participants.hold(unit, clerk.id)
        await participants.change(unit, one, model.step(one, model.Move.ACCEPT, unit.now))
        calling = asyncio.create_task(tickets.call_next(world.desk, clerk))
        await somebody_waits(world)
    return calling


async def test_who_sits_down_while_they_call_calls_nobody(postgres_world: World) -> None:
    calling = await call_while_sitting_down(postgres_world)
    with pytest.raises(AlreadyInSession):
        await calling


async def test_whom_they_would_have_called_stands_in_line_as_before(postgres_world: World) -> None:
    calling = await call_while_sitting_down(postgres_world)
    await asyncio.gather(calling, return_exceptions=True)
    async with postgres_world.store.read() as connection:
        assert (await connection.scalars(IN_LINE)).all() == ["waiting"]


@pytest.mark.parametrize("supervises", [False, True], ids=["expert", "supervisor"])
async def test_who_calls_while_they_sit_down_is_not_seated(postgres_world: World, supervises: bool) -> None:
    world, clerk = postgres_world, postgres_world.staff["supervisor1" if supervises else "clerk2"]
    meeting, one = await asked(world)
    async with world.store.write() as unit:
        waiting = next(iter(await unit.connection.scalars(text("SELECT id FROM tickets WHERE state = 'waiting'"))))
        before = await rows.get(unit.connection, waiting)
        called = replace(step(before, Move.CALL, unit.now), clerk_id=clerk.id)
        await rows.change(unit, before, called)
        await ringing.ring(unit, called, clerk)
        if supervises:
            seated = asyncio.create_task(supervision.be_there(world.desk, meeting.session_id, clerk))
        else:
            seated = asyncio.create_task(consults.accept(world.desk, one.id, clerk))
        await somebody_waits(world)
    with pytest.raises(AlreadyInSession):
        await seated


async def test_of_both_at_once_one_is_done(world: World) -> None:
    clerk = world.staff["clerk2"]
    _, one = await asked(world)
    tries = consults.accept(world.desk, one.id, clerk), tickets.call_next(world.desk, clerk)
    ends = await asyncio.gather(*tries, return_exceptions=True)
    assert [isinstance(end, AlreadyInSession) for end in ends].count(True) == 1
