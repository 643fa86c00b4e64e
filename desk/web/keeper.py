"""The keeper: signs of life for open screens; sessions whose clerk is gone, and visits left behind, are ended."""

import asyncio
from collections.abc import Awaitable
from datetime import timedelta

import structlog

from desk.actions import (
    assisted,
    deliveries,
    erasure,
    follow_ups,
    legs,
    nodes,
    parting,
    presence,
    sessions,
    staff,
    visits,
)
from desk.actions.cases import warning
from desk.actions.desk import Desk
from desk.actions.finding import indexing
from desk.actions.materials import promising
from desk.actions.turns import duties, expected, missed
from desk.model.errors import Stale
from desk.model.nodes import STALE
from desk.model.sessions import staff_party
from desk.web.sockets.live import Sockets

TICK_SECONDS = 1.0
NODE_SECONDS = 0.5
STAY_TICKS = 4
SWEEP_TICKS = 20
ERASE_TICKS = 60
FORGET_TICKS = 3600
DAY_TICKS = 24 * FORGET_TICKS
COME_BACK_SECONDS = 15.0
"""Longer than a page ever waits between two tries to connect (templates/static/js/elements/live-page.js: 10 s)."""
log = structlog.get_logger("desk.keeper")


class Keeper:
    """Runs beside the web floor of each process. What it does is compare-and-set, so many may run."""

    def __init__(self, desk: Desk, sockets: Sockets) -> None:
        self._desk, self._sockets = desk, sockets
        self._looked = 0

    async def run(self) -> None:
        """Until cancelled. After a start, browsers are first given the time to come back."""
        all_back = max(self._desk.settings.clerk_grace.total_seconds(), COME_BACK_SECONDS) / TICK_SECONDS
        tick = 0
        while True:
            if tick % FORGET_TICKS == 0:
                await _try(presence.sweep(self._desk))
                await _try(staff.forget(self._desk))
                await _try(erasure.sweep(self._desk))
                await _try(warning.recount(self._desk))
            if tick % DAY_TICKS == FORGET_TICKS:
                await _try(erasure.sweep_files(self._desk))
            if tick % ERASE_TICKS == 0:
                await _try(erasure.run(self._desk))
                await _try(promising.run_out(self._desk))
                await _try(warning.warn(self._desk))
                await _try(follow_ups.warn(self._desk))
            if tick % STAY_TICKS == 0:
                await _try(presence.stay(self._desk, self._sockets.parties()))
            if tick >= all_back:
                await _try(self.break_off())
                await _try(parting.leave_absent(self._desk, self._grace))
                await _try(duties.close_absent(self._desk, self._grace))
            await _try(missed.tend(self._desk))
            await _try(indexing.catch_up(self._desk))
            if tick % SWEEP_TICKS == 0:
                await _try(expected.look(self._desk))
                await _try(missed.end_days(self._desk))
                await _try(self._close_visits())
                await _try(assisted.end_overdue(self._desk))
                await _try(deliveries.sweep(self._desk))
            tick += 1
            await asyncio.sleep(TICK_SECONDS)

    async def _take_over(self) -> None:
        """Places the rooms of media nodes that died on others; the pages are told, and follow.

        Where the store itself was away, no node could give a sign of life: they are first given the time to.
        """
        looked, self._looked = self._looked + 1, 0
        found = await nodes.dead(self._desk)
        self._looked = looked
        if looked * NODE_SECONDS < STALE.total_seconds():
            return
        for name in found:
            moved = await nodes.clear(self._desk, name)
            log.warning("media.node_lost", node=name, rooms=moved)
            await legs.forget(self._desk, name)
            await nodes.forget(self._desk, name)

    async def watch_nodes(self) -> None:
        """Until cancelled; where media are in the web process there is nothing to watch."""
        while self._desk.settings.media_apart:
            await _try(self._take_over())
            await asyncio.sleep(NODE_SECONDS)

    async def _close_visits(self) -> None:
        for visit_id in await visits.left_behind(self._desk):
            log.info("visit.left_behind", visit=visit_id)
            await _try(visits.leave(self._desk, visit_id))

    @property
    def _grace(self) -> timedelta:
        return max(self._desk.settings.clerk_grace, timedelta(seconds=STAY_TICKS * TICK_SECONDS * 2))

    async def break_off(self) -> None:
        """Ends the sessions of clerks who were not seen for the grace, in whichever process their console was."""
        found = await sessions.every_open(self._desk)
        if not found:
            return
        now = self._desk.store.clock()
        grace = self._grace
        seen = await presence.seen_since(self._desk, now - grace)
        for session in found:
            if staff_party(session.clerk_id) not in seen and now - session.moved_at > grace:
                log.info("session.clerk_lost", session=session.id)
                await _try(sessions.break_off(self._desk, session.id))


async def _try(duty: Awaitable[object]) -> None:
    """Does one thing by itself: a store that is away for a moment, or one visit's fault, must not end the keeping."""
    try:
        await duty
    except Stale:
        log.debug("keeper.another_first")  # another process's keeper was, or the clerk came back in this moment
    except Exception:
        log.exception("keeper.failed")
