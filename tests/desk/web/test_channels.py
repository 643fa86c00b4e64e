"""Pages that show the same share one drawing, and one that reads slowly keeps nobody waiting."""

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime

import pytest

from desk.model.events import Event, Tag
from desk.model.visits import State, Visit
from desk.web.drawing import Pages
from desk.web.site import SITE, Site
from desk.web.sockets.channels import Channel, Channels
from desk.web.sockets.live import SOCKETS
from desk.web.sockets.screens import AssistScreen, CodeScreen, CornerScreen, Screen, console_screen, key_of
from tests.desk.web.conftest import Client, application, sign_in
from tests.desk.world import World

WAIT = 20.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Slate:
    """A screen that shows what is written on it, and counts how often it is looked at."""

    site: Site
    party: str = "staff:x"
    zone_id: str = ""
    written: dict[str, str] = field(default_factory=dict)
    begun: list[int] = field(default_factory=list)
    free: asyncio.Event = field(default_factory=asyncio.Event)
    quiet_seconds: float = 1_000.0

    @property
    def key(self) -> tuple[object, ...]:
        return ("slate",)

    def cares(self, event: Event) -> bool:
        return event.tag is Tag.TICKET_MOVED

    async def draw(self) -> dict[str, str]:
        self.begun.append(len(self.begun))
        shown = dict(self.written)
        await self.free.wait()
        return shown


class Reader:
    """A page that reads when it is told to."""

    def __init__(self, channel: Channel, *, slow: bool = False) -> None:
        self.channel, self.slow, self.version = channel, slow, 0
        self.shown: dict[str, str] = {}
        self.read: list[dict[str, str]] = []
        self.doubts = 0
        self.failed = False
        self.told = asyncio.Event()

    def show(self) -> None:
        if self.slow or self.version == self.channel.version:
            return
        frame = self.channel.since(self.version)
        self.read.append(json.loads(frame[frame.index(b"{") :])["fragments"])
        self.shown |= self.read[-1]
        self.version = self.channel.version
        self.told.set()

    def lead(self, to: str) -> None:
        self.shown = {"go": to}

    def doubt(self) -> None:
        self.doubts += 1

    def fail(self) -> None:
        self.failed = True
        self.told.set()


@pytest.fixture
def slate(sqlite_world: World, pages: Pages) -> Slate:
    made = Slate(site=application(sqlite_world, pages)[SITE])
    made.free.set()
    return made


@pytest.fixture
async def channel(slate: Slate) -> AsyncIterator[Channel]:
    every = Channels()
    made = every.of(slate)
    yield made
    await every.close()


async def until(reader: Reader, **shown: str) -> None:
    async with asyncio.timeout(WAIT):
        while reader.shown != shown:
            await reader.told.wait()
            reader.told.clear()


async def write(world: World, slate: Slate, **written: str) -> None:
    """Something changes, and a fact tells of it."""
    slate.written.update(written)
    async with world.store.write() as unit:
        unit.record(Event(tag=Tag.TICKET_MOVED, subject="one", actor="desk"))


async def test_many_pages_cost_one_drawing(sqlite_world: World, slate: Slate, channel: Channel) -> None:
    readers = [Reader(channel) for _ in range(250)]
    for reader in readers:
        channel.join(reader)
    await write(sqlite_world, slate, a="1")
    for reader in readers:
        await until(reader, a="1")
    assert len(slate.begun) <= 2


async def test_a_page_that_joins_is_shown_what_stands_at_once(slate: Slate, channel: Channel) -> None:
    slate.written["a"] = "1"
    first = Reader(channel)
    channel.join(first)
    await until(first, a="1")
    second = Reader(channel)
    channel.join(second)
    assert (second.shown, len(slate.begun)) == ({"a": "1"}, 1)


async def test_only_what_changed_is_sent(sqlite_world: World, slate: Slate, channel: Channel) -> None:
    slate.written.update(a="1", b="1")
    reader = Reader(channel)
    channel.join(reader)
    await until(reader, a="1", b="1")
    await write(sqlite_world, slate, b="2")
    await until(reader, a="1", b="2")
    assert reader.read[-1] == {"b": "2"}


