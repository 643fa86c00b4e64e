"""However many facts never reach a screen, and however often its line is cut, it comes to show what stands.

A second process on the same store hears of what the first one commits, and its pages are compared with fresh drawings,
byte for byte. A thousand facts are dropped at random between commit and screen: on PostgreSQL the notice of them, on
SQLite (which has no notices) what was read of the ledger.
"""

import asyncio
import random
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import cast

import pytest
from aiohttp import ClientWebSocketResponse, WSMsgType
from aiohttp.test_utils import TestClient

from desk.actions import sessions
from desk.actions.turns import tickets
from desk.model.events import Event, Tag
from desk.model.staff import Staff
from desk.store import bus
from desk.store.bus import Bus, Ear, Eye, Fact
from desk.web.drawing import Pages
from desk.web.sockets import screens
from desk.web.sockets.live import SOCKETS
from tests.desk.web.conftest import Client, application, sign_in, sit_down
from tests.desk.world import World

DROPPED = 1_000
WAIT = 60.0
ROUNDS = 5
BESIDES = 50


@dataclass(slots=True)
class Loss:
    """Drops facts at random, until it has dropped so many."""

    left: int = DROPPED
    chance: random.Random = field(default_factory=lambda: random.Random(7))

    def of(self, facts: Sequence[Fact]) -> list[Fact]:
        """Those that come through."""
        passed = []
        for fact in facts:
            if self.left and self.chance.random() < 0.7:
                self.left -= 1
            else:
                passed.append(fact)
        return passed


class LossyBus(Bus):
    """What it drops it never hears of again."""

    def __init__(self, loss: Loss) -> None:
        super().__init__("lossy")
        self.loss = loss

    def tell(self, facts: Sequence[Fact]) -> None:
        super().tell(self.loss.of(facts))


@dataclass(slots=True)
class Page:
    """One open page, and what it shows."""

    open: Callable[[], Awaitable["ClientWebSocketResponse[bool]"]]
    shown: dict[str, str] = field(default_factory=dict)
    told: asyncio.Event = field(default_factory=asyncio.Event)
    seqs: list[int] = field(default_factory=list)
    socket: "ClientWebSocketResponse[bool] | None" = None

    async def run(self) -> None:
        """Until cancelled; a line that is cut is opened again."""
        while True:
            self.socket = await self.open()
            while (message := await self.socket.receive()).type is WSMsgType.TEXT:
                told = message.json()
                if told["kind"] == "ping":
                    await self.socket.send_json({"kind": "pong"})
                if told["kind"] == "fragments":
                    self.seqs.append(told["seq"])
                    self.shown |= told["fragments"]
                    self.told.set()

    async def until(self, expected: dict[str, str]) -> None:
        """Waits until exactly this is shown."""
        async with asyncio.timeout(WAIT):
            while self.shown != expected:
                self.told.clear()
                if self.shown != expected:
                    await self.told.wait()


@dataclass(frozen=True, slots=True, kw_only=True)
class Hall:
    """A process whose pages are looked at: boards of each zone, a console, a corner."""

    world: World
    client: Client
    pages: list[Page]

    async def caught_up(self) -> None:
        """Every page shows what a fresh drawing of its screen does."""
        for screen in [channel.screen for channel in self.client.app[SOCKETS].channels]:
            drawn = await screen.draw()
            assert not isinstance(drawn, str)
            await asyncio.gather(*(page.until(dict(drawn)) for page in self.pages if page.shown.keys() == drawn.keys()))


@asynccontextmanager
async def hall(world: World, pages: Pages, aiohttp_client: Callable[..., Awaitable[Client]]) -> AsyncIterator[Hall]:
    """The pages of this world, each read by a browser of its own."""
    client = await aiohttp_client(application(world, pages))
    made = []
    async with AsyncExitStack() as stack:
        for login, path in (("clerk1", "/live/console"), ("zone-macao", "/live/zone")):
            made.append(await _browser(stack, world, client, path, login))
        made.append(await _browser(stack, world, client, "/live/corner", ""))
        reading = [asyncio.create_task(page.run()) for page in made]
        try:
            for page in made:
                async with asyncio.timeout(WAIT):
                    await page.told.wait()
            yield Hall(world=world, client=client, pages=made)
        finally:
            for task in reading:
                task.cancel()
            await asyncio.gather(*reading, return_exceptions=True)


