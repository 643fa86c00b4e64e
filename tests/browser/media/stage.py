"""A media node behind a plain web page that uses the project's own media leg, and nothing of the desk.

GET /party/NAME     the page of a party, with the element that keeps a line up
GET /plain/NAME     the same with a leg alone, which mends nothing by itself
POST /grants/NAME   where its leg is granted, by `Stage.grant`
/media/legs         the node's own doors (WHIP)

`python -m tests.browser.media.stage ADDRESS PORT` serves the same alone, with visit:1 and staff:1 joined, and tells at
GET /told what happened.
"""

import asyncio
import contextlib
import pathlib
import secrets
import sys
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from aiohttp import web

from webrtc import tokens, whip
from webrtc.bridge import Bridge
from webrtc.events import Event
from webrtc.node import Node
from webrtc.settings import NodeSettings

ROOT = pathlib.Path(__file__).resolve().parents[3]
PAGES = {"party": "page.html", "plain": "plain.html"}
TOKEN_LIFE = timedelta(minutes=10)
BRIDGE = "meeting"


class Stage:
    """A node, its doors, its pages."""

    def __init__(self, address: str, port: int) -> None:
        self.url = f"http://{address}:{port}"
        self.events: list[Event] = []
        self.node = self._node(address)
        self.spare = self._node(address)
        """A second node, at /spare/legs."""
        self.grants: dict[str, Any] = {}
        """What a party's grants hold beside token and address."""
        self._key = secrets.token_bytes(32)
        self._address, self._port = address, port

    def _node(self, address: str) -> Node:
        return Node(NodeSettings(addresses=(address,)), self.events.append)

    def bridge(self) -> Bridge:
        """The one bridge."""
        return self.node.open_bridge(BRIDGE, consent="consent:1")

    def told(self, kind: type[Event], party: str) -> list[Any]:
        """The events of a kind about a party, so far."""
        return [event for event in self.events if isinstance(event, kind) and getattr(event, "party", "") == party]

    def leg(self, party: str) -> str:
        """The id of the party's leg; empty if it has none."""
        view = self.node.leg_of(party)
        return "" if view is None else view.leg_id

    @contextlib.asynccontextmanager
    async def open(self) -> AsyncIterator["Stage"]:
        """Serves until the block is left."""
        runner = web.AppRunner(self._app(), shutdown_timeout=1.0)
        await runner.setup()
        await web.TCPSite(runner, self._address, self._port).start()
        try:
            yield self
        finally:
            await self.node.close()
            await self.spare.close()
            await runner.cleanup()

    def _app(self) -> web.Application:
        app = web.Application()
        app.add_routes(
            [
                web.get("/{page:party|plain}/{party}", self._page),
                web.post("/grants/{party}", self._grant),
                web.get("/told", self._told),
                web.static("/static", ROOT / "templates" / "static"),
                *whip.routes(self.node, [self._key]),
                *whip.routes(self.spare, [self._key], prefix="/spare"),
            ]
        )
        return app

    async def _page(self, request: web.Request) -> web.Response:
        page = pathlib.Path(__file__).with_name(PAGES[request.match_info["page"]])
        text = page.read_text(encoding="utf-8").replace("PARTY", request.match_info["party"])
        return web.Response(text=text, content_type="text/html")

    async def _grant(self, request: web.Request) -> web.Response:
        party = request.match_info["party"]
        claims = tokens.Claims(party=party, expires_at=datetime.now(UTC) + TOKEN_LIFE, consent="consent:1")
        grant = {"url": "/media/legs", "token": tokens.mint(self._key, claims)}
        return web.json_response(grant | self.grants.get(party, {}))

    async def _told(self, request: web.Request) -> web.Response:
        return web.json_response(
            {
                "events": [[event.tag, getattr(event, "party", "")] for event in self.events],
                "legs": {leg.party: leg.leg_id for leg in self.node.legs()},
            }
        )


async def serve(address: str, port: int, ready: Callable[[], None] = lambda: None) -> None:
    """Serves two joined parties until the process is ended."""
    async with Stage(address, port).open() as stage:
        stage.bridge().seat("applicant", "visit:1")
        stage.bridge().seat("clerk", "staff:1")
        ready()
        await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(serve(sys.argv[1], int(sys.argv[2]), lambda: print("ready", flush=True)))
