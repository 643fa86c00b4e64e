"""The ledger is one unbroken chain, however many write at once, and the store refuses to change it."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from alembic import command
from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine

from desk.model import chain
from desk.model.audit import Audit, Finding
from desk.model.chain import Head
from desk.model.events import Event, Tag
from desk.store import counters, engine, ledger, schema
from desk.store.unit import Store
from tests.desk.world import World

WRITERS, UNITS = 20, 5
AT = datetime(2026, 1, 2, 3, 4, 5, 678901, tzinfo=UTC)
OLD_ROW = text(
    "INSERT INTO ledger (seq, at, tag, subject, actor, zone_id, visit_id, case_id, data) "
    "VALUES (:seq, :at, 'ticket.moved', :subject, 'desk', 'z', 'v', '', :data)"
)


class Broken(Exception):
    """What a test breaks a unit off with."""


def fact(subject: str) -> Event:
    return Event(tag=Tag.TICKET_MOVED, subject=subject, actor="desk", data={"number": "甲 001", "n": 3})


async def found(store: AsyncEngine) -> tuple[Head, Finding | None]:
    """The head, and what an audit of all rows finds."""
    async with store.connect() as connection:
        head, audit = await ledger.head(connection), Audit()
        for row in await ledger.links(connection, None, 100_000):
            audit.take(row)
    return head, audit.end(head)


async def test_what_is_written_reads_back_as_it_was_hashed(world: World) -> None:
    async with world.store.write() as unit:
        unit.record(fact("a"))
        unit.record(Event(tag=Tag.TICKET_MOVED, subject="b", actor="staff:x", zone_id="z", visit_id="v", case_id="c"))
    assert await found(world.store.engine) == (Head(position=2, hash=(await last(world.store))), None)


async def last(store: Store) -> str:
    async with store.read() as connection:
        return (await ledger.hashes(connection, 0, 100_000))[-1][1]


async def test_a_whole_visit_is_one_chain(world: World) -> None:
    await world.visit_to("ticketed")
    head, finding = await found(world.store.engine)
    assert finding is None
    assert head.position == len(await world.tags())


async def test_many_writers_at_once_leave_one_chain_without_gaps(world: World) -> None:
    async def write(writer: int) -> None:
        for n in range(UNITS):
            async with world.store.write() as unit:
                await counters.take(unit, f"writer-{writer % 3}")
                unit.record(fact(f"{writer}-{n}-a"))
                unit.record(fact(f"{writer}-{n}-b"))

    await asyncio.gather(*(write(writer) for writer in range(WRITERS)))
    head, finding = await found(world.store.engine)
    assert (head.position, finding) == (WRITERS * UNITS * 2, None)


async def test_processes_that_write_in_turn_and_at_once_leave_one_chain(world: World, tmp_path: Path) -> None:
    other = World(world.url, tmp_path)
    turns = [world, world, other, world, other, other, other, world, world]
    for number, writer in enumerate(turns):
        async with writer.store.write() as unit:
            unit.record(fact(f"{number}"))
    await asyncio.gather(*(_write(writer.store) for writer in turns))
    head, finding = await found(world.store.engine)
    await other.store.close()
    assert (head.position, finding) == (2 * len(turns), None)


async def _write(store: Store) -> None:
    async with store.write() as unit:
        unit.record(fact("at once"))


async def test_a_unit_that_fails_leaves_no_gap(world: World) -> None:
    async def write(number: int) -> None:
        async with world.store.write() as unit:
            unit.record(fact(f"{number}"))
            if number % 2:
                raise Broken

    await asyncio.gather(*(write(number) for number in range(10)), return_exceptions=True)
    head, finding = await found(world.store.engine)
    assert (head.position, finding) == (5, None)


@pytest.mark.parametrize("statement", ["UPDATE ledger SET actor = 'x'", "DELETE FROM ledger"])
async def test_the_store_refuses_to_change_an_entry(world: World, statement: str) -> None:
    async with world.store.write() as unit:
        unit.record(fact("a"))
    with pytest.raises(DBAPIError, match="append-only"):
        async with world.store.write() as unit:
            await unit.connection.execute(text(statement))


async def test_postgres_refuses_to_empty_the_ledger(postgres_world: World) -> None:
    with pytest.raises(DBAPIError, match="append-only"):
        async with postgres_world.store.write() as unit:
            await unit.connection.execute(text("TRUNCATE ledger"))


def to_revision(connection: Connection, revision: str) -> None:
    command.upgrade(schema.configure(connection), revision)


@pytest.fixture
async def old(store_url: str) -> AsyncIterator[AsyncEngine]:
    """A store of the version before the chain, with three pages of entries and numbers lost between them."""
    made = engine.connect(store_url)
    async with made.begin() as connection:
        await connection.run_sync(to_revision, "0004")
        at = AT if made.dialect.name == "postgresql" else None
        rows = [
            {
                "seq": 2 * n,
                "at": at + timedelta(seconds=n) if at else f"2026-01-02 03:04:{n % 60:02d}.678901",
                "subject": f"s{n}",
                "data": '{"state": "waiting", "number": "\\u7532 1"}',
            }
            for n in range(1, 2501)
        ]
        await connection.execute(OLD_ROW, rows)
    yield made
    await made.dispose()


async def test_entries_of_an_old_store_are_chained_in_their_order(old: AsyncEngine) -> None:
    await schema.migrate(old)
    head, finding = await found(old)
    assert (head.position, finding) == (2500, None)


async def test_entries_of_an_old_store_keep_what_they_say(old: AsyncEngine) -> None:
    await schema.migrate(old)
    async with old.connect() as connection:
        rows = await ledger.links(connection, 2498, 10)
    assert [(row.entry.position, row.entry.subject, row.entry.data) for row in rows] == [
        (position, f"s{position}", {"state": "waiting", "number": "甲 1"}) for position in (2499, 2500)
    ]


async def test_an_empty_old_store_begins_at_the_genesis(store_url: str) -> None:
    made = engine.connect(store_url)
    await schema.migrate(made)
    assert await found(made) == (Head(position=0, hash=chain.GENESIS), None)
    await made.dispose()
