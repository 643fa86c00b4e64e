"""Feeds: one open page each. It takes what its channel has, gives signs of life, and asks the door again.

A page that reads slowly is never waited for: what it was sent is in its socket, what is new meanwhile is in the
channel, and once the socket is empty it is sent the newest state alone.
"""

import asyncio
import contextlib
import json
import time
from collections.abc import Mapping

import structlog
from aiohttp import WSCloseCode, WSMsgType, web

from desk.actions.cases import keystrokes
from desk.model.errors import CornerUnknown, DeskError, NotReady, StoreUnavailable
from desk.model.sessions import applicant_party
from desk.web.calls import Call
from desk.web.sockets import frames
from desk.web.sockets.channels import Channels
from desk.web.sockets.entrances import Doorkeeper
from desk.web.sockets.screens import ConsoleScreen, CornerScreen, Screen

DEAD_SECONDS = 25.0
ASK_SECONDS = 15.0
"""The door is asked again at the first look after so long; at once, where a fact makes doubt."""
GIVE_WAY_SECONDS = 2.0
TYPED_SECONDS = 1.0
"""A page that types is passed on no more often."""
LOOK_SECONDS = 0.02
"""How often it is looked whether a slow page has read what it was sent."""
log = structlog.get_logger("desk.live")


class Feed:
    """One page's feed."""

    def __init__(
        self, call: Call, screen: Screen, socket: web.WebSocketResponse, channels: Channels, doorkeeper: Doorkeeper
    ) -> None:
        self._call, self._screen, self._socket = call, screen, socket
        self._channels, self._doorkeeper = channels, doorkeeper
        self._channel = channels.of(screen)
        self._version = 0
        self._again = False
        self._barred = self._failed = self._gone = False
        self._draining: asyncio.Task[None] | None = None
        self._minding: asyncio.Task[None] | None = None
        self._timer: asyncio.TimerHandle | None = None
        self._heard_at = self._asked_at = time.monotonic()
        self._typed_at = -TYPED_SECONDS

    async def run(self) -> None:
        """Until the page goes away."""
        self._channel.join(self)
        self._rest()
        hush = self._call.desk.store.bus.hear(self._whispered)
        try:
            async for message in self._socket:
                self._heard_at = time.monotonic()
                if message.type is WSMsgType.ERROR:
                    break
                if message.type is WSMsgType.TEXT:
                    await self._said(message.data)
        finally:
            hush()
            self._channel.leave(self)
            await self._end()

    async def _end(self) -> None:
        self._gone = True
        if self._timer is not None:
            self._timer.cancel()
        tasks = [task for task in (self._minding, self._draining) if task is not None]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    # ── Who types ─────────────────────────────────────────────────────────────────────────────────────────

    async def _said(self, text: str) -> None:
        """Passes on that this page types; a sign of life says no more than that it came, and anything else nothing."""
        seat, now = _seat(self._screen), time.monotonic()
        if not seat or self._barred or now - self._typed_at < TYPED_SECONDS:
            return
        with contextlib.suppress(json.JSONDecodeError, RecursionError, StoreUnavailable):
            told = json.loads(text)
            if isinstance(told, dict) and told.get("kind") == "typing" and isinstance(told.get("field"), str):
                self._typed_at = now
                await keystrokes.whisper(self._call.desk, seat, told["field"])

    def _whispered(self, said: Mapping[str, str]) -> None:
        if said.get("kind") == "typing" and said.get("to") == _seat(self._screen) and self._draining is None:
            self._write(frames.typing(said["field"]))

    # ── What its channel tells it ─────────────────────────────────────────────────────────────────────────

    def show(self) -> None:
        """Sends what is new to this page, unless it is busy, in doubt or gone."""
        if self._version == self._channel.version or self._draining is not None or self._barred:
            return
        self._write(self._channel.since(self._version))
        self._version = self._channel.version

    def lead(self, to: str) -> None:
        """Sends the page elsewhere."""
        self._write(frames.lead(to))

    def doubt(self) -> None:
        """Shows nothing more until the door was asked."""
        self._barred = True
        self._mind()

    def fail(self) -> None:
        """What it shows cannot be drawn: the page is to connect again."""
        self._failed = True
        self._mind()

    # ── Sending ───────────────────────────────────────────────────────────────────────────────────────────

    def _write(self, frame: bytes) -> None:
        transport = self._call.request.transport
        if transport is None or transport.is_closing() or self._socket.closed:
            return
        # Whole frames, so that they never mix with the ones aiohttp writes (close, pong): those are whole as well.
        transport.write(frame)
        if self._draining is None and transport.get_write_buffer_size():
            self._draining = asyncio.create_task(self._drain(transport))

    async def _drain(self, transport: asyncio.Transport) -> None:
        """Waits for a slow page, and catches it up; or lets go of one that reads nothing."""
        try:
            async with asyncio.timeout(DEAD_SECONDS):
                while transport.get_write_buffer_size():  # noqa: ASYNC110  # a transport tells its protocol alone
                    await asyncio.sleep(LOOK_SECONDS)
        except TimeoutError:
            # Nobody reads at the other end. To close would be to wait for what is not read either.
            transport.abort()
            return
        self._draining = None
        self.show()

    # ── Signs of life, and the door ───────────────────────────────────────────────────────────────────────

    # Of most pages nothing is to be looked at most of the time: a timer does, and costs less than a task that waits.

    def _rest(self) -> None:
        """Until it is to be looked at again."""
        if not self._gone:
            self._timer = asyncio.get_running_loop().call_later(self._screen.quiet_seconds, self._due)

    def _due(self) -> None:
        now = time.monotonic()
        if now - self._heard_at > DEAD_SECONDS or now - self._asked_at >= ASK_SECONDS:
            self._mind()
            return
        self._ask_for_life(now)
        self._rest()

    def _ask_for_life(self, now: float) -> None:
        # A page that is sent much says nothing by itself: it is asked for a sign of life all the same.
        if now - self._heard_at >= self._screen.quiet_seconds and self._draining is None:
            self._write(frames.PING)

    def _mind(self) -> None:
        """Looks at it now; once more where it is being looked at."""
        self._again = True
        if self._minding is None and not self._gone:
            if self._timer is not None:
                self._timer.cancel()
            self._minding = asyncio.create_task(self._look_round())

    async def _look_round(self) -> None:
        try:
            while self._again and not self._socket.closed:
                self._again = False
                if not await self._look():
                    return
            self._rest()
        except ConnectionError:
            await self._socket.close(code=WSCloseCode.GOING_AWAY)
        except Exception:
            # The page reconnects and is drawn afresh; a fault that stays is seen in the log at each try.
            log.exception("live.broken", party=self._screen.party)
            await self._socket.close(code=WSCloseCode.INTERNAL_ERROR)
        finally:
            self._minding = None

    async def _look(self) -> bool:
        """Whether the page stays."""
        now = time.monotonic()
        if self._failed:
            await self._socket.close(code=WSCloseCode.INTERNAL_ERROR)
            return False
        if now - self._heard_at > DEAD_SECONDS:
            await self._socket.close(code=WSCloseCode.GOING_AWAY)
            return False
        self._ask_for_life(now)
        if self._barred or now - self._asked_at >= ASK_SECONDS:
            return await self._still_welcome()
        return True

    async def _still_welcome(self) -> bool:
        """Asks again at the door; whoever may no longer be here is sent away with the socket closed."""
        try:
            screen = await self._doorkeeper.ask(self._call, lately=not self._barred)
        except StoreUnavailable:
            # Nobody was refused: the page stays, and connects again.
            raise
        except DeskError as error:
            self._barred = True
            self.lead("/corner" if isinstance(error, CornerUnknown | NotReady) else "/staff/sign-in")
            await self._socket.close(code=WSCloseCode.POLICY_VIOLATION)
            return False
        self._asked_at = time.monotonic()
        # Whoever was doubted meanwhile is asked for once more.
        self._barred = self._again
        self._move_to(screen)
        return True

    def _move_to(self, screen: Screen) -> None:
        """Shows what the caller may see now, which may be something else than before."""
        if screen.key != self._screen.key:
            self._channel.leave(self)
            self._screen, self._version = screen, 0
            self._channel = self._channels.of(screen)
            self._channel.join(self)
        self.show()

    async def give_way(self) -> None:
        """Another page of the same clerk was opened: this one goes to where that is said."""
        with contextlib.suppress(ConnectionError, TimeoutError):
            async with asyncio.timeout(GIVE_WAY_SECONDS):
                self.lead("/staff/sign-in?elsewhere")
                await self._socket.close(code=WSCloseCode.POLICY_VIOLATION)


def _seat(screen: Screen) -> str:
    """Whose form this page shows: the applicant's or the clerk's; empty for pages without one."""
    if isinstance(screen, CornerScreen):
        return applicant_party(screen.visit_id)
    return screen.party if isinstance(screen, ConsoleScreen) else ""
