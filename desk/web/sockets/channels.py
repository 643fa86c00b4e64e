"""Channels: all open pages that show the same share one drawing.

Rule 1: what is drawn depends on a screen's key and the store alone, so that one drawing does for every page of the key.
Rule 2: a fact marks a channel as out of date. Where it was quiet it is drawn at once; after that it rests for as long
as the last drawing and its sending took (40 to 100 ms), and however many facts come meanwhile cost one drawing.
Rule 3: a channel counts its drawings that changed something, and remembers for each fragment in which one it did. A
page remembers one number, so one that fell behind is sent just what is new to it: nothing is queued for anybody.
"""

import asyncio
import contextlib
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any, Protocol, cast

import structlog

from desk.boards.glance import Glances
from desk.model.events import Event, Tag
from desk.web.sockets import frames
from desk.web.sockets.screens import Screen

SETTLE_SECONDS, MOST_SECONDS = 0.04, 0.1
"""Between two drawings of one channel: at the least, and at the most."""
GIVE_WAY_SECONDS = 0.1
"""A channel of one zone draws so much later what is told of none: where the same commit was about another zone, those
who look at that one see it first."""
DRAWN_AT_ONCE = 4
"""Channels that draw at a time: each reads over a connection of the store, which actions need as well."""
SENT_AT_ONCE = 100
"""So many pages are written to before anything else has its turn."""
ENDS_SOMEBODY = frozenset(
    {
        Tag.CORNER_ENROLLED,
        Tag.CORNER_REVOKED,
        Tag.STAFF_ACCOUNT_CHANGED,
        Tag.STAFF_DISABLED,
        Tag.STAFF_INVITED,
        Tag.STAFF_SESSION_ENDED,
        Tag.STAFF_SIGNED_IN,
        Tag.STAFF_SIGNED_OUT,
    }
)
"""Facts after which somebody's screen may be theirs no longer."""
log = structlog.get_logger("desk.live")


class Page(Protocol):
    """What a channel asks of one open page. None of it waits."""

    def show(self) -> None:
        """Sends what is new to it, unless it is still busy with what it was sent."""

    def lead(self, to: str) -> None:
        """Sends it elsewhere."""

    def doubt(self) -> None:
        """It may be its reader's no longer: shows nothing more until the door was asked."""

    def fail(self) -> None:
        """What it shows cannot be drawn."""


