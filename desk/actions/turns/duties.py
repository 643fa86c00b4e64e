"""Duties: a clerk's window is opened, paused for a reason, gone on with and closed; how turns come to it is chosen."""

import contextlib
from dataclasses import replace
from datetime import timedelta

from desk.actions import on_duty
from desk.actions.desk import Desk
from desk.model.errors import NotAChoice, Stale
from desk.model.events import Tag
from desk.model.sessions import staff_party
from desk.model.staff import Staff
from desk.model.turns.duties import CHOSEN, Mode, Move, Reason, State
from desk.store import presence
from desk.store.turns import duties


async def open_window(desk: Desk, clerk: Staff) -> None:
    """The clerk is there for turns. Open already: nothing changes. Raises IllegalMove, Stale."""
    async with desk.store.write() as unit:
        before = await duties.kept(unit, clerk.id)
        if before.state is not State.OPEN:
            await on_duty.move(unit, before, Move.OPEN, staff_party(clerk.id))


async def arrive(desk: Desk, staff_id: str) -> None:
    """A console of this clerk opened: so does their window, unless they closed it themselves and never left."""
    with contextlib.suppress(Stale):  # it moved in this very moment: the clerk is there
        async with desk.store.write() as unit:
            known = await duties.of(unit.connection, staff_id)
            before = known or await duties.kept(unit, staff_id)
            if before.state is State.CLOSED and (known is None or known.reason is Reason.AWAY):
                await on_duty.move(unit, before, Move.OPEN, staff_party(staff_id))


async def pause(desk: Desk, clerk: Staff, reason: Reason) -> None:
    """No turn comes until the clerk goes on; in a session, after it. Raises NotAChoice, IllegalMove, Stale."""
    if reason not in CHOSEN:
        raise NotAChoice("reason")
    await _move(desk, clerk, Move.PAUSE, reason)


async def resume(desk: Desk, clerk: Staff) -> None:
    """The clerk goes on after a pause, or has wrapped up sooner. Raises IllegalMove, Stale."""
    await _move(desk, clerk, Move.RESUME, Reason.NONE)


async def close(desk: Desk, clerk: Staff) -> None:
    """The clerk takes no turns any more; a session goes on to its end. Raises Stale."""
    await _move(desk, clerk, Move.CLOSE, Reason.NONE)


async def choose(desk: Desk, clerk: Staff, mode: Mode) -> None:
    """How turns come to this clerk from now on. What is offered already stays offered. Raises Stale."""
    async with desk.store.write() as unit:
        before = await duties.kept(unit, clerk.id)
        if before.mode is mode:
            return
        after = await duties.change(unit, before, replace(before, mode=mode, ran_out=0))
        unit.record(on_duty.fact(Tag.DUTY_MODE_CHOSEN, after, staff_party(clerk.id)))


async def close_absent(desk: Desk, grace: timedelta) -> list[str]:
    """Closes the windows of clerks whose console was not seen for `grace`; who they are.

    A window that its clerk had closed opens by itself, too, when they come back.
    """
    async with desk.store.read() as connection:
        now = desk.store.clock()
        known = await duties.unlike(connection, Reason.AWAY)
        seen = await presence.seen(connection, now - grace) if known else {}
    gone = [duty for duty in known if staff_party(duty.staff_id) not in seen and now - duty.since > grace]
    for duty in gone:
        with contextlib.suppress(Stale):  # another process closed it, or the clerk is back
            async with desk.store.write() as unit:
                await on_duty.move(unit, duty, Move.CLOSE, "desk", Reason.AWAY)
    return [duty.staff_id for duty in gone]


async def end_wrap_ups(desk: Desk) -> None:
    """Opens the windows whose wrap-up is over by now."""
    async with desk.store.read() as connection:
        over = await duties.wrapped_up(connection, desk.store.clock())
    for duty in over:
        with contextlib.suppress(Stale):  # another process did, or the clerk called the next
            async with desk.store.write() as unit:
                await on_duty.move(unit, duty, Move.RESUME, "desk")


async def _move(desk: Desk, clerk: Staff, move: Move, reason: Reason) -> None:
    async with desk.store.write() as unit:
        before = await duties.kept(unit, clerk.id)
        await on_duty.move(unit, before, move, staff_party(clerk.id), reason)
