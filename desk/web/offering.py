"""Offering: looks round for clerks to offer a turn to after each fact that may matter, and every second all the same.

It runs beside the web floor of each process. What it does is compare-and-set, so many may run.
"""

import asyncio
import contextlib

import structlog

from desk.actions.desk import Desk
from desk.actions.turns import offers
from desk.model.events import Event, Tag

QUIET_SECONDS = 1.0
"""That an offer or a wrap-up is over by now is told by no fact."""
SETTLE_SECONDS = 0.05
ENDS_A_SESSION = frozenset({Tag.SESSION_BROKE, Tag.SESSION_ENDED})
log = structlog.get_logger("desk.offering")


class Offering:
    """Hears facts; many within a moment cost one look."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._heard = asyncio.Event()

    async def run(self) -> None:
        """Until cancelled."""
        hush = self._desk.store.bus.listen(lambda fact: self._on_event(fact.event))
        try:
            while True:
                await self._look()
                with contextlib.suppress(TimeoutError):
                    async with asyncio.timeout(QUIET_SECONDS):
                        await self._heard.wait()
                await asyncio.sleep(SETTLE_SECONDS)
                self._heard.clear()
        finally:
            hush()

    def _on_event(self, event: Event) -> None:
        if event.tag.startswith(("ticket.", "duty.")) or event.tag in ENDS_A_SESSION:
            self._heard.set()

    async def _look(self) -> None:
        try:
            await offers.look_round(self._desk)
        except Exception:  # the store may be away for a moment: there is a next time
            log.exception("offering.failed")