class Channel:
    """One key's drawing and its pages. `version` counts the drawings that changed something; 0: none yet."""

    def __init__(self, screen: Screen, drawing: "Drawing", gone: Callable[[asyncio.Task[None] | None], None]) -> None:
        self.version = 0
        self.drawings = 0
        self.screen, self._drawing, self._gone = screen, drawing, gone
        self._bus = screen.site.desk.store.bus
        self._seq = 0
        self._shown: dict[str, tuple[int, str]] = {}
        self._frames: dict[int, bytes] = {}
        self._pages: dict[Page, None] = {}
        self._stale, self._near = asyncio.Event(), asyncio.Event()
        self._rests_until = 0.0
        self._hush: Callable[[], None] | None = None
        self._task: asyncio.Task[None] | None = None

    def join(self, page: Page) -> None:
        """From now on the page is shown every change; what stands already, at once."""
        self._pages[page] = None
        if self._task is None:
            self._stale.set()
            self._near.set()
            self._hush = self._bus.listen(lambda fact: self._hear(fact.event))
            self._task = asyncio.create_task(self._run())
        page.show()

    def leave(self, page: Page) -> None:
        """The page is gone; with the last one the channel is."""
        self._pages.pop(page, None)
        if not self._pages:
            self.end()

    def since(self, version: int) -> bytes:
        """The frame that brings a page from this version to the present one."""
        if version not in self._frames:
            changed = {name: html for name, (at, html) in self._shown.items() if at > version}
            self._frames[version] = frames.fragments(self._seq, changed)
        return self._frames[version]

    def _hear(self, event: Event) -> None:
        if event.tag in ENDS_SOMEBODY:
            for page in self._pages:
                page.doubt()
        if event.tag in ENDS_SOMEBODY or self.screen.cares(event):
            self._stale.set()
            if event.zone_id or not self.screen.zone_id:
                self._near.set()

    async def _run(self) -> None:
        try:
            while True:
                await self._until(self._stale, self.screen.quiet_seconds)
                await self._until(self._near, GIVE_WAY_SECONDS)
                await asyncio.sleep(max(0.0, self._rests_until - time.monotonic()))
                await self._turn()
        except Exception:
            # The pages reconnect and are drawn afresh; a fault that stays is seen in the log at each try.
            log.exception("live.broken", screen=type(self.screen).__name__)
            for page in tuple(self._pages):
                page.fail()
            self.end()

    async def _until(self, told: asyncio.Event, seconds: float) -> None:
        if told.is_set():
            return
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await told.wait()

    async def _turn(self) -> None:
        async with self._drawing.places:
            began = time.monotonic()
            self._stale.clear()
            self._near.clear()
            # What was told was committed, and whoever reads one number reads all below it.
            seq = self._bus.last_seq
            drawn = await self._drawing.now(self.screen).draw()
        self.drawings += 1
        if isinstance(drawn, str):
            await self._to_all(lambda page: page.lead(drawn))
        elif self._take(seq, dict(drawn)):
            await self._to_all(lambda page: page.show())
        ended = time.monotonic()
        self._rests_until = ended + min(max(SETTLE_SECONDS, ended - began), MOST_SECONDS)

    def _take(self, seq: int, drawn: dict[str, str]) -> bool:
        """Keeps the drawing; whether it differs from the last."""
        changed = [name for name, html in drawn.items() if self._shown.get(name, (0, None))[1] != html]
        self._seq = seq
        self._frames.clear()
        if changed:
            self.version += 1
            self._shown.update((name, (self.version, drawn[name])) for name in changed)
        return bool(changed)

    async def _to_all(self, tell: Callable[[Page], None]) -> None:
        for count, page in enumerate(tuple(self._pages), start=1):
            if page in self._pages:
                tell(page)
            if count % SENT_AT_ONCE == 0:
                await asyncio.sleep(0)

    def end(self) -> None:
        """Draws no more."""
        if self._hush is None:
            return
        self._hush()
        self._hush = None
        if self._task is not None and self._task is not asyncio.current_task():
            self._task.cancel()
        self._gone(self._task)


class Drawing:
    """What all channels draw with: few at a time, and from one glance at the store what they have to draw at once."""

    def __init__(self) -> None:
        self.places = asyncio.Semaphore(DRAWN_AT_ONCE)
        self._glances = Glances()

    def now(self, screen: Screen) -> Screen:
        """The screen, which reads by the present glance."""
        glance = self._glances.of(screen.site.reader)
        made: Screen = replace(cast(Any, screen), site=replace(screen.site, reader=glance))  # screens are dataclasses
        return made


class Channels:
    """Every channel of this process, by its screen's key."""

    def __init__(self) -> None:
        self._by_key: dict[object, Channel] = {}
        self._ending: set[asyncio.Task[None]] = set()
        self._drawing = Drawing()

    def of(self, screen: Screen) -> Channel:
        """The channel that shows what this screen does."""
        found = self._by_key.get(screen.key)
        if found is None:
            found = Channel(screen, self._drawing, lambda task: self._forget(screen.key, task))
            self._by_key[screen.key] = found
        return found

    def _forget(self, key: object, task: asyncio.Task[None] | None) -> None:
        del self._by_key[key]
        if task is not None:
            self._ending.add(task)
            task.add_done_callback(self._ending.discard)

    async def close(self) -> None:
        """Ends them all, and waits until none draws any more."""
        for channel in tuple(self._by_key.values()):
            channel.end()
        await asyncio.gather(*self._ending, return_exceptions=True)

    def __iter__(self) -> Iterator[Channel]:
        return iter(self._by_key.values())
