"""Live sockets: one a page. State is drawn afresh and sent whole where it changed, so nothing can be missed.

Rule 1: a page that (re)connects is sent everything; from then on, each fragment whose drawing differs from the last.
Rule 2: facts only mark a page as out of date; many facts within a moment cost one drawing.
Rule 3: a socket that does not answer pings, or takes nothing, is closed, and its party counts as gone from then on.
Rule 4: the door is asked again at each ping and when somebody signs out or a corner moves: a socket outlives no right.
"""

import asyncio
import contextlib
import json
import time

import structlog
from aiohttp import WSCloseCode, WSMsgType, web

from desk.actions import presence
from desk.boards import zone as zone_board
from desk.model.errors import CornerUnknown, DeskError, Missing, NotAllowed, NotReady, StoreUnavailable
from desk.model.events import Event, Tag
from desk.model.staff import Permission
from desk.model.visits import State
from desk.web import cookies, doors
from desk.web.calls import Call
from desk.web.pages.work import may_assist, zone_of
from desk.web.sockets.screens import (
    AssistScreen,
    CodeScreen,
    ConsoleScreen,
    CornerScreen,
    Screen,
    ZoneScreen,
    console_screen,
)

DEAD_SECONDS = 25.0
SETTLE_SECONDS = 0.04
GIVE_WAY_SECONDS = 2.0
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
LARGEST_MESSAGE = 1024
log = structlog.get_logger("desk.live")


class Sockets:
    """Every open live socket of this process, and how many each party has."""

    def __init__(self) -> None:
        self.open: set[web.WebSocketResponse] = set()
        self._parties: dict[str, int] = {}
        self._consoles: dict[str, Feed] = {}

    def seat(self, party: str, feed: "Feed") -> "Feed | None":
        """A clerk works at one console: the newest. Gives the feed of the one opened before, if it is still open."""
        older, self._consoles[party] = self._consoles.get(party), feed
        return older

    def unseat(self, party: str, feed: "Feed") -> None:
        """That console closed."""
        if self._consoles.get(party) is feed:
            del self._consoles[party]

    def parties(self) -> list[str]:
        """Everyone with a screen open here."""
        return list(self._parties)

    def add(self, party: str) -> bool:
        """Counts a socket; true when it is the party's first."""
        self._parties[party] = self._parties.get(party, 0) + 1
        return self._parties[party] == 1

    def remove(self, party: str) -> bool:
        """Counts a socket off; true when it was the party's last."""
        left = self._parties[party] - 1
        if left:
            self._parties[party] = left
        else:
            del self._parties[party]
        return not left


SOCKETS: web.AppKey[Sockets] = web.AppKey("sockets", Sockets)


async def live(call: Call) -> web.StreamResponse:
    """The socket of one page. Who may open it depends on the screen."""
    screen = await _screen(call)
    socket = web.WebSocketResponse(compress=False, max_msg_size=LARGEST_MESSAGE, autoping=True)
    await socket.prepare(call.request)
    sockets, feed = call.request.app[SOCKETS], Feed(call, screen, socket)
    sockets.open.add(socket)
    try:
        if sockets.add(screen.party):
            await presence.come(call.desk, screen.party, screen.zone_id)
        if isinstance(screen, ConsoleScreen):
            # Two pages of one clerk would take the leg from each other for ever.
            older = sockets.seat(screen.party, feed)
            if older is not None:
                await older.give_way()
        await feed.run()
    finally:
        sockets.unseat(screen.party, feed)
        sockets.open.discard(socket)
        if sockets.remove(screen.party):
            await presence.go(call.desk, screen.party, screen.zone_id)
    return socket