async def test_a_slow_page_is_sent_the_newest_state_alone(sqlite_world: World, slate: Slate, channel: Channel) -> None:
    slow, quick = Reader(channel, slow=True), Reader(channel)
    channel.join(quick)
    channel.join(slow)
    for number in ("1", "2", "3"):
        await write(sqlite_world, slate, a=number)
        await until(quick, a=number)
    slow.slow = False
    slow.show()
    assert slow.read == [{"a": "3"}]


async def test_facts_that_come_during_a_drawing_cost_one_more(
    sqlite_world: World, slate: Slate, channel: Channel
) -> None:
    slate.free.clear()
    reader = Reader(channel)
    channel.join(reader)
    for number in ("1", "2", "3"):
        await write(sqlite_world, slate, a=number)
    slate.free.set()
    await until(reader, a="3")
    assert len(slate.begun) == 2


async def test_a_message_tells_what_it_is_as_new_as(sqlite_world: World, slate: Slate, channel: Channel) -> None:
    slate.written["a"] = "0"
    reader = Reader(channel)
    channel.join(reader)
    await until(reader, a="0")
    await write(sqlite_world, slate, a="1")
    await until(reader, a="1")
    told = channel.since(0)
    assert json.loads(told[told.index(b"{") :])["seq"] == sqlite_world.store.bus.last_seq


async def test_a_drawing_that_fails_fails_its_pages(slate: Slate, monkeypatch: pytest.MonkeyPatch) -> None:
    async def fails(_slate: Slate) -> dict[str, str]:
        raise ValueError("cannot be drawn")

    monkeypatch.setattr(Slate, "draw", fails)
    every = Channels()
    reader = Reader(every.of(slate))
    every.of(slate).join(reader)
    async with asyncio.timeout(WAIT):
        await reader.told.wait()
    assert reader.failed
    assert list(every) == []


async def test_a_channel_ends_with_its_last_page(slate: Slate) -> None:
    every = Channels()
    channel = every.of(slate)
    first, second = Reader(channel), Reader(channel)
    channel.join(first)
    channel.join(second)
    channel.leave(first)
    assert list(every) == [channel]
    channel.leave(second)
    assert list(every) == []


async def test_who_may_be_gone_is_doubted(sqlite_world: World, channel: Channel) -> None:
    reader = Reader(channel)
    channel.join(reader)
    async with sqlite_world.store.write() as unit:
        unit.record(Event(tag=Tag.STAFF_SIGNED_OUT, subject="another", actor="staff:another"))
    assert reader.doubts == 1


async def test_boards_of_one_zone_and_language_are_one_channel(client: Client, sqlite_world: World) -> None:
    await sign_in(client, sqlite_world, "supervisor1")
    drawn = []
    for zone in ("macao", "macao", "hongkong"):
        opened = await client.ws_connect("/live/zone", params={"zone": sqlite_world.zones[zone].id})
        drawn.append((await opened.receive_json(timeout=30))["fragments"])
    every = list(client.app[SOCKETS].channels)
    assert (drawn[0] == drawn[1], len(every)) == (True, 2)


def every_screen(site: Site, world: World) -> list[Screen]:
    corner = world.corners["MO-01"]
    visit = Visit(
        id="v",
        corner_id=corner.id,
        zone_id=corner.zone_id,
        language="pt-MO",
        state=State.TICKETED,
        item_code="",
        item_version=0,
        applicant_id="",
        began_at=datetime(2026, 11, 21, tzinfo=UTC),
    )
    place = {"site": site, "party": f"corner:{corner.id}", "zone_id": corner.zone_id}
    return [
        CornerScreen(**place, visit_id="v", language="pt-MO", secret="s"),  # type: ignore[arg-type]  # by name
        AssistScreen(**place, visit=visit, secret="s"),  # type: ignore[arg-type]  # by name
        CodeScreen(**place, visit=visit),  # type: ignore[arg-type]  # by name
        console_screen(site, world.clerk),
    ]


def test_every_screen_has_a_key_to_look_it_up_by(sqlite_world: World, pages: Pages) -> None:
    site = application(sqlite_world, pages)[SITE]
    keys = {screen.key for screen in every_screen(site, sqlite_world)}
    assert len(keys) == len(every_screen(site, sqlite_world))


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """A screen of three fields, one of which it is drawn from."""

    site: str = "site"
    party: str = "party"
    language: str = "pt-MO"


def test_whatever_a_screen_is_drawn_from_is_in_its_key() -> None:
    assert key_of(Made()) == (Made, "pt-MO")
