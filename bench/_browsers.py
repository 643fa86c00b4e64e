"""Real Chromium pages that hold legs of a node of ours, each behind the benches' shaper."""

import asyncio
import contextlib
import pathlib
import re
import secrets
import shutil
import tempfile
import time
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from aiohttp import web
from aiohttp.typedefs import Handler
from playwright.async_api import Browser, Page, async_playwright

from bench import _camera
from bench._shaper import HERE, Shaper, Way
from webrtc import tokens, whip
from webrtc.events import Event, LegUp
from webrtc.node import Node
from webrtc.settings import NodeSettings

FLAGS = (
    "--no-sandbox",
    "--use-fake-device-for-media-stream",
    "--use-fake-ui-for-media-stream",
    "--allow-loopback-in-peer-connection",
    "--autoplay-policy=no-user-gesture-required",
    "--disable-background-timer-throttling",
    "--disable-renderer-backgrounding",
    "--disable-backgrounding-occluded-windows",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-features=WebRtcHideLocalIpsWithMdns",
    "--disable-quic",
    "--disable-sync",
)
PICTURE: Mapping[str, int] = {"width": _camera.WIDTH, "height": _camera.HEIGHT, "fps": _camera.RATE}
SCRIPT = pathlib.Path(__file__).with_name("_page.js")
PAGE = "<!doctype html><title>bench</title><video autoplay playsinline muted></video><script src=/page.js></script>"
CONSENT = "bench"
PATIENCE = 60.0
"""Seconds that anything may take."""
CANDIDATE = re.compile(r"^(a=candidate:\S+ 1 udp \d+ \S+ )(\d+)( typ host.*)$", re.MULTILINE)


@dataclass(slots=True)
class Gate:
    """What the next leg of a party will have before it."""

    way: Way
    seed: int
    door: int = 0
    """The UDP port of its door, once it has one."""