async def _browser(stack: AsyncExitStack, world: World, client: Client, path: str, login: str) -> Page:
    """A browser with one cookie, which keeps one page open."""
    own = cast(Client, TestClient(client.server))
    stack.push_async_callback(own.session.close)
    await (sign_in(own, world, login) if login else sit_down(own, world, "MO-01"))

    async def open_page() -> "ClientWebSocketResponse[bool]":
        return await own.ws_connect(path, max_msg_size=0)

    return Page(open=open_page)


async def bustle(world: World, clerks: Sequence[Staff], rounds: int) -> None:
    """The clerks call, are answered, hold, go on and put the turn back; and much else is told that changes nothing."""
    for each in range(rounds):
        clerk = clerks[each % len(clerks)]
        session = await tickets.call_next(world.desk, clerk)
        await sessions.answer(world.desk, session.id, session.visit_id)
        await sessions.hold(world.desk, session.id, clerk, held=True)
        await sessions.hold(world.desk, session.id, clerk, held=False)
        await sessions.put_back(world.desk, session.id, clerk)
        async with world.store.write() as unit:
            for _ in range(BESIDES):
                unit.record(Event(tag=Tag.PRESENCE_CAME, subject="board:x", actor="board:x"))


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """What no fact tells is looked for more often than in earnest."""
    monkeypatch.setattr(bus, "LOOK_SECONDS", 0.2)
    monkeypatch.setattr(screens, "QUIET_SECONDS", 1.0)
    monkeypatch.setattr(screens, "LINES_SECONDS", 1.0)


async def another(world: World, folder: Path, heard: Bus) -> World:
    """A second process on the same store."""
    made = await World(world.url, folder).enter()
    made.store.bus = heard
    heard.begin(await made.store.position())
    return made


async def waiting_room(world: World) -> list[Staff]:
    """Two turns wait, for two clerks."""
    await world.visit_to("ticketed", corner="MO-01")
    await world.visit_to("ticketed", corner="HK-01")
    return [world.staff["clerk1"], world.staff["clerk2"]]


async def test_notices_that_are_lost_are_made_good(
    postgres_world: World, tmp_path: Path, pages: Pages, aiohttp_client: Callable[..., Awaitable[Client]]
) -> None:
    loss = Loss()
    clerks = await waiting_room(postgres_world)
    second = await another(postgres_world, tmp_path, Bus("second"))

    async def fetch(seqs: Sequence[int], after: int) -> list[Fact]:
        facts = await second.store.facts(seqs, after)
        return loss.of(facts) if seqs else facts

    listening = [
        asyncio.create_task(Ear(postgres_world.url, second.store.bus, fetch).run()),
        asyncio.create_task(Eye(second.store.bus, second.store.facts).run()),
    ]
    async with hall(second, pages, aiohttp_client) as shown:
        while loss.left:
            await bustle(postgres_world, clerks, ROUNDS)
        await shown.caught_up()
        assert second.store.bus.through <= await second.store.position()
    for task in listening:
        task.cancel()
    await asyncio.gather(*listening, return_exceptions=True)
    await second.leave()


async def test_facts_that_never_come_are_made_good(
    world: World, tmp_path: Path, pages: Pages, aiohttp_client: Callable[..., Awaitable[Client]]
) -> None:
    lossy = LossyBus(Loss())
    clerks = await waiting_room(world)
    second = await another(world, tmp_path, lossy)
    looking = asyncio.create_task(Eye(lossy, second.store.facts).run())
    async with hall(second, pages, aiohttp_client) as shown:
        while lossy.loss.left:
            await bustle(world, clerks, ROUNDS)
            await Eye(lossy, second.store.facts).look()
        await shown.caught_up()
    looking.cancel()
    await asyncio.gather(looking, return_exceptions=True)
    await second.leave()


async def test_pages_whose_lines_are_cut_come_to_what_stands(
    world: World, pages: Pages, aiohttp_client: Callable[..., Awaitable[Client]]
) -> None:
    chance = random.Random(11)
    clerks = await waiting_room(world)
    async with hall(world, pages, aiohttp_client) as shown:
        for _ in range(20):
            await bustle(world, clerks, 1)
            cut = chance.choice(shown.pages)
            if cut.socket is not None and chance.random() < 0.5:
                await cut.socket.close()
            elif cut.socket is not None:
                connection = cut.socket.get_extra_info("socket")
                connection.shutdown(2)
        await shown.caught_up()


async def test_a_page_is_never_told_of_an_older_state(
    world: World, pages: Pages, aiohttp_client: Callable[..., Awaitable[Client]]
) -> None:
    clerks = await waiting_room(world)
    async with hall(world, pages, aiohttp_client) as shown:
        await bustle(world, clerks, 5)
        await shown.caught_up()
        assert all(page.seqs == sorted(page.seqs) for page in shown.pages)
