"""Live sockets: one a page. State is drawn afresh and sent whole where it changed, so nothing can be missed.

Rule 1: a page that (re)connects is sent everything; from then on, each fragment whose drawing differs from the last.
Rule 2: facts only mark a page as out of date; many facts within a moment cost one drawing, for all pages that show the
same (channels.py).
Rule 3: a socket that does not answer pings, or takes nothing, is closed, and its party counts as gone from then on.
Rule 4: the door is asked again at least twice a minute, and at once when somebody signs out or a corner moves: a socket
outlives no right (feeds.py, entrances.py).
"""

import asyncio
import contextlib

from aiohttp import WSCloseCode, web

from desk.actions import presence
from desk.actions.turns import duties
from desk.web.calls import Call
from desk.web.sockets.channels import Channels
from desk.web.sockets.entrances import Doorkeeper
from desk.web.sockets.feeds import Feed
from desk.web.sockets.screens import ConsoleScreen

LARGEST_MESSAGE = 1024
CLOSE_SECONDS = 2.0
"""Pages that do not say goodbye within this time go without."""


class Sockets:
    """Every open live socket of this process, what they show, and how many each party has."""

    def __init__(self) -> None:
        self.open: set[web.WebSocketResponse] = set()
        self.channels = Channels()
        self.doorkeeper = Doorkeeper()
        self._parties: dict[str, int] = {}
        self._consoles: dict[str, Feed] = {}

    def seat(self, party: str, feed: Feed) -> Feed | None:
        """A clerk works at one console: the newest. Gives the feed of the one opened before, if it is still open."""
        older, self._consoles[party] = self._consoles.get(party), feed
        return older

    def unseat(self, party: str, feed: Feed) -> None:
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

    async def close(self) -> None:
        """The process stops: every page is told so, all at once, and connects elsewhere."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(CLOSE_SECONDS):
                closing = (socket.close(code=WSCloseCode.GOING_AWAY) for socket in tuple(self.open))
                await asyncio.gather(*closing, return_exceptions=True)


SOCKETS: web.AppKey[Sockets] = web.AppKey("sockets", Sockets)


async def live(call: Call) -> web.StreamResponse:
    """The socket of one page. Who may open it depends on the screen."""
    sockets = call.request.app[SOCKETS]
    # Thousands may come at once, after a cut: the door asks for a few at a time.
    screen = await sockets.doorkeeper.ask(call)
    socket = web.WebSocketResponse(compress=False, max_msg_size=LARGEST_MESSAGE, autoping=True)
    await socket.prepare(call.request)
    feed = Feed(call, screen, socket, sockets.channels, sockets.doorkeeper)
    sockets.open.add(socket)
    try:
        if sockets.add(screen.party):
            await presence.come(call.desk, screen.party, screen.zone_id)
        if isinstance(screen, ConsoleScreen):
            # Two pages of one clerk would take the leg from each other for ever.
            older = sockets.seat(screen.party, feed)
            if older is not None:
                await older.give_way()
            await duties.arrive(call.desk, screen.staff.id)
        await feed.run()
    finally:
        sockets.unseat(screen.party, feed)
        sockets.open.discard(socket)
        if sockets.remove(screen.party):
            await presence.go(call.desk, screen.party, screen.zone_id)
    return socket
