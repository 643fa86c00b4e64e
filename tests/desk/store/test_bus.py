"""Facts recorded by one process reach the listeners of another."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from pathlib import Path

import asyncpg
import pytest
from sqlalchemy import text

from desk.model.errors import StoreUnavailable
from desk.model.events import Event, Tag
from desk.store import bus
from desk.store.bus import Bus, Ear, Eye, Fact
from desk.store.unit import Store
from tests.desk.store import tampering
from tests.desk.world import World, open_store

WAIT = 5.0


class Listener:
    """Hears facts, and waits for one."""

    def __init__(self, store: Store) -> None:
        self._heard: asyncio.Queue[Fact] = asyncio.Queue()
        self.facts: list[Fact] = []
        store.bus.listen(self._heard.put_nowait)

    async def until(self, subject: str) -> list[str]:
        """The subjects heard, once this one was."""
        async with asyncio.timeout(WAIT):
            while not self.facts or self.facts[-1].event.subject != subject:
                self.facts.append(await self._heard.get())
        return [fact.event.subject for fact in self.facts]


@pytest.fixture
async def other(postgres_world: World, tmp_path: Path) -> AsyncIterator[Store]:
    """The same store, opened by another process that listens."""
    store = open_store(postgres_world.url, tmp_path, postgres_world.clock, name="other")
    caught_up = asyncio.Event()

    async def fetch(seqs: Sequence[int], after: int) -> list[Fact]:
        facts = await store.facts(seqs, after)
        caught_up.set()
        return facts

    ear = asyncio.create_task(Ear(postgres_world.url, store.bus, fetch).run())
    await asyncio.wait_for(caught_up.wait(), WAIT)
    yield store
    ear.cancel()
    await asyncio.gather(ear, return_exceptions=True)
    await store.close()


async def record(store: Store, *subjects: str) -> None:
    async with store.write() as unit:
        for subject in subjects:
            unit.record(Event(tag=Tag.CORNER_HELP_ASKED, subject=subject, actor="desk"))


async def test_another_process_hears_what_was_committed(postgres_world: World, other: Store) -> None:
    listener = Listener(other)
    await record(postgres_world.store, "a", "b")
    assert await listener.until("b") == ["a", "b"]


async def test_a_process_is_not_told_its_own_facts_twice(postgres_world: World, other: Store) -> None:
    listener = Listener(other)
    await record(other, "own")
    await record(postgres_world.store, "foreign")
    assert await listener.until("foreign") == ["own", "foreign"]


async def test_what_was_committed_while_the_line_was_lost_is_heard_later(
    postgres_world: World, other: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bus, "RETRY_SECONDS", 0.01)
    listener = Listener(other)
    await record(postgres_world.store, "before")
    await listener.until("before")
    async with postgres_world.store.write() as unit:
        unit.record(Event(tag=Tag.CORNER_HELP_ASKED, subject="meanwhile", actor="desk"))
        await unit.connection.execute(
            text("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE 'LISTEN%'")
        )
    await record(postgres_world.store, "after")
    assert set(await listener.until("after")) == {"before", "meanwhile", "after"}


async def test_facts_of_others_are_not_missed_because_own_ones_ran_ahead(
    postgres_world: World, other: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bus, "RETRY_SECONDS", 0.01)
    listener = Listener(other)
    await record(postgres_world.store, "before")
    await listener.until("before")
    await record(other, "own")
    other.bus.through, other.bus.last_seq = 0, 1_000
    async with postgres_world.store.write() as unit:
        await unit.connection.execute(
            text("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE 'LISTEN%'")
        )
        unit.record(Event(tag=Tag.CORNER_HELP_ASKED, subject="meanwhile", actor="desk"))
    assert (await listener.until("meanwhile"))[-1] == "meanwhile"


def facts(*seqs: int) -> list[Fact]:
    return [Fact(seq=seq, event=Event(tag=Tag.CORNER_HELP_ASKED, subject=f"{seq}", actor="desk")) for seq in seqs]


def test_a_bus_knows_up_to_where_it_was_told_everything() -> None:
    made = Bus("x")
    made.catch_up(facts(1, 2, 3))
    made.tell(facts(6))
    made.tell(facts(4))
    assert (made.through, made.last_seq) == (4, 6)


def test_what_was_told_already_is_not_told_again_after_a_lost_connection() -> None:
    made, told = Bus("x"), list[int]()
    made.listen(lambda fact: told.append(fact.seq))
    made.catch_up(facts(1))
    made.tell(facts(3))
    made.catch_up(facts(2, 3, 4))
    assert (told, made.through) == ([1, 3, 2, 4], 4)


def test_a_number_that_never_comes_does_not_hold_the_bus_up_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bus, "MOST_AHEAD", 3)
    made = Bus("x")
    made.tell(facts(5, 6, 7))
    assert made.through == 0
    made.tell(facts(8))
    assert made.through == 8


async def test_an_ear_outlives_a_store_that_cannot_be_read(
    postgres_world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bus, "RETRY_SECONDS", 0.01)
    heard = asyncio.Event()
    fails = [asyncpg.InterfaceError("gone"), OSError("gone"), StoreUnavailable("gone")]

    async def fetch(_seqs: object, _after: int) -> list[Fact]:
        if fails:
            raise fails.pop()
        heard.set()
        return []

    ear = asyncio.create_task(Ear(postgres_world.url, Bus("x"), fetch).run())
    await asyncio.wait_for(heard.wait(), WAIT)
    ear.cancel()
    await asyncio.gather(ear, return_exceptions=True)


@pytest.mark.parametrize("count", [1, 3])
def test_every_listener_is_told_until_it_leaves(count: int) -> None:
    told: list[int] = []
    made = Bus("x")
    leave: list[Callable[[], None]] = [made.listen(lambda fact: told.append(fact.seq)) for _ in range(count)]
    fact = Fact(seq=7, event=Event(tag=Tag.CORNER_HELP_ASKED, subject="a", actor="desk"))
    made.tell([fact])
    for each in leave:
        each()
    made.tell([fact])
    assert told == [7] * count


async def test_a_fact_of_a_kind_this_version_does_not_know_is_passed_over(world: World) -> None:
    """As while a newer version runs beside this one, or when an older one wrote the ledger."""
    await record(world.store, "first", "second")
    async with tampering.at(world.store) as connection:
        await connection.execute(text("UPDATE ledger SET tag = 'of.tomorrow' WHERE subject = 'first'"))
    assert [fact.event.subject for fact in await world.store.facts((), 0)] == ["second"]


async def test_an_ear_outlives_a_fault_in_reading(postgres_world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bus, "RETRY_SECONDS", 0.01)
    tries: list[int] = []
    caught_up = asyncio.Event()

    async def fails_once(seqs: Sequence[int], after: int) -> list[Fact]:
        tries.append(after)
        if len(tries) == 1:
            raise ValueError("a row that cannot be read")
        caught_up.set()
        return []

    ear = asyncio.create_task(Ear(postgres_world.url, Bus("other"), fails_once).run())
    try:
        await asyncio.wait_for(caught_up.wait(), WAIT)
    finally:
        ear.cancel()
        await asyncio.gather(ear, return_exceptions=True)


async def test_what_nobody_told_of_is_seen(world: World, tmp_path: Path) -> None:
    other = open_store(world.url, tmp_path, world.clock, name="other")
    other.bus.begin(await other.position())
    listener = Listener(other)
    await record(world.store, "a", "b")
    await Eye(other.bus, other.facts).look()
    assert await listener.until("b") == ["a", "b"]
    await other.close()


async def test_what_stood_at_the_start_is_not_told(world: World, tmp_path: Path) -> None:
    await record(world.store, "before")
    other = open_store(world.url, tmp_path, world.clock, name="other")
    other.bus.begin(await other.position())
    listener = Listener(other)
    await Eye(other.bus, other.facts).look()
    await record(other, "own")
    assert await listener.until("own") == ["own"]
    await other.close()


def test_a_fact_is_told_once_however_often_it_comes() -> None:
    made, told = Bus("x"), list[int]()
    made.listen(lambda fact: told.append(fact.seq))
    made.begin(1)
    made.tell(facts(2, 2, 1))
    made.catch_up(facts(2))
    made.tell(facts(4, 4))
    assert (told, made.through) == ([2, 4], 2)


async def test_another_process_hears_a_whisper_and_its_own_not_twice(postgres_world: World, other: Store) -> None:
    told: asyncio.Queue[dict[str, str]] = asyncio.Queue()
    own: list[dict[str, str]] = []
    other.bus.hear(lambda said: told.put_nowait(dict(said)))
    postgres_world.store.bus.hear(lambda said: own.append(dict(said)))
    said = {"kind": "typing", "to": "visit:x", "field": "remark"}
    await postgres_world.store.whisper(said)
    assert await asyncio.wait_for(told.get(), WAIT) == said
    assert own == [said]


async def test_who_is_gone_hears_no_whisper(sqlite_world: World) -> None:
    told: list[object] = []
    hush = sqlite_world.store.bus.hear(told.append)
    hush()
    await sqlite_world.store.whisper({"kind": "typing"})
    assert told == []