class Feed:
    """One page's feed: hears facts, draws, and sends what differs."""

    def __init__(self, call: Call, screen: Screen, socket: web.WebSocketResponse) -> None:
        self._call, self._screen, self._socket = call, screen, socket
        self._bus = call.desk.store.bus
        self._stale = asyncio.Event()
        self._stale.set()
        self._sent: dict[str, str] = {}
        self._heard_at = time.monotonic()
        self._doubted = False

    async def run(self) -> None:
        """Until the page goes away."""
        hush = self._bus.listen(lambda fact: self._on_event(fact.event))
        feeding = asyncio.ensure_future(self._feed())
        try:
            async for message in self._socket:
                self._heard_at = time.monotonic()
                if message.type is WSMsgType.ERROR:
                    break
        finally:
            hush()
            feeding.cancel()
            await asyncio.gather(feeding, return_exceptions=True)

    async def give_way(self) -> None:
        """Another page of the same clerk was opened: this one goes to where that is said."""
        with contextlib.suppress(ConnectionError, TimeoutError):
            async with asyncio.timeout(GIVE_WAY_SECONDS):
                await self._send({"kind": "go", "to": "/staff/sign-in?elsewhere"})
                await self._socket.close(code=WSCloseCode.POLICY_VIOLATION)

    def _on_event(self, event: Event) -> None:
        if event.tag in ENDS_SOMEBODY:
            self._doubted = True
        if self._doubted or self._screen.cares(event):
            self._stale.set()

    async def _feed(self) -> None:
        try:
            while not self._socket.closed:
                try:
                    async with asyncio.timeout(self._screen.quiet_seconds):
                        await self._stale.wait()
                except TimeoutError:
                    await self._ping()
                    continue
                await asyncio.sleep(SETTLE_SECONDS)
                self._stale.clear()
                if self._doubted and not await self._still_welcome():
                    return
                await self._draw()
        except (ConnectionError, asyncio.CancelledError):
            raise
        except Exception:
            # The page reconnects and is drawn afresh; a fault that stays is seen in the log at each try.
            log.exception("live.broken", party=self._screen.party)
            await self._socket.close(code=1011)

    async def _ping(self) -> None:
        if time.monotonic() - self._heard_at > DEAD_SECONDS:
            await self._socket.close(code=1001)
            return
        await self._send({"kind": "ping"})
        # A session may have ended by itself; and the minutes that were waited grow without any fact.
        if await self._still_welcome():
            await self._draw()

    async def _still_welcome(self) -> bool:
        """Asks again at the door; whoever may no longer be here is sent away with the socket closed."""
        self._doubted = False
        try:
            await _screen(self._call)
        except StoreUnavailable:
            # Nobody was refused: the page stays, and connects again.
            raise
        except DeskError as error:
            to = "/corner" if isinstance(error, CornerUnknown | NotReady) else "/staff/sign-in"
            await self._send({"kind": "go", "to": to})
            await self._socket.close(code=WSCloseCode.POLICY_VIOLATION)
            return False
        return True

    async def _draw(self) -> None:
        drawn = await self._screen.draw()
        if isinstance(drawn, str):
            await self._send({"kind": "go", "to": drawn})
            return
        changed = {name: html for name, html in drawn.items() if self._sent.get(name) != html}
        if changed:
            self._sent.update(changed)
            seq = self._bus.last_seq
            await self._send({"kind": "fragments", "seq": seq, "fragments": changed})

    async def _send(self, message: dict[str, object]) -> None:
        try:
            async with asyncio.timeout(DEAD_SECONDS):
                await self._socket.send_str(json.dumps(message, ensure_ascii=False))
        except TimeoutError:
            # Nobody reads at the other end. To close would be to wait for what is not read either.
            if self._call.request.transport is not None:
                self._call.request.transport.abort()
            raise ConnectionResetError("nobody reads") from None


async def _screen(call: Call) -> Screen:
    match call.part("screen"):
        case "code":
            return await _code(call)
        case "assist":
            return await _assist(call)
        case "corner":
            return await _corner(call)
        case "console":
            return await _console(call)
        case "zone":
            return await _zone(call)
        case _:
            raise Missing("screen")


async def _code(call: Call) -> CodeScreen:
    corner = await doors.corner_call(call.request)
    if corner.visit is None or corner.visit.state is not State.DOCUMENTED:
        raise NotReady("no code is asked for")
    return CodeScreen(
        site=call.site,
        party=f"corner:{corner.corner.id}",
        zone_id=corner.corner.zone_id,
        visit=corner.visit,
    )


async def _corner(call: Call) -> CornerScreen:
    corner = await doors.corner_call(call.request)
    if corner.visit is None or corner.visit.state is not State.TICKETED:
        raise NotReady("no ticket yet")
    return CornerScreen(
        site=call.site,
        party=f"corner:{corner.corner.id}",
        zone_id=corner.corner.zone_id,
        visit_id=corner.visit.id,
        language=corner.visit.language,
        secret=call.request.cookies[cookies.CORNER],
    )


async def _assist(call: Call) -> AssistScreen:
    corner = await doors.corner_call(call.request)
    if corner.visit is None:
        raise NotReady("no visit")
    return AssistScreen(
        site=call.site,
        party=f"corner:{corner.corner.id}",
        zone_id=corner.corner.zone_id,
        visit=corner.visit,
        secret=call.request.cookies[cookies.CORNER],
    )


async def _console(call: Call) -> ConsoleScreen:
    person = (await doors.staff_call(call.request)).staff
    if not person.may(Permission.HANDLE_CASES):
        raise NotAllowed(Permission.HANDLE_CASES)
    return console_screen(call.site, person)


async def _zone(call: Call) -> ZoneScreen:
    staff = await doors.staff_call(call.request)
    if not staff.staff.may(Permission.SEE_ZONE):
        raise NotAllowed(Permission.SEE_ZONE)
    known = [zone_id for zone_id, _ in await zone_board.zones(call.site.reader, staff.language)]
    zone_id = zone_of(staff, known)
    return ZoneScreen(
        site=call.site,
        party=f"board:{staff.staff.id}",
        zone_id=zone_id,
        language=staff.language,
        may_assist=may_assist(staff.staff),
    )
