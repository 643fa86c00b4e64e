"""A media node alone tells every second that it lives, and is emptied before it stops."""

import asyncio
import itertools

import structlog

from desk.actions import legs, nodes
from desk.actions.desk import Desk
from desk.actions.media_events import find_left_behind
from desk.model.errors import StoreUnavailable
from desk.model.nodes import State
from webrtc.node import Node

BEAT_SECONDS = 1.0
"""Well within what the others take for its end (`desk.model.nodes.STALE` and `UNLINKED`)."""
LOOK_ROUND = 60
"""Beats between two looks for recordings that a dead node left behind."""
log = structlog.get_logger("desk.media")


class Life:
    """The signs of life of this process's node."""

    def __init__(self, node: Node) -> None:
        self._node = node
        self._state = State.OPEN
        self.told = False
        """Whether the store has heard of it: rooms may be placed on it from then on."""

    async def run(self, desk: Desk) -> None:
        """Until cancelled."""
        for count in itertools.count():
            await self._beat(desk)
            if count % LOOK_ROUND == 0:
                await _look_round(desk)
            await asyncio.sleep(BEAT_SECONDS)

    async def _beat(self, desk: Desk) -> None:
        try:
            await nodes.beat(desk, len(self._node.legs()), self._state)
            self.told = True
        except Exception:  # the store may be away; this node's rooms are then placed elsewhere, if others live
            log.exception("media.not_told")

    async def drain(self, desk: Desk) -> int:
        """Takes nobody new, places its rooms elsewhere, and waits until the legs of all meetings have left.

        Their pages open a leg on the other node and let go of this one when it is up. A room that no node takes is
        tried again. How many legs of meetings are left when `desk.settings.drain` is over; they are then cut off.
        """
        loop = asyncio.get_running_loop()
        until = loop.time() + desk.settings.drain.total_seconds()
        self._state = State.DRAINING
        await self._beat(desk)
        self._node.refuse_legs()
        log.info("media.draining", legs=len(self._node.legs()), of_meetings=self._node.busy)
        while True:
            moved = await self._clear(desk)
            left = await self._node.emptied(min(BEAT_SECONDS, max(0.0, until - loop.time())))
            log.info("media.drained", moved=moved, left=left)
            if not left or loop.time() >= until:
                return left

    async def end(self, desk: Desk) -> None:
        """The node stopped: it is no node to wait for, and no leg is up on it."""
        try:
            await legs.forget(desk, desk.settings.media_node)
            await nodes.forget(desk, desk.settings.media_node)
        except StoreUnavailable:  # the others see by themselves that it gives no sign of life
            log.warning("media.no_farewell")

    async def _clear(self, desk: Desk) -> int:
        try:
            return await nodes.clear(desk, desk.settings.media_node)
        except StoreUnavailable:
            return 0


async def _look_round(desk: Desk) -> None:
    try:
        count = await find_left_behind(desk)
        if count:
            log.info("recording.left_behind", count=count)
    except Exception:  # another node may enter the same file, and the store may be away: there is a next time
        log.exception("recording.not_looked_for")