class House:
    """A node with its doors, its shaper and a browser; all on loopback."""

    def __init__(self, shaper: Shaper) -> None:
        self.node = Node(NodeSettings(addresses=(HERE,)), self._take)
        self.shaper = shaper
        self.gates: dict[str, Gate] = {}
        self.address = ""
        self._key = secrets.token_bytes(32)
        self._up: dict[str, asyncio.Event] = {}

    def _take(self, event: Event) -> None:
        if isinstance(event, LegUp):
            self._up.setdefault(event.party, asyncio.Event()).set()

    async def up(self, party: str) -> None:
        """Returns when a leg of the party has come up since `down` was last called."""
        async with asyncio.timeout(PATIENCE):
            await self._up.setdefault(party, asyncio.Event()).wait()

    def down(self, party: str) -> None:
        """Forget that the party's leg came up."""
        self._up.setdefault(party, asyncio.Event()).clear()

    def application(self) -> web.Application:
        """The page, its grants and the node's doors; these are as far away as the party's media path says."""
        application = web.Application(middlewares=[self._far])
        application.router.add_get("/page", _page)
        application.router.add_get("/page.js", _script)
        application.router.add_post("/grants/{party}", self._grant)
        application.add_routes(whip.routes(self.node, [self._key]))
        return application

    @web.middleware
    async def _far(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        if request.method != "POST":
            return await handler(request)
        gate = self.gates[self._party(request)]
        await asyncio.sleep(gate.way.up.delay)
        response = await handler(request)
        if isinstance(response, web.Response) and response.content_type == whip.SDP:
            response.text = await self._behind_door(response.text or "", gate)
        await asyncio.sleep(gate.way.down.delay)
        return response

    def _party(self, request: web.Request) -> str:
        named = request.match_info.get("party")
        if named is not None:
            return named
        return tokens.read([self._key], request.headers["Authorization"].partition(" ")[2], None).party

    async def _grant(self, request: web.Request) -> web.Response:
        expires = datetime.now(UTC) + timedelta(hours=1)
        claims = tokens.Claims(party=self._party(request), expires_at=expires, consent=CONSENT)
        return web.Response(text=tokens.mint(self._key, claims), headers={"Location": "/media/legs"})

    async def _behind_door(self, sdp: str, gate: Gate) -> str:
        found = CANDIDATE.search(sdp)
        assert found is not None
        gate.door = await self.shaper.door(int(found[2]), gate.way, seed=gate.seed)
        return CANDIDATE.sub(lambda line: f"{line[1]}{gate.door}{line[3]}", sdp)


async def _page(_: web.Request) -> web.Response:
    return web.Response(text=PAGE, content_type="text/html")


async def _script(_: web.Request) -> web.FileResponse:
    return web.FileResponse(SCRIPT)


class Seat:
    """One page, and the party whose leg it holds."""

    def __init__(self, house: House, page: Page, party: str) -> None:
        self.party = party
        self.page = page
        self._house = house

    async def open(self, way: Way, *, seed: int) -> tuple[float, float]:
        """Opens a leg anew over such a way, once it is up.

        Gives two moments (s since 1970): at which the page was told to, and at which it had its grant.
        """
        self._house.gates[self.party] = Gate(way, seed)
        self._house.down(self.party)
        told = time.time()
        await asyncio.sleep(way.down.delay)
        made = await self.page.evaluate("url => open(url)", f"/grants/{self.party}")
        await self._house.up(self.party)
        return told, float(made) / 1000

    async def change(self, way: Way) -> None:
        """The way of the present leg is different from now on."""
        gate = self._house.gates[self.party]
        gate.way = way
        await self._house.shaper.change(gate.door, way)

    async def close(self) -> None:
        """Hangs up."""
        await self.page.evaluate("() => close()")

    async def first_frame(self, since: float) -> float:
        """The moment (s since 1970) at which the first frame since then came out of the decoder."""
        end = time.time() + PATIENCE
        while time.time() < end:
            found = await self.page.evaluate("at => firstSince(at)", since * 1000)
            if found is not None:
                return float(found) / 1000
            await asyncio.sleep(0.1)
        raise TimeoutError(f"no frame came to {self.party}")

    async def counts(self) -> dict[str, Any]:
        """What the page counted so far: see `counts` in _page.js."""
        found: dict[str, Any] = await self.page.evaluate("() => counts()")
        return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """What a bench plays on."""

    house: House
    applicant: Seat
    clerk: Seat


async def _seat(house: House, browser: Browser, party: str) -> Seat:
    page = await browser.new_page()
    page.on("pageerror", lambda error: print("page:", error))
    await page.goto(f"{house.address}/page")
    await page.evaluate("picture => prepare(picture)", dict(PICTURE))
    return Seat(house, page, party)


@contextlib.asynccontextmanager
async def _folder() -> AsyncIterator[pathlib.Path]:
    with tempfile.TemporaryDirectory() as folder:
        yield pathlib.Path(folder)


@contextlib.asynccontextmanager
async def stage() -> AsyncIterator[Stage]:
    """Two pages with cameras that run, and no leg yet."""
    path = shutil.which("chromium")
    assert path is not None, "Chromium is missing: run make test-needs."
    async with _folder() as folder, Shaper.start() as shaper, async_playwright() as playwright:
        house = House(shaper)
        runner = web.AppRunner(house.application(), access_log=None)
        await runner.setup()
        await web.TCPSite(runner, HERE, 0).start()
        house.address = f"http://{HERE}:{runner.addresses[0][1]}"
        camera = f"--use-file-for-fake-video-capture={_camera.write(folder / 'camera.y4m')}"
        browser = await playwright.chromium.launch(executable_path=path, args=[*FLAGS, camera])
        try:
            yield Stage(
                house=house,
                applicant=await _seat(house, browser, "applicant"),
                clerk=await _seat(house, browser, "clerk"),
            )
        finally:
            await browser.close()
            await house.node.close()
            await runner.cleanup()
